using System.Globalization;
using Veil.Data.Numerics;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Attacks;

/// <summary>The nearest real rows to a sample of the rows of every table.</summary>
internal sealed class ClosestRows
{
    private readonly Dictionary<int, Nearest[]> _nearest = [];
    private readonly HashSet<ulong> _known;

    /// <summary>Finds the nearest rows.</summary>
    /// <param name="context">The tables.</param>
    /// <param name="guesses">The largest number of rows of each table.</param>
    public ClosestRows(EvaluationContext context, int guesses)
    {
        Data = ComparedTables.Of(context);
        var random = new SeededRandom(context.SeedFor("closest records"));
        var real = Data.RecordsOf(ComparedTables.Real);
        _known = [.. real.Keys];
        int[] order = [ComparedTables.Synthetic, ComparedTables.Holdout, ComparedTables.Independent, ComparedTables.Uniform];
        foreach (var table in order.Where(table => table < Data.Count))
        {
            var rows = Data.RecordsOf(table);
            Copies[table] = rows.Keys.Count(_known.Contains);
            _nearest[table] = NearestRows.Of(rows.Sample(guesses, random), real, context.Cancellation);
        }

        context.Report(0.7);
        if (Data.HoldoutRecords is { } holdout)
        {
            var size = Math.Min(real.Rows, holdout.Rows);
            var rows = Data.RecordsOf(ComparedTables.Synthetic).Sample(guesses, random);
            double[] To(Records table) =>
                Array.ConvertAll(NearestRows.Of(rows, table.Sample(size, random), context.Cancellation), row => row.Distance);
            var (toReal, toHoldout) = (To(real), To(holdout));
            Closer = (ShareCloser(toReal, toHoldout), rows.Rows);
        }
    }

    /// <summary>The tables.</summary>
    public ComparedTables Data { get; }

    /// <summary>The number of rows per table that equal a real row.</summary>
    public Dictionary<int, int> Copies { get; } = [];

    /// <summary>
    /// The share of synthetic rows that lie nearer to a real row than to one of as many hold-out rows, and their number; null without.
    /// </summary>
    public (double Share, int Rows)? Closer { get; }

    /// <summary>The nearest real rows to the rows of a table.</summary>
    public IReadOnlyList<Nearest> Nearest(int table) => _nearest.GetValueOrDefault(table, []);

    /// <summary>The share of rows that lie nearer to one table than to another; ties count half.</summary>
    public static double ShareCloser(double[] toOne, double[] toOther) =>
        toOne.Zip(toOther, (a, b) => Math.Abs(a - b) <= NearestRows.Tie ? 0.5 : a < b ? 1 : 0).Average();
}

/// <summary>
/// The distances of synthetic rows to the closest real rows, and the number of copies. These numbers can show a serious fault; they
/// do not prove privacy: rows may be far from all real rows and still disclose a person, and rows may be near because people are
/// alike. Each number therefore stands beside the same number for hold-out rows.
/// </summary>
/// <remarks>
/// Reference: against distances as a proof of privacy, Ganev and De Cristofaro 2023 and Yao et al. 2025. Distances are
/// Gower's over the ranges of the real rows. Cost: one pass over all real rows for each of a few thousand rows.
/// </remarks>
/// <param name="options">The parameters; null for the defaults.</param>
internal sealed class ClosestRecords(AttackOptions? options = null) : EvaluationPart<ClosestRows>
{
    private readonly AttackOptions _options = options ?? new();

    /// <inheritdoc/>
    public override string Name => "Closest records";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<ClosestRows>> Definitions => ClosestMetrics.All;

    /// <inheritdoc/>
    protected override ClosestRows? Take(EvaluationContext context, List<string> notes)
    {
        var data = ComparedTables.Of(context);
        if (data.IsEmpty)
        {
            notes.Add("Distances to the closest real rows were not measured: there is no common column, no real or no synthetic row.");
            return null;
        }

        if (!data.HasHoldout)
        {
            notes.Add("Without hold-out rows, there is no reference for how close rows of other people come to the real ones.");
        }

        return new ClosestRows(context, _options.Guesses);
    }
}

/// <summary>The metrics of closest records. Every title says that they are no proof of privacy.</summary>
internal static class ClosestMetrics
{
    private const string NoProof = " This is no proof of privacy.";

    // A lower bound on the denominator, so that rows at distance 0 have a ratio.
    private const double Nothing = 1e-8;

    /// <summary>All metrics of closest records.</summary>
    public static IReadOnlyList<Metric<ClosestRows>> All { get; } =
    [
        new("privacy.closest.copies", "Copies of real rows (few are no proof of privacy)", Copies)
        {
            Most = 1,
            Direction = Direction.LikeReal,
            IsHeadline = true,
            OnCopy = 1,
        },
        Distance("distance-median", 0.5, "half of the rows", "half of the synthetic rows"),
        Distance("distance-low", 0.05, "the nearest 5 %", "5 of 100 synthetic rows"),
        OfRatio("ratio-median", 0.5, "half of the rows", "half of the synthetic rows"),
        OfRatio("ratio-low", 0.05, "the nearest 5 %", "5 of 100 synthetic rows"),
        new(
            "privacy.closest.share",
            "Rows closer to training rows than to hold-out rows (no proof of privacy)",
            rows => rows.Closer is var (share, count) ? [Closer(share, count)] : Enumerable.Empty<Measurement>())
        {
            Most = 1,
            Direction = Direction.LikeReal,
            Reads = Sources.Real | Sources.Synthetic | Sources.Holdout,
        },
    ];

    /// <summary>The ratio of the distances of the closest and the second closest row.</summary>
    public static double Ratio(Nearest row) => (row.Distance + Nothing) / (row.SecondDistance + Nothing);

    private static Measurement Copies(ClosestRows rows)
    {
        double? ShareOf(int table) => rows.Data.Rows(table) == 0 ? null : (double)rows.Copies[table] / rows.Data.Rows(table);
        var (copies, count) = (rows.Copies[ComparedTables.Synthetic], rows.Data.Rows(ComparedTables.Synthetic));
        var exact = Proportion.ClopperPearson(copies, count);
        return Measurement.Of(
            rows.Data.Measure(ShareOf),
            count,
            value => $"Of 100 synthetic rows {Text(100 * value)} are identical to a real row"
                + (rows.Data.HasHoldout
                    ? $"; of 100 hold-out rows {Text(100 * ShareOf(ComparedTables.Holdout)!.Value)} are, because people are alike."
                    : ".")
                + NoProof) with
        {
            Interval = new Interval(exact.Low, exact.High, "95 %, exact binomial (Clopper and Pearson), over synthetic rows"),
        };
    }

    private static Metric<ClosestRows> Distance(string id, double share, string rows, string words) => Quantiles(
        id,
        $"Distance to the closest real row, {rows} (no proof of privacy)",
        share,
        $"For {words} the distance to the closest real row (0 for identical rows, 1 for rows that differ in every column)",
        row => row.Distance) with
    {
        OnCopy = 0,
    };

    private static Metric<ClosestRows> OfRatio(string id, double share, string rows, string words) => Quantiles(
        id,
        $"Closest real row against the second closest, {rows} (no proof of privacy)",
        share,
        $"For {words} the distance to the closest real row, divided by that to the second closest,",
        Ratio);

    private static Metric<ClosestRows> Quantiles(string id, string title, double share, string what, Func<Nearest, double> measure) => new(
        $"privacy.closest.{id}",
        title,
        rows =>
        {
            double[] values = [.. rows.Nearest(ComparedTables.Synthetic).Select(measure).Order()];
            double? Of(int table) =>
                rows.Nearest(table) is { Count: > 0 } nearest ? Quantile.Of([.. nearest.Select(measure).Order()], share) : null;
            var limits = OrderStatistics(values, share);
            return Measurement.Of(
                rows.Data.Measure(Of),
                values.Length,
                value => $"{what} is at most {Text(value)}"
                    + (Of(ComparedTables.Holdout) is { } other ? $"; for hold-out rows it is {Text(other)}." : ".") + NoProof,
                "There is only one real row.") with
            {
                Interval = new Interval(limits.Low, limits.High, "95 %, order statistics, over synthetic rows"),
            };
        })
    {
        Most = 1,
        Direction = Direction.LikeReal,
    };

    private static Measurement Closer(double share, int rows)
    {
        var (centre, half) = Proportion.Wilson(share * rows, rows);
        return Measurement.Of(
            new Measured(share, 0.5),
            rows,
            value => $"Of 100 synthetic rows {Text(100 * value)} lie closer to a training row than to one of as many hold-out rows; "
                + "50 are expected without leakage." + NoProof) with
        {
            Interval = new Interval(
                Math.Max(0, centre - half),
                Math.Min(1, centre + half),
                "95 %, Wilson, over synthetic rows, as if they were drawn independently"),
        };
    }

    private static Limits OrderStatistics(double[] sorted, double share)
    {
        var (middle, spread) = (share * sorted.Length, StandardNormal.Z95 * Math.Sqrt(sorted.Length * share * (1 - share)));
        int Place(double place) => (int)Math.Clamp(place, 0, sorted.Length - 1);
        return new Limits(sorted[Place(Math.Floor(middle - spread) - 1)], sorted[Place(Math.Ceiling(middle + spread))]);
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
