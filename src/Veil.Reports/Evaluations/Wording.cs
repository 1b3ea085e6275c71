using System.Globalization;
using Veil.Evaluation.Results;

namespace Veil.Reports.Evaluations;

/// <summary>Numbers and names of an evaluation as text.</summary>
public static class Wording
{
    /// <summary>The sections in the order of a report, each with its heading and what it answers.</summary>
    internal static IReadOnlyList<(Section Section, string Title, string Lead)> Sections { get; } =
    [
        (Section.Validity, "Validity", "Is every synthetic row one that the schema allows?"),
        (Section.Columns, "Single columns", "Does each column by itself look like the real one? The worst come first."),
        (Section.Pairs, "Pairs of columns", "Do columns go together as they do in the real rows?"),
        (Section.Joint, "Many columns at once", "Are relations of many columns kept, and can synthetic rows be told from real ones?"),
        (Section.Utility, "Worth for prediction", "What does a model learn from the synthetic rows, tested on real ones?"),
        (Section.Fairness, "Groups of people", "Are groups as large, and treated as alike, as in the real rows?"),
        (Section.Privacy, "Attacks", "What do attacks learn from the rows? A failed attack proves nothing; only the privacy statement is a guarantee."),
    ];

    /// <summary>The anchor of a section.</summary>
    internal static string Anchor(Section section) => section.ToString().ToLowerInvariant();

    /// <summary>The section that a series with an identifier such as <c>pairs.association</c> belongs to.</summary>
    internal static Section SectionOf(string id) =>
        Enum.TryParse<Section>(id.Split('.')[0], ignoreCase: true, out var section) ? section : Section.Joint;

    /// <summary>A number with as many digits as one can use.</summary>
    public static string Number(double? value) => value switch
    {
        null => "–",
        0 => "0",
        { } number when Math.Abs(number) >= 1000 => number.ToString("#,0", CultureInfo.InvariantCulture),
        { } number when Math.Abs(number) >= 100 => number.ToString("0.#", CultureInfo.InvariantCulture),
        { } number when Math.Abs(number) >= 0.001 => number.ToString("0.000", CultureInfo.InvariantCulture),
        { } number => number.ToString("0.#e-0", CultureInfo.InvariantCulture),
    };

    /// <summary>The interval of a finding; empty when it has none.</summary>
    public static string Interval(Finding finding) =>
        finding is { Low: { } low, High: { } high } ? $"{Number(low)} to {Number(high)}" : "";

    /// <summary>Which way is better, in words.</summary>
    public static string Better(Direction direction) => direction switch
    {
        Direction.Smaller => "smaller is better",
        Direction.Larger => "larger is better",
        Direction.LikeReal => "best as with real rows",
        _ => "a description",
    };

    /// <summary>What a finding is about, with its columns and its group where its title does not name them.</summary>
    public static string Subject(Finding finding)
    {
        var about = string.Join(" × ", finding.Columns.Where(column => !finding.Title.Contains(column, StringComparison.Ordinal)));
        var group = finding.Group is { } named ? $"group {named}" : "";
        var both = string.Join(", ", new[] { about, group }.Where(part => part.Length > 0));
        return both.Length == 0 ? finding.Title : $"{finding.Title}: {both}";
    }

    /// <summary>What tells a finding from others of the same kind.</summary>
    internal static string About(Finding finding) =>
        string.Join(", ", new[] { string.Join(" × ", finding.Columns), finding.Group ?? "" }.Where(part => part.Length > 0)) is { Length: > 0 } about
            ? about
            : "all rows";

    /// <summary>A share in per cent.</summary>
    public static string Percent(double share) =>
        (100 * share).ToString(Math.Abs(share) < 0.1 ? "0.0" : "0", CultureInfo.InvariantCulture) + " %";
}
