using Veil.Privacy.Noise;

namespace Veil.Auditing;

/// <summary>
/// Noise that is the same in every run of a test, from a gate that says it is a release's: what a test asks of a training does not fail by
/// chance, and what is stated of the training is what a release states.
/// </summary>
public static class RepeatableNoise
{
    /// <summary>The noise of a seed.</summary>
    public static NoiseSource Of(ulong seed) => NoiseSource.Through(() => new Gate(new SeededRandomSource(seed)));

    private sealed class Gate(RandomSource random) : AnswerGate(random)
    {
        private readonly RandomSource _random = random;

        /// <inheritdoc/>
        public override bool IsSecure => true;

        /// <inheritdoc/>
        public override AnswerGate Fork() => new Gate(_random.Fork());
    }
}
