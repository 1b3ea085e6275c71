using System.Globalization;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fairness;

/// <summary>The rare labels of all columns: those of fewer than 1 of 100 but at least 10 real rows.</summary>
internal sealed class RareLabels
{
    private const double Rare = 0.01;
    private const int FewestRows = 10;

    private readonly List<(CommonColumn Column, int Label, double Share)> _rare = [];

    /// <summary>Counts the labels of the real rows.</summary>
    public RareLabels(ComparedTables data)
    {
        Data = data;
        foreach (var column in data.Columns.Where(column => !column.IsNumeric))
        {
            var counts = Counts(column, ComparedTables.Real);
            for (var label = 0; label < counts.Length; label++)
            {
                if (counts[label] >= FewestRows && counts[label] < Rare * data.Rows(ComparedTables.Real))
                {
                    _rare.Add((column, label, (double)counts[label] / data.Rows(ComparedTables.Real)));
                }
            }
        }
    }

    /// <summary>The tables.</summary>
    public ComparedTables Data { get; }

    /// <summary>The number of rare labels.</summary>
    public int Count => _rare.Count;

    /// <summary>The number of rare labels that have at least half their real share in a table.</summary>
    public int Survive(int table)
    {
        var counts = _rare.Select(of => of.Column).Distinct().ToDictionary(column => column, column => Counts(column, table));
        return _rare.Count(of => counts[of.Column][of.Label] >= of.Share / 2 * Data.Rows(table));
    }

    private static int[] Counts(CommonColumn column, int table)
    {
        var counts = new int[column.Levels];
        foreach (var value in column.Values(table))
        {
            if (!double.IsNaN(value))
            {
                counts[(int)value]++;
            }
        }

        return counts;
    }
}

/// <summary>
/// The survival of the rare labels of all columns. Noise and thresholds remove rare labels first, and averages do not show it.
/// </summary>
internal sealed class SmallCategories : EvaluationPart<RareLabels>
{
    /// <inheritdoc/>
    public override string Name => "Rare labels";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<RareLabels>> Definitions { get; } = [SurvivingLabels.Metric];

    /// <inheritdoc/>
    protected override RareLabels? Take(EvaluationContext context, List<string> notes)
    {
        var rare = new RareLabels(ComparedTables.Of(context));
        if (rare.Count > 0 && !rare.Data.IsEmpty)
        {
            return rare;
        }

        notes.Add("No column has rare labels, or there is no row, so the survival of rare labels was not measured.");
        return null;
    }
}

/// <summary>The metric of surviving rare labels.</summary>
internal static class SurvivingLabels
{
    /// <summary>The share of rare labels that have at least half their real share.</summary>
    public static Metric<RareLabels> Metric { get; } = new("fairness.rare-labels", "Rare labels that survive", Of)
    {
        Most = 1,
        Direction = Direction.Larger,
        OnCopy = 1,
    };

    private static Measurement Of(RareLabels rare)
    {
        var survive = rare.Survive(ComparedTables.Synthetic);
        var limits = Proportion.ClopperPearson(survive, rare.Count);
        return Measurement.Of(
            rare.Data.Measure(table => (double)rare.Survive(table) / rare.Count),
            rare.Count,
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"Of {rare.Count} labels that fewer than 1 of 100 real rows have, {survive} have at least half their real share of the "
                + $"synthetic rows.")) with
        {
            Interval = new Interval(
                limits.Low, limits.High, "95 %, exact binomial (Clopper and Pearson), as if labels were drawn independently"),
        };
    }
}
