using System.Collections.Immutable;
using System.Globalization;
using Veil.Evaluation.Learners;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Utility;

/// <summary>The rows of a table whose target is known, and their targets.</summary>
internal sealed record TargetRows(int[] Rows, LearningTarget Target);

/// <summary>
/// Reads the target of several tables consistently. The classes are those of all tables together, so that one that only a
/// synthetic table has is always a wrong prediction, and one that it lacks is never predicted; neither is left out.
/// </summary>
internal sealed class TargetReader
{
    private readonly CommonColumn _column;

    // The value of each class, in order: a number, or the code of a label.
    private readonly double[] _classes;

    /// <summary>Creates a reader.</summary>
    /// <param name="column">The target's column.</param>
    /// <param name="task">The kind of prediction; null for classes where the column holds labels or at most two real numbers.</param>
    /// <param name="tables">The tables that define the classes, the real one first.</param>
    /// <exception cref="ArgumentException">Labels are to be predicted as numbers.</exception>
    public TargetReader(CommonColumn column, PredictionTask? task, params int[] tables)
    {
        if (!column.IsNumeric && task is PredictionTask.Regression)
        {
            throw new ArgumentException($"Column '{column.Name}' holds labels, which cannot be predicted as numbers.", nameof(task));
        }

        _column = column;
        Task = task ?? (!column.IsNumeric || Distinct(tables[..1]).Length <= 2 ? PredictionTask.Classification : PredictionTask.Regression);
        _classes = Task is PredictionTask.Regression ? []
            : column.IsNumeric ? Distinct(tables)
            : Array.ConvertAll(LabelOrder.Of(column, Array.ConvertAll(tables, All)), code => (double)code);
        var names = column.IsNumeric ? [] : column.AllLabels();
        Classes = [.. _classes.Select(value => column.IsNumeric ? value.ToString(CultureInfo.InvariantCulture) : names[(int)value])];
    }

    /// <summary>Whether classes or numbers are predicted.</summary>
    public PredictionTask Task { get; }

    /// <summary>The classes, in order; empty for regression.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>The rows of a table whose target is known.</summary>
    public TargetRows Read(int table)
    {
        var values = _column.Values(table);
        int[] rows = [.. Enumerable.Range(0, values.Length).Where(row => !double.IsNaN(values[row]))];
        var known = Array.ConvertAll(rows, row => values[row]);
        if (Task is PredictionTask.Regression)
        {
            return new TargetRows(rows, LearningTarget.OfNumbers(known));
        }

        // Without any known target there is still one class, which has no rows.
        var places = _classes.Index().ToDictionary(of => of.Item, of => of.Index);
        return new TargetRows(
            rows, LearningTarget.OfClasses(Array.ConvertAll(known, value => places[value]), Math.Max(_classes.Length, 1)));
    }

    private TableRows All(int table) => new(table, [.. Enumerable.Range(0, _column.Rows(table))]);

    private double[] Distinct(int[] tables) =>
        [.. tables.SelectMany(table => _column.Values(table)).Where(number => !double.IsNaN(number)).Distinct().Order()];
}
