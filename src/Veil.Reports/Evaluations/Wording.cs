using System.Globalization;
using Veil.Evaluation.Results;

namespace Veil.Reports.Evaluations;

/// <summary>Numbers and names of an evaluation as text.</summary>
public static class Wording
{
    /// <summary>The sections in the order of a report, each with its heading and its question.</summary>
    internal static IReadOnlyList<(Section Section, string Title, string Lead)> Sections { get; } =
    [
        (Section.Validity, "Validity", "Is every synthetic row valid under the schema?"),
        (Section.Columns, "Single columns", "Is each column distributed like the real one? The worst come first."),
        (Section.Pairs, "Pairs of columns", "Are the relations between pairs of columns those of the real rows?"),
        (Section.Joint, "Many columns at once", "Are relations of many columns preserved? Can synthetic rows be distinguished?"),
        (Section.Utility, "Utility for prediction", "How well do models that are trained on synthetic rows perform on real ones?"),
        (Section.Fairness, "Groups of people", "Are groups as large, and treated as equally, as in the real rows?"),
        (Section.Privacy, "Attacks", "What do attacks learn? A failed attack proves nothing; only the privacy statement is a guarantee."),
    ];

    /// <summary>The anchor of a section.</summary>
    internal static string Anchor(Section section) => section.ToString().ToLowerInvariant();

    /// <summary>The section that a series with an identifier such as <c>pairs.association</c> belongs to.</summary>
    internal static Section SectionOf(string id) =>
        Enum.TryParse<Section>(id.Split('.')[0], ignoreCase: true, out var section) ? section : Section.Joint;

    /// <summary>A number with a useful number of digits.</summary>
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

    /// <summary>The direction of a metric, in words.</summary>
    public static string Better(Direction direction) => direction switch
    {
        Direction.Smaller => "smaller is better",
        Direction.Larger => "larger is better",
        Direction.LikeReal => "best when as for real rows",
        _ => "a description",
    };

    /// <summary>The subject of a finding: its title, with its columns and its group where the title does not name them.</summary>
    public static string Subject(Finding finding)
    {
        var about = string.Join(" × ", finding.Columns.Where(column => !finding.Title.Contains(column, StringComparison.Ordinal)));
        var group = finding.Group is { } named ? $"group {named}" : "";
        var both = string.Join(", ", new[] { about, group }.Where(part => part.Length > 0));
        return both.Length == 0 ? finding.Title : $"{finding.Title}: {both}";
    }

    /// <summary>The columns and the group that distinguish a finding from others of the same kind.</summary>
    internal static string About(Finding finding) =>
        new[] { string.Join(" × ", finding.Columns), finding.Group ?? "" }.Where(part => part.Length > 0).ToList() is { Count: > 0 } parts
            ? string.Join(", ", parts)
            : "all rows";

    /// <summary>A share as a percentage.</summary>
    public static string Percent(double share) =>
        (100 * share).ToString(Math.Abs(share) < 0.1 ? "0.0" : "0", CultureInfo.InvariantCulture) + " %";
}
