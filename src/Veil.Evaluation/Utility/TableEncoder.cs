using System.Collections.Immutable;
using System.Text;
using Veil.Data.Tables;
using Veil.Evaluation.Learners;

namespace Veil.Evaluation.Utility;

/// <summary>
/// Makes features of tables, the same way for each: the categories are those of the table it was made of, in the order
/// of their UTF-8 bytes. Text columns are left out.
/// </summary>
internal sealed class TableEncoder
{
    private readonly ImmutableArray<(Feature Feature, LabelCodes? Codes)> _columns;

    private TableEncoder(ImmutableArray<(Feature Feature, LabelCodes? Codes)> columns) => _columns = columns;

    /// <summary>An encoder for all columns of a table but its target and its text.</summary>
    public static TableEncoder Of(Table table, string target)
    {
        var columns = ImmutableArray.CreateBuilder<(Feature, LabelCodes?)>();
        foreach (var column in table.Columns.Where(column => column.Type is not ColumnType.Text && column.Name != target))
        {
            // A column without any label is a category with one level that never occurs.
            var codes = column is LabelColumn labels ? LabelCodes.Of(labels) : null;
            columns.Add((new Feature(column.Name, codes is null ? 0 : Math.Max(codes.Count, 1)), codes));
        }

        return new TableEncoder(columns.ToImmutable());
    }

    /// <summary>The features of some rows of a table.</summary>
    /// <exception cref="ArgumentException">A column is missing or is of another kind; the message names it.</exception>
    public Features Encode(Table table, ReadOnlySpan<int> rows)
    {
        var values = new double[_columns.Length][];
        for (var c = 0; c < values.Length; c++)
        {
            var (feature, codes) = _columns[c];
            var column = table.Find(feature.Name)
                ?? throw new ArgumentException($"A table has no column '{feature.Name}'.", nameof(table));
            if (codes is null == column is LabelColumn)
            {
                throw new ArgumentException($"Column '{feature.Name}' holds numbers in one table and labels in another.", nameof(table));
            }

            values[c] = column is LabelColumn labels ? Encode(labels, codes!, rows) : Numbers(column, rows);
        }

        return new Features([.. _columns.Select(column => column.Feature)], values, rows.Length);
    }

    /// <summary>The values of a numeric or calendar column, NaN where there is none.</summary>
    public static double[] Numbers(Column column, ReadOnlySpan<int> rows)
    {
        var numbers = new double[rows.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = column switch
            {
                DecimalColumn decimals => decimals.Values[rows[i]],
                IntegerColumn integers when integers.Values[rows[i]] != IntegerColumn.Missing => integers.Values[rows[i]],
                _ => double.NaN,
            };
        }

        return numbers;
    }

    private static double[] Encode(LabelColumn column, LabelCodes known, ReadOnlySpan<int> rows)
    {
        var codes = known.Translate(column.Labels);
        var values = new double[rows.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var code = column.Codes[rows[i]];
            values[i] = code == LabelColumn.Missing ? double.NaN : codes[code] ?? Feature.Unseen;
        }

        return values;
    }
}

/// <summary>Labels numbered in the order of their UTF-8 bytes.</summary>
internal sealed class LabelCodes
{
    private readonly Dictionary<string, int> _codes;

    private LabelCodes(IEnumerable<string> labels)
    {
        var byBytes = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));
        Labels = [.. labels.Distinct().OrderBy(Encoding.UTF8.GetBytes, byBytes)];
        _codes = Labels.Index().ToDictionary(label => label.Item, label => label.Index, StringComparer.Ordinal);
    }

    /// <summary>The labels, in order.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>Their number.</summary>
    public int Count => Labels.Length;

    /// <summary>The labels that occur in one of the columns.</summary>
    public static LabelCodes Of(params ReadOnlySpan<LabelColumn> columns)
    {
        var labels = new List<string>();
        foreach (var column in columns)
        {
            var occurs = new bool[column.Labels.Count];
            foreach (var code in column.Codes)
            {
                if (code != LabelColumn.Missing)
                {
                    occurs[code] = true;
                }
            }

            for (var code = 0; code < occurs.Length; code++)
            {
                if (occurs[code])
                {
                    labels.Add(column.Labels[code]);
                }
            }
        }

        return new LabelCodes(labels);
    }

    /// <summary>For each code of a pool the number of the same label here, or null.</summary>
    public int?[] Translate(LabelPool pool)
    {
        var codes = new int?[pool.Count];
        for (var code = 0; code < codes.Length; code++)
        {
            codes[code] = _codes.TryGetValue(pool[code], out var known) ? known : null;
        }

        return codes;
    }
}
