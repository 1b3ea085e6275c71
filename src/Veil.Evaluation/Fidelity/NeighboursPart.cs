using Veil.Evaluation.Metrics;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>Samples of every table, and all distances between their rows and the real ones.</summary>
/// <remarks>
/// Distances are Gower's, so that each column counts alike. All samples are of one size, since the measures depend on it: a
/// hold-out table too small for them has no number. Rows are drawn with one seed, so that a copy of the real table gives the same
/// sample.
/// </remarks>
internal sealed class RowSamples
{
    /// <summary>Which nearest neighbour a ball reaches to: what the authors of density and coverage take.</summary>
    public const int K = 5;

    /// <summary>Why there may be no number.</summary>
    public const string Reason = "A table has no row, or no column is compared.";

    /// <summary>Why there may be no number about neighbours.</summary>
    public const string TooFew = "There are fewer than 6 rows of a table, or no column is compared.";

    // All pairs of two samples take a few milliseconds; more rows change the third digit.
    private const int MostRows = 1_500;

    // Fewer hold-out rows than these do not make the other samples smaller.
    private const int FewestHoldoutRows = 500;

    private readonly (EnergyDistance Energy, Neighbourhoods? Neighbours)[] _of;

    /// <summary>Draws the samples and measures.</summary>
    public RowSamples(EvaluationContext context)
    {
        Data = ComparedTables.Of(context);
        var rows = Data.Columns.IsEmpty ? 0 : Math.Min(MostRows, Math.Min(Data.Rows(ComparedTables.Real), Data.Rows(ComparedTables.Synthetic)));
        if (Data.HasHoldout && Data.Rows(ComparedTables.Holdout) >= Math.Min(rows, FewestHoldoutRows))
        {
            rows = Math.Min(rows, Data.Rows(ComparedTables.Holdout));
        }

        SyntheticRows = rows;
        var samples = Enumerable.Range(0, Data.Count).Where(table => Data.Rows(table) >= rows)
            .Select(table => Data.RecordsOf(table).Sample(rows, new SeededRandom(context.SeedFor("row samples")))).ToArray();
        var real = Distances(samples[ComparedTables.Real], samples[ComparedTables.Real], context.Cancellation);
        _of = new (EnergyDistance, Neighbourhoods?)[samples.Length];
        for (var table = 1; table < samples.Length; table++)
        {
            var within = Distances(samples[table], samples[table], context.Cancellation);
            var across = Distances(samples[ComparedTables.Real], samples[table], context.Cancellation);
            _of[table] = (new EnergyDistance(real, within, across, BinnedTables.Groups), Neighbourhoods.Of(real, within, across, K));
            context.Report((double)table / samples.Length);
        }
    }

    /// <summary>The tables.</summary>
    public ComparedTables Data { get; }

    /// <summary>The rows of each sample.</summary>
    public int SyntheticRows { get; }

    /// <summary>The measures of a table that stands beside the real one; null for a hold-out table that is too small.</summary>
    public (EnergyDistance Energy, Neighbourhoods? Neighbours)? Of(int table) => table < _of.Length ? _of[table] : null;

    private static double[][] Distances(Records rows, Records others, CancellationToken cancellation)
    {
        var columns = Enumerable.Range(0, rows.Values.Length).ToArray();
        var distances = new double[rows.Rows][];
        _ = others.Groups; // laid out once, before the threads ask for it
        Parallel.For(
            0,
            rows.Rows,
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            row =>
            {
                var (scaled, sums) = (new float[columns.Length], new float[NearestRows.RoomFor(others)]);
                rows.Scaled(row, scaled);
                NearestRows.Sums(scaled, others, columns, sums);
                distances[row] = new double[others.Rows];
                for (var other = 0; other < others.Rows; other++)
                {
                    distances[row][other] = sums[other] / columns.Length;
                }
            });
        return distances;
    }
}

/// <summary>Where synthetic rows lie among the real ones, by their distances.</summary>
internal sealed class NeighboursPart : EvaluationPart<RowSamples>
{
    /// <inheritdoc/>
    public override string Name => "distances between rows";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<RowSamples>> Definitions { get; } =
    [
        EnergyDistance.Metric,
        NeighbourMetrics.Precision,
        NeighbourMetrics.Recall,
        NeighbourMetrics.Density,
        NeighbourMetrics.Coverage,
    ];

    /// <inheritdoc/>
    protected override RowSamples Take(EvaluationContext context, List<string> notes)
    {
        var samples = new RowSamples(context);
        notes.AddRange(samples.Data.Notes);
        return samples;
    }
}
