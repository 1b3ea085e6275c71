using System.Collections.Immutable;
using Veil.Data.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>A real column and the synthetic column of the same name and kind.</summary>
internal readonly record struct ColumnPair(Column Real, Column Synthetic)
{
    /// <summary>The columns of both tables that are modelled, so all but text, in the order of the real table.</summary>
    /// <exception cref="ArgumentException">A column is missing from the synthetic table or is of another type there.</exception>
    public static ImmutableArray<ColumnPair> Of(Table real, Table synthetic)
    {
        var pairs = ImmutableArray.CreateBuilder<ColumnPair>();
        foreach (var column in real.Columns.Where(column => column.Type is not ColumnType.Text))
        {
            var other = synthetic.Find(column.Name)
                ?? throw new ArgumentException($"The synthetic table has no column '{column.Name}'.", nameof(synthetic));
            if (other.GetType() != column.GetType())
            {
                throw new ArgumentException(
                    $"Column '{column.Name}' is {column.Type} in the real table and {other.Type} in the synthetic one.",
                    nameof(synthetic));
            }

            pairs.Add(new ColumnPair(column, other));
        }

        return pairs.ToImmutable();
    }

    /// <summary>Measures all pairs, on all cores.</summary>
    public static ColumnMeasures Measure(
        ImmutableArray<ColumnPair> pairs, Func<ColumnPair, double> measure, CancellationToken cancellation)
    {
        var values = new double[pairs.Length];
        Parallel.For(
            0,
            pairs.Length,
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            i => values[i] = measure(pairs[i]));
        return new ColumnMeasures([.. pairs.Select((pair, i) => new ColumnMeasure(pair.Real.Name, values[i]))]);
    }
}
