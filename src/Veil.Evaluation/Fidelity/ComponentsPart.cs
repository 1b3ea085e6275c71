using Veil.Data.Tables;
using Veil.Evaluation.Learners;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Fidelity;

/// <summary>Where synthetic rows lie among the real ones, in the directions in which real rows differ most.</summary>
public sealed class ComponentsPart : IEvaluationPart
{
    private const int MostRows = 5_000;
    private const int MostPoints = 1_000;
    private const int Components = 5;

    /// <inheritdoc/>
    public string Name => "principal components";

    /// <inheritdoc/>
    public Section Section => Section.Joint;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        const string reason = "A table has no row, or every real column is constant.";
        var data = FidelityData.Of(context);
        var random = new SeededRandom(context.SeedFor("components"));
        var tables = data.Tables.Select(table => Sample(table, random)).ToArray();
        var components = PrincipalComponents.Of(data.Names, tables[FidelityData.Real], Components);
        context.Cancellation.ThrowIfCancellationRequested();
        var places = Array.ConvertAll(tables, table => components?.Project(table));
        var findings = new Findings(Section);
        findings.Add(
            "components.kolmogorov-smirnov.mean",
            "Mean distance along principal components",
            data.Measure(table => places[table] is { } other ? Mean(places[FidelityData.Real]!, other) : null),
            tables[FidelityData.Synthetic].RowCount,
            value => $"Along the {components!.Shares.Count} directions in which real rows differ most, the share of rows on one side of a point is off by {Words.Share(value)} on average.",
            reason,
            finding => finding with { Most = 1 });
        return new EvaluationResult
        {
            Findings = findings.All,
            Clouds = components is { Shares.Count: >= 2 } && tables[FidelityData.Synthetic].RowCount > 0 ? [Cloud(components, places)] : [],
            Notes = data.Notes,
        };
    }

    private static Table Sample(Table table, SeededRandom random) =>
        table.Take(random.Permutation(table.RowCount).AsSpan(0, Math.Min(table.RowCount, MostRows)));

    private static double? Mean(double[][] real, double[][] other) =>
        real.Zip(other, (a, b) => Distances.KolmogorovSmirnov(NumericValues.Of(a), NumericValues.Of(b))).Average();

    private static Cloud Cloud(PrincipalComponents components, double[][]?[] places)
    {
        var groups = new List<Series> { Points("real", places[FidelityData.Real]!), Points("synthetic", places[FidelityData.Synthetic]!) };
        if (places.Length > FidelityData.Holdout)
        {
            groups.Add(Points("hold-out", places[FidelityData.Holdout]!));
        }

        return new Cloud(
            "joint.components",
            "Rows in the two directions in which real rows differ most",
            $"first component ({Words.Share(components.Shares[0])} of the variance)",
            $"second component ({Words.Share(components.Shares[1])} of the variance)",
            groups);
    }

    // The first rows of the sample, which is in random order.
    private static Series Points(string name, double[][] places) => new(name, [.. places[0].Take(MostPoints)], [.. places[1].Take(MostPoints)]);
}
