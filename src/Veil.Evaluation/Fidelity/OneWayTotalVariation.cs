using Veil.Data.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// How far the distribution of each column lies from the real one: half the sum of the absolute differences of the
/// relative frequencies. From 0 (the same) to 1 (nothing in common); smaller is better. Computed on real rows and
/// therefore internal.
/// </summary>
/// <remarks>
/// Numbers, dates and date-times are counted in 32 bins of equal width over the real range, values beyond it in the
/// outermost bins. Labels are counted as they are. A missing value is a cell of its own. Text columns are left out.
/// </remarks>
public static class OneWayTotalVariation
{
    /// <summary>The number of bins of a numeric column, without the one of missing values.</summary>
    public const int Bins = 32;

    /// <summary>The total variation of each modelled column.</summary>
    /// <param name="real">The real table.</param>
    /// <param name="synthetic">The synthetic table: the same columns, any number of rows.</param>
    /// <param name="cancellation">Looked at once the cells are known.</param>
    /// <exception cref="ArgumentException">A column is missing from the synthetic table or is of another type there.</exception>
    public static ColumnMeasures Measure(Table real, Table synthetic, CancellationToken cancellation = default)
    {
        var tables = BinnedTables.Of(real, synthetic);
        cancellation.ThrowIfCancellationRequested();
        return new ColumnMeasures([.. tables.Names.Select((name, i) => new ColumnMeasure(name, tables.TotalVariation([i])))]);
    }
}
