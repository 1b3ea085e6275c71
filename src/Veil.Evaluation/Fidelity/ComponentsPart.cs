using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>Samples of every table along the principal components of the real rows.</summary>
internal sealed class ComponentPlaces
{
    private const int MostRows = 5_000;
    private const int Most = 5;

    /// <summary>Draws the samples and projects them.</summary>
    public ComponentPlaces(EvaluationContext context)
    {
        Data = ComparedTables.Of(context);
        var random = new SeededRandom(context.SeedFor("components"));
        var samples = Enumerable.Range(0, Data.Count)
            .Select(table => new TableRows(table, random.Permutation(Data.Rows(table))[..Math.Min(Data.Rows(table), MostRows)])).ToArray();
        Components = PrincipalComponents.Of(Data.Columns, samples[ComparedTables.Real], Most);
        context.Cancellation.ThrowIfCancellationRequested();
        Places = Array.ConvertAll(samples, sample => Components?.Project(sample));
        SyntheticRows = samples[ComparedTables.Synthetic].Rows.Length;
    }

    /// <summary>The tables.</summary>
    public ComparedTables Data { get; }

    /// <summary>The components; null where there are none.</summary>
    public PrincipalComponents? Components { get; }

    /// <summary>The scores of the sample's rows per table and component.</summary>
    public double[][]?[] Places { get; }

    /// <summary>The number of synthetic rows in the sample.</summary>
    public int SyntheticRows { get; }
}

/// <summary>The comparison of the tables along the principal components of the real rows.</summary>
internal sealed class ComponentsPart : EvaluationPart<ComponentPlaces>
{
    private const int MostPoints = 1_000;

    /// <inheritdoc/>
    public override string Name => "principal components";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<ComponentPlaces>> Definitions { get; } = [ComponentDistance.Mean];

    /// <inheritdoc/>
    protected override ComponentPlaces Take(EvaluationContext context, List<string> notes)
    {
        var places = new ComponentPlaces(context);
        notes.AddRange(places.Data.Notes);
        return places;
    }

    /// <inheritdoc/>
    protected override EvaluationResult Draw(ComponentPlaces measured) => new()
    {
        Findings = [],
        Clouds = measured is { Components.Shares.Count: >= 2, SyntheticRows: > 0 } ? [Cloud(measured.Components, measured)] : [],
    };

    private static Cloud Cloud(PrincipalComponents components, ComponentPlaces measured)
    {
        (string Name, int Table)[] shown =
            [("real", ComparedTables.Real), ("synthetic", ComparedTables.Synthetic), ("hold-out", ComparedTables.Holdout)];
        return new Cloud(
            "joint.components",
            "Rows along the first two principal components of the real rows",
            $"first component ({Words.Share(components.Shares[0])} of the variance)",
            $"second component ({Words.Share(components.Shares[1])} of the variance)",
            [.. shown.Where(each => each.Table < measured.Places.Length).Select(each => Points(each.Name, measured.Places[each.Table]!))]);
    }

    // The sample is in random order, so its first rows are a random sample as well.
    private static Series Points(string name, double[][] places) =>
        new(name, [.. places[0].Take(MostPoints)], [.. places[1].Take(MostPoints)]);
}

/// <summary>The Kolmogorov-Smirnov distance along principal components of the real rows.</summary>
internal static class ComponentDistance
{
    /// <summary>The mean distance over the components.</summary>
    public static Metric<ComponentPlaces> Mean { get; } = new(
        "joint.components.kolmogorov-smirnov.mean",
        "Mean distance along principal components",
        places => Measurement.Of(
            places.Data.Measure(table => places.Places[table] is { } other ? Average(places.Places[ComparedTables.Real]!, other) : null),
            places.SyntheticRows,
            value => $"Along the first {places.Components!.Shares.Count} principal components of the real rows, the share of rows on one "
                + $"side of a point differs by {Words.Share(value)} on average.",
            "A table has no row, or every real column is constant."))
    {
        Most = 1,
    };

    private static double? Average(double[][] real, double[][] other) =>
        real.Zip(other, (a, b) => KolmogorovSmirnovDistance.Between(NumericValues.Of(a), NumericValues.Of(b))).Average();
}
