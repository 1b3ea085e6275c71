using System.Collections.Immutable;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Tables;

/// <summary>The rows of a table scaled for Gower's distance over the ranges of the real rows.</summary>
internal sealed class Records
{
    /// <summary>The number of rows per group; the values of a column within a group are adjacent.</summary>
    public const int Group = 32;

    // Farther from every value than the largest distance that counts.
    private const float Missing = -1e30f;
    private const float Padding = 1e30f;

    // Where all real values are equal, any other is at distance 1.
    private const double Steep = 1e12;

    private readonly ImmutableArray<CommonColumn> _columns;
    private readonly Lazy<float[]> _groups;
    private readonly Lazy<ulong[]> _keys;

    public Records(ImmutableArray<CommonColumn> columns, double[][] values, int rows)
    {
        (_columns, Values, Rows) = (columns, values, rows);
        _groups = new(Lay);
        _keys = new(Hash);
    }

    /// <summary>The rows of a table.</summary>
    public static Records Of(CommonTables tables, int table) =>
        new(tables.Columns, [.. tables.Columns.Select(column => column.Values(table))], tables.Rows[table]);

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The values of each column: numbers, or codes of labels; NaN where missing.</summary>
    public double[][] Values { get; }

    /// <summary>
    /// By group, then by column, the values of the group's rows, scaled such that the absolute difference, at
    /// most 1, is the contribution of the column to the distance of two rows.
    /// </summary>
    public float[] Groups => _groups.Value;

    /// <summary>One hash per row, equal for rows that are equal in all columns; collisions are practically impossible.</summary>
    public ulong[] Keys => _keys.Value;

    /// <summary>The scaled values of a row.</summary>
    public void Scaled(int row, Span<float> into)
    {
        for (var c = 0; c < into.Length; c++)
        {
            into[c] = Scale(_columns[c], Values[c][row]);
        }
    }

    /// <summary>Gower's distance between a row and a row of another table: the mean over the columns.</summary>
    public double Distance(int row, Records other, int otherRow)
    {
        var sum = 0.0;
        for (var c = 0; c < _columns.Length; c++)
        {
            sum += Difference(_columns[c], Values[c][row], other.Values[c][otherRow]);
        }

        return sum / _columns.Length;
    }

    /// <summary>
    /// The contribution of a value to the distance: the difference divided by the range of the real rows, at most 1; for labels, and for
    /// any value where that range is 0, whether they differ. Two missing values are equal.
    /// </summary>
    public static double Difference(CommonColumn column, double a, double b) => (double.IsNaN(a), double.IsNaN(b)) switch
    {
        (true, true) => 0,
        (false, false) when a == b => 0,
        (false, false) when column.Spread > 0 => Math.Min(1, Math.Abs(a - b) / column.Spread),
        _ => 1,
    };

    /// <summary>A random sample of at most a number of rows, in random order.</summary>
    public Records Sample(int most, SeededRandom random) => Take(random.Permutation(Rows)[..Math.Min(Rows, most)]);

    /// <summary>The given rows.</summary>
    public Records Take(int[] rows) =>
        new(_columns, Array.ConvertAll(Values, column => Array.ConvertAll(rows, row => column[row])), rows.Length);

    /// <summary>The given columns.</summary>
    public Records Select(int[] columns) =>
        new([.. columns.Select(column => _columns[column])], Array.ConvertAll(columns, column => Values[column]), Rows);

    /// <summary>The distinct rows.</summary>
    public Records Distinct()
    {
        var seen = new HashSet<ulong>(Rows);
        return Take([.. Enumerable.Range(0, Rows).Where(row => seen.Add(Keys[row]))]);
    }

    private static float Scale(CommonColumn column, double value) => double.IsNaN(value)
        ? Missing
        : (float)((value - column.Minimum) * (!column.IsNumeric ? 1 : column.Spread > 0 ? 1 / column.Spread : Steep));

    private float[] Lay()
    {
        var groups = (Rows + Group - 1) / Group;
        var laid = new float[groups * Group * _columns.Length];
        for (var c = 0; c < _columns.Length; c++)
        {
            for (var row = 0; row < groups * Group; row++)
            {
                laid[(((row / Group * _columns.Length) + c) * Group) + (row % Group)] =
                    row < Rows ? Scale(_columns[c], Values[c][row]) : Padding;
            }
        }

        return laid;
    }

    private ulong[] Hash()
    {
        var keys = new ulong[Rows];
        foreach (var column in Values)
        {
            for (var row = 0; row < Rows; row++)
            {
                // Adding 0 maps -0 to 0.
                var bits = double.IsNaN(column[row]) ? ulong.MaxValue : BitConverter.DoubleToUInt64Bits(column[row] + 0.0);
                var mixed = (keys[row] ^ bits) * 0x9E3779B97F4A7C15;
                mixed = (mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93;
                keys[row] = mixed ^ (mixed >> 29);
            }
        }

        return keys;
    }
}
