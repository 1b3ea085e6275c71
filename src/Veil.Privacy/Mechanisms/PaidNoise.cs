using Veil.Privacy.Noise;

namespace Veil.Privacy.Mechanisms;

/// <summary>Noise that has been charged for, and what it was charged for.</summary>
/// <param name="Noise">The noise.</param>
/// <param name="Terms">The charge, and the sensitivities that it is enough for.</param>
internal sealed record PaidNoise(CountNoise Noise, AnswerTerms Terms)
{
    /// <summary>Passes exact numbers through the gate, which adds noise to them in place.</summary>
    public void Release(Span<long> exact, AnswerGate gate) => gate.Numbers(exact, Terms, Noise.AddTo);
}
