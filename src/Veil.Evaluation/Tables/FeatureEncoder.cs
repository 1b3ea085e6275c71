using System.Collections.Immutable;
using System.Text;
using Veil.Evaluation.Learners;

namespace Veil.Evaluation.Tables;

/// <summary>Some rows of a table.</summary>
/// <param name="Table">The index of the table.</param>
/// <param name="Rows">The indices of the rows.</param>
internal readonly record struct TableRows(int Table, int[] Rows);

/// <summary>
/// The encoder of columns as features, the same for each table: categories are the labels that occur in some given rows, in the
/// order of their UTF-8 bytes; any other label is unseen.
/// </summary>
internal sealed class FeatureEncoder
{
    private readonly ImmutableArray<CommonColumn> _columns;
    private readonly ImmutableArray<Feature> _features;
    private readonly double[]?[] _categories;

    /// <summary>Creates an encoder.</summary>
    /// <param name="columns">The columns that become features.</param>
    /// <param name="known">The rows whose labels are the known categories.</param>
    public FeatureEncoder(IEnumerable<CommonColumn> columns, params ReadOnlySpan<TableRows> known)
    {
        _columns = [.. columns];
        _categories = new double[]?[_columns.Length];
        var features = ImmutableArray.CreateBuilder<Feature>(_columns.Length);
        for (var c = 0; c < _columns.Length; c++)
        {
            var order = _columns[c].IsNumeric ? [] : LabelOrder.Of(_columns[c], known);
            _categories[c] = _columns[c].IsNumeric ? null : Ranks(order, _columns[c].Levels);
            // A column without any label is a category with one level that never occurs.
            features.Add(new Feature(_columns[c].Name, _columns[c].IsNumeric ? 0 : Math.Max(order.Length, 1)));
        }

        _features = features.ToImmutable();
    }

    /// <summary>The features of some rows, concatenated by table.</summary>
    public Features Encode(params TableRows[] rows) => new(
        _features,
        [.. _columns.Select((column, c) => rows.SelectMany(of => Values(column, _categories[c], of)).ToArray())],
        rows.Sum(of => of.Rows.Length));

    private static double[] Values(CommonColumn column, double[]? categories, TableRows rows)
    {
        var values = column.Values(rows.Table, rows.Rows);
        return categories is null
            ? values
            : Array.ConvertAll(values, value => double.IsNaN(value) ? value : categories[(int)value]);
    }

    private static double[] Ranks(int[] order, int levels)
    {
        var ranks = new double[levels];
        Array.Fill(ranks, Feature.Unseen);
        for (var rank = 0; rank < order.Length; rank++)
        {
            ranks[order[rank]] = rank;
        }

        return ranks;
    }
}

/// <summary>The labels that occur, in the order of their UTF-8 bytes, which does not depend on the order of rows.</summary>
internal static class LabelOrder
{
    /// <summary>The codes of the labels that occur in some rows of a column.</summary>
    public static int[] Of(CommonColumn column, params ReadOnlySpan<TableRows> rows)
    {
        var occurs = new bool[column.Levels];
        foreach (var of in rows)
        {
            foreach (var value in column.Values(of.Table, of.Rows))
            {
                if (!double.IsNaN(value))
                {
                    occurs[(int)value] = true;
                }
            }
        }

        var labels = column.AllLabels();
        var byBytes = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));
        return
        [
            .. Enumerable.Range(0, occurs.Length).Where(code => occurs[code])
                .OrderBy(code => Encoding.UTF8.GetBytes(labels[code]), byBytes),
        ];
    }
}
