using Veil.Privacy.Accounting;
using Veil.Privacy.Noise;

namespace Veil.Auditing;

/// <summary>One call of the kernel's gate: what was asked, what was declared, what was exact, and what was answered.</summary>
/// <param name="Kind">The kind of the call.</param>
/// <param name="Terms">What was charged, and the sensitivities that were declared; of a choice that of a score, in both places.</param>
/// <param name="Exact">The exact numbers, copied; none where a draw was asked for.</param>
/// <param name="Answer">What was answered: noisy numbers, or the index of a choice.</param>
internal sealed record Call(CallKind Kind, AnswerTerms Terms, long[] Exact, long[] Answer)
{
    /// <summary>What else must be the same for both tables: thresholds, rates.</summary>
    public double Parameter { get; init; }

    /// <summary>The labels of all exact numbers but the last, as bytes in hexadecimal; empty where numbers have none.</summary>
    public string[] Labels { get; init; } = [];

    /// <summary>The labels that were released, with their noisy counts.</summary>
    public List<(string Label, long Count)> Released { get; init; } = [];

    /// <summary>The most labels that one unit alone can hold, and the most rows of each.</summary>
    public int MaxRows { get; init; }

    /// <summary>The call in words.</summary>
    public override string ToString() => $"{Kind} ({Terms.Purpose}), {Exact.Length} numbers";

    /// <summary>The sensitivities that the event itself was charged for; none where it names none.</summary>
    public static IEnumerable<(double Charged, bool IsL2)> Sensitivities(PrivacyEvent? charged) => charged switch
    {
        GaussianEvent gaussian => [(gaussian.L2Sensitivity, true)],
        LaplaceEvent laplace => [(laplace.L1Sensitivity, false)],
        ComposedEvent composed => composed.Events.SelectMany(Sensitivities),
        _ => [],
    };
}

/// <summary>Kinds of calls.</summary>
internal enum CallKind
{
    /// <summary>A vector with noise.</summary>
    Numbers,

    /// <summary>Counts of labels, with noise and a threshold.</summary>
    Labels,

    /// <summary>A choice by the exponential mechanism.</summary>
    Choice,

    /// <summary>A sample of the units.</summary>
    Sample,
}
