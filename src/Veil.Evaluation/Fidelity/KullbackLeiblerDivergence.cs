using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The Kullback-Leibler divergence of single columns, synthetic from real, in nats; smoothed so that it is finite.</summary>
internal static class KullbackLeiblerDivergence
{
    /// <summary>The divergence of each column.</summary>
    public static Metric<ColumnComparison> Each { get; } = new(
        "columns.kullback-leibler",
        "Kullback-Leibler divergence",
        columns => columns.EachOfCells(
            (real, other) => Divergences.KullbackLeibler(other, real, Divergences.Smoothing),
            (column, value) => $"The divergence of the synthetic '{columns.Data.Names[column]}' from the real one is {Words.Number(value)} "
                + $"nats with half a row added to every cell, and without it {Plain(columns.Counts[column])}."))
    {
        Subject = Subject.Columns,
        OnCopy = 0,
    };

    private static string Plain(MarginalCounts counts) =>
        Divergences.KullbackLeibler(counts.Of(ComparedTables.Synthetic), counts.Of(ComparedTables.Real)) is { } value
        && double.IsPositiveInfinity(value)
            ? "infinite, because a synthetic value does not occur among the real ones"
            : Words.Number(Divergences.KullbackLeibler(counts.Of(ComparedTables.Synthetic), counts.Of(ComparedTables.Real)));
}
