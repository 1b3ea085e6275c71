using System.Globalization;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Evaluation;
using Veil.Evaluation.Results;
using Veil.Reports.Evaluations;

namespace Veil.Workflows.Evaluating;

/// <summary>A threshold that a number of an evaluation must meet, such as <c>pairs.total-variation=0.1</c>.</summary>
/// <param name="Id">The stable name of the number.</param>
/// <param name="Threshold">
/// The least that is accepted where larger is better, the most where smaller is better, the largest distance from the same
/// number of hold-out rows where it should be like theirs.
/// </param>
public sealed record EvaluationCheck(string Id, double Threshold)
{
    /// <summary>Reads <c>id=value</c>; null when it is not written so.</summary>
    public static EvaluationCheck? Parse(string text)
    {
        var at = text.LastIndexOf('=');
        return at > 0 && double.TryParse(text[(at + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold)
                && double.IsFinite(threshold)
            ? new EvaluationCheck(text[..at].Trim(), threshold)
            : null;
    }

    /// <summary>Refuses a check of a number that no such evaluation has, before anything is read.</summary>
    /// <param name="hasTarget">True when there is a column to predict.</param>
    /// <param name="hasHoldout">True when there are hold-out rows.</param>
    /// <param name="hasGroups">True when there are columns that name groups of people.</param>
    /// <exception cref="VeilException">
    /// No number has that name (code <c>unknown-finding</c>), or it needs what was not given (<c>finding-not-measured</c>).
    /// </exception>
    public void RefuseImpossible(bool hasTarget, bool hasHoldout, bool hasGroups)
    {
        var names = MetricCatalog.All.Select(metric => metric.Id).ToList();
        if (!names.Contains(Id, StringComparer.Ordinal))
        {
            throw new VeilException(
                FaultKind.Usage,
                "unknown-finding",
                $"No evaluation has a number named '{Id}'.",
                Spelling.DidYouMean(Id, names) ?? "The findings of the JSON document have the names as 'id'.");
        }

        var needs = FindingNeeds.Of(Id);

        var lacking = new[]
        {
            needs.HasFlag(Needs.Target) && !hasTarget ? "‹target›" : null,
            needs.HasFlag(Needs.Holdout) && !hasHoldout ? "‹holdout›" : null,
            needs.HasFlag(Needs.Groups) && !hasGroups ? "‹protected›" : null,
        }.OfType<string>().ToList();
        if (lacking.Count > 0)
        {
            throw new VeilException(
                FaultKind.Usage, "finding-not-measured", $"The number '{Id}' is not measured without {string.Join(" and ", lacking)}.",
                $"Add {string.Join(" and ", lacking)}, or check another number.");
        }
    }

    /// <summary>
    /// The reasons for which the check fails, a sentence for each number of that name that does not meet it; empty when it
    /// holds.
    /// </summary>
    /// <exception cref="VeilException">The evaluation has no such number, or one of which neither way is better.</exception>
    public IReadOnlyList<string> Failures(EvaluationResult result)
    {
        var named = result.Findings.Where(finding => finding.Id == Id).ToList();
        if (named.Count == 0)
        {
            throw new VeilException(
                FaultKind.Usage,
                "unknown-finding",
                $"The evaluation has no number named '{Id}'.",
                Spelling.DidYouMean(Id, result.Findings.Select(finding => finding.Id).Distinct())
                    ?? "The findings of the JSON document have the names as 'id'; "
                        + "some need ‹holdout›, ‹target› or ‹protected›.");
        }

        if (named.Any(finding => finding.Direction == Direction.Neutral))
        {
            throw new VeilException(
                FaultKind.Usage, "finding-without-direction", $"Neither way is better for '{Id}', so it cannot fail.",
                "Check another number.");
        }

        return [.. named.Select(Failure).OfType<string>()];
    }

    private string? Failure(Finding finding)
    {
        if (finding.Value is not { } value || double.IsNaN(value))
        {
            return $"{Id} ({Wording.Subject(finding)}) is not defined{(finding.Reason is { } reason ? $": {reason}" : ".")}";
        }

        var limit = Exact(Threshold);
        return finding.Direction switch
        {
            Direction.Larger when value < Threshold => $"{Id} ({Wording.Subject(finding)}) is {Exact(value)}, less than {limit}.",
            Direction.Smaller when value > Threshold => $"{Id} ({Wording.Subject(finding)}) is {Exact(value)}, more than {limit}.",
            Direction.LikeReal when finding.OfHoldout is null =>
                $"{Id} ({Wording.Subject(finding)}) has no number of hold-out rows to be compared with.",
            Direction.LikeReal when Math.Abs(value - finding.OfHoldout!.Value) is var distance && distance > Threshold =>
                $"{Id} ({Wording.Subject(finding)}) is {Exact(value)}, farther than {limit} from the "
                    + $"{Exact(finding.OfHoldout.Value)} of hold-out rows.",
            _ => null,
        };
    }

    private static string Exact(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
