using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Tables;

/// <summary>
/// The reference tables, which replace the synthetic one to put its numbers into perspective: one preserves the single columns
/// only, and one preserves nothing. They are repeatable. The independent table holds real values, and so does the uniform one where the
/// schema does not state the values: both are internal.
/// </summary>
/// <remarks>
/// Text columns are left empty. The columns are those of the real table that the synthetic one has too. The number of rows
/// is limited because the references are far from the real table, where sampling noise is negligible, and would otherwise
/// cost as much as the synthetic table itself.
/// </remarks>
internal static class ReferenceTables
{
    /// <summary>The largest number of rows of a reference.</summary>
    public const int MostRows = 100_000;

    /// <summary>Each column of the real table, permuted independently, and repeated where there are more synthetic rows.</summary>
    /// <param name="request">The tables.</param>
    public static Table Independent(EvaluationInput request)
    {
        var rows = Rows(request);
        return Make(request, (column, random) =>
        {
            var taken = new int[column.Count == 0 ? 0 : rows];
            for (var start = 0; start < taken.Length; start += column.Count)
            {
                var order = random.Permutation(column.Count);
                Array.Copy(order, 0, taken, start, Math.Min(order.Length, taken.Length - start));
            }

            return column.Take(taken);
        });
    }

    /// <summary>
    /// Labels and numbers drawn uniformly from the categories and the range of the schema, or those of the real rows where it
    /// names none; never missing, unless the real column is wholly so.
    /// </summary>
    /// <param name="request">The tables.</param>
    public static Table Uniform(EvaluationInput request)
    {
        var rows = Rows(request);
        return Make(request, (column, random) => column switch
        {
            LabelColumn labels => UniformLabels(labels, request.Schema.Find(column.Name), rows, random),
            IntegerColumn numbers => UniformIntegers(numbers, request.Schema.Find(column.Name), rows, random),
            DecimalColumn numbers => UniformDecimals(numbers, request.Schema.Find(column.Name), rows, random),
            _ => throw new ArgumentException($"No uniform values are defined for {column.GetType().Name}.", nameof(request)),
        });
    }

    private static int Rows(EvaluationInput request) =>
        request.Real.RowCount == 0 ? 0 : Math.Min(request.Synthetic.RowCount, MostRows);

    private static Table Make(EvaluationInput request, Func<Column, SeededRandom, Column> make) => new(
    [
        .. request.Real.Columns.Select((column, i) => (Column: column, Random: new SeededRandom(request.Seed + (ulong)i + 1)))
            .Where(each => each.Column.Type is not ColumnType.Text && request.Synthetic.Find(each.Column.Name) is not null)
            .Select(each => make(each.Column, each.Random)),
    ]);

    private static LabelColumn UniformLabels(LabelColumn real, ColumnSchema? schema, int rows, SeededRandom random)
    {
        var labels = schema?.Categories is { Value: { IsEmpty: false } declared } ? LabelPool.Of(declared.Distinct()) : real.Labels;
        return new LabelColumn(
            real.Name, Fill(rows, () => labels.Count == 0 ? LabelColumn.Missing : random.NextBelow(labels.Count)), labels, real.Type);
    }

    private static IntegerColumn UniformIntegers(IntegerColumn real, ColumnSchema? schema, int rows, SeededRandom random)
    {
        var present = real.Values.ToArray().Where(value => value != IntegerColumn.Missing).DefaultIfEmpty(IntegerColumn.Missing);
        var (minimum, maximum) = schema?.Bounds is { Value: var bounds }
            ? ((long)Math.Ceiling(bounds.Minimum), (long)Math.Floor(bounds.Maximum))
            : (present.Min(), present.Max());
        return new IntegerColumn(
            real.Name,
            Fill(
                rows,
                () => minimum == IntegerColumn.Missing
                    ? minimum
                    : minimum + (long)((maximum - (double)minimum + 1) * random.NextDouble())),
            real.Type);
    }

    private static DecimalColumn UniformDecimals(DecimalColumn real, ColumnSchema? schema, int rows, SeededRandom random)
    {
        var present = real.Values.ToArray().Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN);
        var (minimum, maximum) = schema?.Bounds is { Value: var bounds }
            ? (bounds.Minimum, bounds.Maximum)
            : (present.Min(), present.Max());
        return new DecimalColumn(real.Name, Fill(rows, () => minimum + ((maximum - minimum) * random.NextDouble())));
    }

    private static T[] Fill<T>(int rows, Func<T> value)
    {
        var values = new T[rows];
        for (var row = 0; row < rows; row++)
        {
            values[row] = value();
        }

        return values;
    }
}
