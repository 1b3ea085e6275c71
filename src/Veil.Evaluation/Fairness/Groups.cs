using System.Globalization;
using Veil.Data.Tables;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Rows;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Fairness;

/// <summary>
/// The groups that a protected column makes: its labels, its numbers where there are few, else quarters of the real numbers;
/// missing values are a group of their own.
/// </summary>
internal sealed class Groups
{
    private const int MostNumbers = 20;

    private readonly RecordColumn _column;
    private readonly double[] _cuts;
    private readonly double[]? _numbers;

    private Groups(Column real)
    {
        _column = RecordColumn.Of(real);
        double[] present = [.. _column.Read(real).Where(value => !double.IsNaN(value)).Order()];
        double[] distinct = [.. present.Distinct()];
        _numbers = _column.IsNumeric && distinct.Length <= MostNumbers ? distinct : null;
        _cuts = _column.IsNumeric && _numbers is null
            ? [.. ((double[])[0.25, 0.5, 0.75]).Select(share => BasicBootstrap.Quantile(present, share)).Distinct()]
            : [];
    }

    /// <summary>The column's name.</summary>
    public string Column => _column.Name;

    /// <summary>The group of each real row.</summary>
    public required int[] Real { get; init; }

    /// <summary>The group of each synthetic row.</summary>
    public required int[] Synthetic { get; init; }

    /// <summary>The group of each row kept apart; null without any.</summary>
    public required int[]? Holdout { get; init; }

    /// <summary>What the groups are called.</summary>
    public required string[] Names { get; init; }

    /// <summary>The groups that a column makes; null when a table lacks it or holds it as another kind.</summary>
    public static Groups? Of(EvaluationContext context, string name)
    {
        Table[] tables = context.Holdout is { } holdout ? [context.Real, context.Synthetic, holdout] : [context.Real, context.Synthetic];
        if (context.Real.Find(name) is not { } real || tables.Any(table => table.Find(name)?.GetType() != real.GetType()))
        {
            return null;
        }

        // Only once all tables are read is it known which labels there are; the missing one comes last.
        var unnamed = new Groups(real) { Real = [], Synthetic = [], Holdout = null, Names = [] };
        var codes = Array.ConvertAll(tables, table => unnamed.Code(table[name]));
        var count = unnamed.Count;
        int[] Final(int[] of) => Array.ConvertAll(of, group => group < 0 ? count : group);
        return new Groups(real)
        {
            Real = Final(codes[0]),
            Synthetic = Final(codes[1]),
            Holdout = codes.Length > 2 ? Final(codes[2]) : null,
            Names = [.. Enumerable.Range(0, count).Select(unnamed.NameOf), "(missing)"],
        };
    }

    /// <summary>How many rows are of a group.</summary>
    public static int Rows(int[] groups, int group) => groups.Count(other => other == group);

    private int Count => _column.IsNumeric ? _numbers?.Length + 1 ?? _cuts.Length + 1 : _column.Levels;

    private int[] Code(Column column) => Array.ConvertAll(_column.Read(column), value =>
    {
        if (double.IsNaN(value))
        {
            return -1;
        }

        if (!_column.IsNumeric)
        {
            return (int)value;
        }

        var place = Array.BinarySearch(_numbers ?? _cuts, value);
        return _numbers is null ? (place < 0 ? ~place : place) : (place < 0 ? _numbers.Length : place);
    });

    private string NameOf(int group)
    {
        string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
        if (!_column.IsNumeric)
        {
            return _column.Label(group);
        }

        if (_numbers is not null)
        {
            return group < _numbers.Length ? Text(_numbers[group]) : "(other)";
        }

        return group == 0 ? $"up to {Text(_cuts[0])}"
            : group == _cuts.Length ? $"above {Text(_cuts[^1])}"
            : $"above {Text(_cuts[group - 1])} up to {Text(_cuts[group])}";
    }
}
