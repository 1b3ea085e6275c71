using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Fidelity;

/// <summary>How near the relations of three columns are to the real ones.</summary>
public sealed class MarginalsPart : IEvaluationPart
{
    private const int Sets = 64;

    private readonly IReadOnlyList<int[]>? _sets;

    /// <summary>Makes the part.</summary>
    /// <param name="sets">
    /// Sets of columns, numbered from 0 among those that are compared; null for 64 sets of three columns, drawn without
    /// repetition where there are more.
    /// </param>
    public MarginalsPart(IReadOnlyList<int[]>? sets = null) => _sets = sets;

    /// <inheritdoc/>
    public string Name => "sets of columns";

    /// <inheritdoc/>
    public Section Section => Section.Joint;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        const string reason = "There are not three columns, or a table has no row.";
        var data = FidelityData.Of(context);
        var sets = _sets ?? MarginalSets.Of(data.Names.Length, 3, Sets, context.SeedFor("triples"));
        var samples = new SampleEquivalent(sets.Count);
        var distances = MarginalDistances.Measure(data, sets, context.Cancellation, samples.Look);
        samples.Complete(data.Binned.Rows[FidelityData.Real]);
        var findings = new Findings(Section);
        findings.Add(
            "total-variation.mean",
            "Mean distance of sets of three columns",
            data.Measure(table => distances.Of(table)?.Mean),
            sets.Count,
            value => $"On average, {Words.Share(value)} of the rows would have to change to give three columns their real joint distribution.",
            reason,
            finding => (finding with { Most = 1, IsHeadline = true }).WithInterval(distances.MeanWithout));
        findings.Add(
            "total-variation.quantile-90",
            "Distance of the worst tenth of the sets",
            data.Measure(table => distances.Of(table)?.Quantile(0.9)),
            sets.Count,
            value => $"For one set of three columns in ten, more than {Words.Share(value)} of the rows would have to change.",
            reason,
            finding => finding with { Most = 1 });
        findings.Add(
            "total-variation.maximum",
            "Largest distance of a set of three columns",
            data.Measure(table => distances.Of(table)?.Maximum),
            sets.Count,
            value => $"For the worst set of three columns, {Words.Share(value)} of the rows would have to change.",
            reason,
            finding => finding with { Most = 1 });
        findings.Add(
            "nist-score",
            "NIST k-marginal score",
            data.Measure(table => distances.Of(table)?.NistScore),
            sets.Count,
            value => $"The score of the NIST challenge is {Words.Number(value)} of 1000, which is the same as the mean distance of sets of three columns read the other way round.",
            reason,
            finding => (finding with { Most = 1000, Direction = Direction.Larger }).WithInterval(
                [.. distances.MeanWithout.Select(mean => 1000 * (1 - mean))]));
        findings.Add(
            "sample-equivalent",
            "Share of the real rows whose sample is as near",
            data.Measure(table => samples.ShareAt(distances.Of(table)?.Mean)),
            sets.Count,
            value => $"Of three columns, the synthetic table tells as much as a sample of {Words.Share(value)} of the real rows would.",
            samples.Means.Count == 0 ? reason : $"The table is farther from the real rows than a sample of {Words.Share(SampleEquivalent.Shares[0])} of them.",
            finding => finding with { Most = 1, Direction = Direction.Larger });
        return new EvaluationResult
        {
            Findings = findings.All,
            Curves = samples.Means.Count == 0 ? [] : [samples.Curve(Named(data, distances))],
            Notes = MarginalSets.Total(data.Names.Length, 3) is var total && total > sets.Count
                ? [.. data.Notes, FormattableString.Invariant($"Of {total:N0} sets of three columns {sets.Count:N0} were drawn at random.")]
                : data.Notes,
        };
    }

    private static IEnumerable<(string Name, double Distance)> Named(FidelityData data, MarginalDistances distances) =>
        new[] { ("synthetic", FidelityData.Synthetic), ("hold-out", FidelityData.Holdout), ("independent columns", FidelityData.Independent) }
            .Where(table => table.Item2 < data.Tables.Count && distances.Of(table.Item2) is not null)
            .Select(table => (table.Item1, distances.Of(table.Item2)!.Mean!.Value));
}
