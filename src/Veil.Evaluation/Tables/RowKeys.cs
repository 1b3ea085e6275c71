namespace Veil.Evaluation.Tables;

/// <summary>
/// A hash of every row of several tables: equal rows have equal hashes, and different rows have different ones except
/// with a probability of about rows² / 2^129. Numbers are equal when they agree to six decimals; missing values are equal.
/// </summary>
internal sealed class RowKeys
{
    private const int Decimals = 6;
    private const ulong Prime1 = 0x9E3779B97F4A7C15;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;

    private readonly UInt128[][] _keys;

    private RowKeys(UInt128[][] keys) => _keys = keys;

    /// <summary>The keys of all rows.</summary>
    public static RowKeys Of(CommonTables tables)
    {
        var keys = tables.Rows.Select(rows => new UInt128[rows]).ToArray();
        foreach (var column in tables.Columns)
        {
            for (var table = 0; table < keys.Length; table++)
            {
                Append(keys[table], column.Values(table));
            }
        }

        // Sorted keys are matched by a merge of two tables, without a set of a million rows.
        Parallel.ForEach(keys, of => Array.Sort(of));
        return new RowKeys(keys);
    }

    /// <summary>The share of a table's rows that occur in another one; null without rows.</summary>
    public double? ShareIn(int table, int other)
    {
        var (keys, others, found, place) = (_keys[table], _keys[other], 0L, 0);
        foreach (var key in keys)
        {
            while (place < others.Length && others[place] < key)
            {
                place++;
            }

            found += place < others.Length && others[place] == key ? 1 : 0;
        }

        return keys.Length == 0 ? null : (double)found / keys.Length;
    }

    /// <summary>The share of a table's rows that occur in it more than once; null without rows.</summary>
    public double? ShareRepeated(int table)
    {
        var (keys, repeated) = (_keys[table], 0L);
        for (var i = 0; i < keys.Length; i++)
        {
            repeated += (i > 0 && keys[i - 1] == keys[i]) || (i + 1 < keys.Length && keys[i + 1] == keys[i]) ? 1 : 0;
        }

        return keys.Length == 0 ? null : (double)repeated / keys.Length;
    }

    private static void Append(UInt128[] keys, double[] values)
    {
        for (var row = 0; row < keys.Length; row++)
        {
            // Rounding does not change whole numbers and codes. Adding 0 maps -0 to 0.
            var rounded = Math.Round(values[row], Decimals) + 0.0;
            keys[row] = Mix(keys[row], double.IsNaN(rounded) ? ulong.MaxValue : BitConverter.DoubleToUInt64Bits(rounded));
        }
    }

    private static UInt128 Mix(UInt128 key, ulong value)
    {
        var (high, low) = ((ulong)(key >> 64), (ulong)key);
        return new UInt128(Scramble(high ^ value, Prime1), Scramble(low + value, Prime2));
    }

    private static ulong Scramble(ulong value, ulong prime)
    {
        value = (value ^ (value >> 32)) * prime;
        value = (value ^ (value >> 29)) * (prime ^ 0x5851F42D4C957F2D);
        return (value ^ (value >> 32)) + prime;
    }
}
