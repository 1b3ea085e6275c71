using System.Globalization;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Fidelity;

/// <summary>Collects the findings of one section.</summary>
internal sealed class Findings(Section section)
{
    private readonly List<Finding> _findings = [];

    /// <summary>What was collected.</summary>
    public IReadOnlyList<Finding> All => _findings;

    /// <summary>Adds a finding about real and synthetic rows, from 0 on and better when smaller unless changed.</summary>
    /// <param name="id">Its name for machines, without the section.</param>
    /// <param name="title">Its name for people.</param>
    /// <param name="measured">The numbers.</param>
    /// <param name="count">What it rests on.</param>
    /// <param name="sentence">What a value says.</param>
    /// <param name="reason">Why there may be none.</param>
    /// <param name="change">Sets what is different here.</param>
    public void Add(
        string id,
        string title,
        Measured measured,
        long count,
        Func<double, string> sentence,
        string reason = "One of the tables has no value to compare.",
        Func<Finding, Finding>? change = null)
    {
        var finding = new Finding
        {
            Id = $"{section.ToString().ToLowerInvariant()}.{id}",
            Section = section,
            Title = title,
            Sentence = measured.Value is { } value ? sentence(value) : $"Not defined: {reason}",
            Value = measured.Value,
            Reason = measured.Value is null ? reason : null,
            Least = 0,
            Direction = Direction.Smaller,
            Count = count,
            Reads = Sources.Real | Sources.Synthetic | (measured.OfHoldout is null ? 0 : Sources.Holdout),
            OfHoldout = measured.OfHoldout,
            OfIndependent = measured.OfIndependent,
            OfUniform = measured.OfUniform,
        };
        _findings.Add(change is null ? finding : change(finding));
    }
}

/// <summary>Numbers in sentences, the same on every machine.</summary>
internal static class Words
{
    /// <summary>A share as a percentage.</summary>
    public static string Share(double share) => (100 * share).ToString(share is > 0 and < 0.001 ? "0.####" : "0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>A number with four digits that count.</summary>
    public static string Number(double? number) => number is { } known ? known.ToString(Math.Abs(known) is >= 1e4 and < 1e15 ? "0" : "G4", CultureInfo.InvariantCulture) : "none";
}
