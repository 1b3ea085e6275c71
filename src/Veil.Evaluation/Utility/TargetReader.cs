using System.Collections.Immutable;
using System.Globalization;
using Veil.Data.Tables;
using Veil.Evaluation.Learners;

namespace Veil.Evaluation.Utility;

/// <summary>The rows of a table whose target is known, and their targets.</summary>
internal sealed record TargetRows(int[] Rows, Target Target);

/// <summary>
/// Reads the target of several tables the same way. The classes are those of all of them together, so that one that only a
/// synthetic table has is wrong everywhere, and one that it has lost is found nowhere; neither is left out.
/// </summary>
internal sealed class TargetReader
{
    private readonly string _name;
    private readonly LabelCodes? _labels;
    private readonly double[] _numbers;

    private TargetReader(string name, PredictionTask task, LabelCodes? labels, double[] numbers) =>
        (_name, Task, _labels, _numbers) = (name, task, labels, numbers);

    public PredictionTask Task { get; }

    /// <summary>The classes, in order; empty for regression.</summary>
    public ImmutableArray<string> Classes => Task is PredictionTask.Regression
        ? []
        : _labels?.Labels ?? [.. _numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))];

    /// <summary>A reader of the target of the tables.</summary>
    /// <param name="name">The target's column.</param>
    /// <param name="task">What to predict; null for classes where the real column holds labels or at most two numbers.</param>
    /// <param name="real">The table that decides.</param>
    /// <param name="others">Tables whose classes are known too.</param>
    /// <exception cref="ArgumentException">
    /// A table lacks the column, its kinds differ, or labels are to be predicted as numbers.
    /// </exception>
    public static TargetReader Of(string name, PredictionTask? task, Table real, params Table[] others)
    {
        var columns = others.Prepend(real).Select(table => table.Find(name)
            ?? throw new ArgumentException($"A table has no column '{name}' to predict.", nameof(name))).ToArray();
        var labels = columns.OfType<LabelColumn>().ToArray();
        if (labels.Length != 0 && labels.Length != columns.Length)
        {
            throw new ArgumentException($"Column '{name}' holds numbers in one table and labels in another.", nameof(name));
        }

        if (labels.Length > 0)
        {
            return task is PredictionTask.Regression
                ? throw new ArgumentException($"Column '{name}' holds labels, which are no numbers to predict.", nameof(task))
                : new TargetReader(name, PredictionTask.Classification, LabelCodes.Of(labels), []);
        }

        var known = task ?? (Distinct([columns[0]]).Length <= 2 ? PredictionTask.Classification : PredictionTask.Regression);
        return new TargetReader(name, known, null, known is PredictionTask.Classification ? Distinct(columns) : []);
    }

    /// <summary>The rows of a table whose target is known.</summary>
    public TargetRows Read(Table table)
    {
        var column = table[_name];
        int[] rows = [.. Enumerable.Range(0, table.RowCount).Where(row => !column.IsMissing(row))];
        if (Task is PredictionTask.Regression)
        {
            return new TargetRows(rows, Target.OfNumbers(TableEncoder.Numbers(column, rows)));
        }

        // With no target known anywhere there is still one class, of which no row is.
        var classes = Math.Max(Classes.Length, 1);
        return new TargetRows(rows, Target.OfClasses(column is LabelColumn labels ? Codes(labels, rows) : Codes(column, rows), classes));
    }

    private int[] Codes(LabelColumn column, int[] rows)
    {
        var codes = _labels!.Translate(column.Labels);
        return Array.ConvertAll(rows, row => codes[column.Codes[row]]!.Value);
    }

    private int[] Codes(Column column, int[] rows) =>
        Array.ConvertAll(TableEncoder.Numbers(column, rows), number => Array.BinarySearch(_numbers, number));

    private static double[] Distinct(Column[] columns) =>
    [
        .. columns.SelectMany(column => TableEncoder.Numbers(column, [.. Enumerable.Range(0, column.Count)]))
            .Where(number => !double.IsNaN(number)).Distinct().Order(),
    ];
}
