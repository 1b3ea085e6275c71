using Veil.Evaluation.Metrics;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>Samples of every table, and all distances between their rows and the real ones.</summary>
/// <remarks>
/// Each column has the same weight in <see cref="RowDistances"/>. All samples have the same size, since the measures depend on it: a
/// smaller hold-out table has no number. Rows are drawn with one seed, so that a copy of the real table gives the same
/// sample.
/// </remarks>
internal sealed class RowSamples
{
    /// <summary>
    /// The order of the nearest neighbour to which a ball reaches, as recommended by the authors of density and coverage.
    /// </summary>
    public const int K = 5;

    /// <summary>The reason when there is no number.</summary>
    public const string Reason = "A table has no row, or no column is compared.";

    /// <summary>The reason when there is no number about neighbours.</summary>
    public const string TooFew = "There are fewer than 6 rows of a table, or no column is compared.";

    // All pairs of two samples take a few milliseconds; more rows change the third digit.
    private const int MostRows = 1_500;

    // A hold-out table with fewer rows does not reduce the other samples.
    private const int FewestHoldoutRows = 500;

    private readonly (EnergyDistance Energy, Neighbourhoods? Neighbours)[] _of;

    /// <summary>Draws the samples and computes the distances.</summary>
    public RowSamples(EvaluationContext context)
    {
        Data = ComparedTables.Of(context);
        var rows = Math.Min(MostRows, Math.Min(Data.Rows(ComparedTables.Real), Data.Rows(ComparedTables.Synthetic)));
        rows = Data.Columns.IsEmpty ? 0 : rows;
        if (Data.HasHoldout && Data.Rows(ComparedTables.Holdout) >= Math.Min(rows, FewestHoldoutRows))
        {
            rows = Math.Min(rows, Data.Rows(ComparedTables.Holdout));
        }

        SyntheticRows = rows;
        var samples = Enumerable.Range(0, Data.Count).Where(table => Data.Rows(table) >= rows)
            .Select(table => Data.RecordsOf(table).Sample(rows, new SeededRandom(context.SeedFor("row samples")))).ToArray();
        var real = Within(samples[ComparedTables.Real], context.Cancellation);
        _of = new (EnergyDistance, Neighbourhoods?)[samples.Length];
        for (var table = 1; table < samples.Length; table++)
        {
            var within = Within(samples[table], context.Cancellation);
            var neighbours = rows > K ? new Neighbourhoods(real.Radii, within.Radii, rows, K) : null;
            var across = new double[rows][];
            void Look(int row, double[] distances)
            {
                across[row] = EnergyDistance.OfRow(distances);
                neighbours?.Look(row, distances);
            }

            EachRow(samples[ComparedTables.Real], samples[table], Look, context.Cancellation);
            _of[table] = (new EnergyDistance(real.Sums, within.Sums, across), neighbours);
            context.Report((double)table / samples.Length);
        }
    }

    /// <summary>The tables.</summary>
    public ComparedTables Data { get; }

    /// <summary>The rows of each sample.</summary>
    public int SyntheticRows { get; }

    /// <summary>The measures of a reference table; null for a hold-out table that is too small.</summary>
    public (EnergyDistance Energy, Neighbourhoods? Neighbours)? Of(int table) => table < _of.Length ? _of[table] : null;

    // For each row the distance of its k-th neighbour and the sums of its distances to the groups of rows.
    private static (double[] Radii, double[][] Sums) Within(Records rows, CancellationToken cancellation)
    {
        var (radii, sums) = (new double[rows.Rows], new double[rows.Rows][]);
        void Look(int row, double[] distances)
        {
            radii[row] = Neighbourhoods.Radius(distances, K);
            sums[row] = EnergyDistance.OfRow(distances);
        }

        EachRow(rows, rows, Look, cancellation);
        return (radii, sums);
    }

    /// <summary>Calls with the distances of each row to all others, from several threads; the array is reused.</summary>
    private static void EachRow(Records rows, Records others, Action<int, double[]> look, CancellationToken cancellation)
    {
        _ = others.Groups; // laid out once, before the threads ask for it
        Parallel.For(
            0,
            rows.Rows,
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => (Scaled: new float[rows.Values.Length], Distances: new double[others.Rows]),
            (row, _, room) =>
            {
                rows.Scaled(row, room.Scaled);
                RowDistances.Of(room.Scaled, others, room.Distances);
                look(row, room.Distances);
                return room;
            },
            _ => { });
    }
}

/// <summary>The metrics that are computed from distances between rows.</summary>
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
