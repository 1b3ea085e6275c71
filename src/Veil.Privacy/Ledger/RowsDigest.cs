using System.Security.Cryptography;
using Veil.Data.Tables;

namespace Veil.Privacy.Ledger;

/// <summary>
/// A digest of the rows of a table that depends on neither their order nor that of the columns, by which a ledger recognises a table under
/// another name.
/// </summary>
/// <remarks>
/// Privacy: computed from the sensitive rows, so it never leaves the owner's machine in this form: a ledger keeps it under a key of its
/// own. It is no defence against an owner who changes a cell to get a fresh account; that is what accounts of people are for.
/// Cost: one hash per distinct label and a few multiplications per cell.
/// </remarks>
/// <param name="Rows">The number of rows.</param>
/// <param name="Sum">The sum of the hashes of the rows, modulo 2^128.</param>
/// <param name="Columns">The sum of the hashes of the names of the columns, modulo 2^64.</param>
public readonly record struct RowsDigest(long Rows, UInt128 Sum, ulong Columns)
{
    private const ulong Odd = 0x9E3779B97F4A7C15;

    /// <summary>The digest of a table.</summary>
    public static RowsDigest Of(Table table)
    {
        var rows = new ulong[table.RowCount];
        ulong columns = 0;
        foreach (var column in table.Columns)
        {
            var name = HashOf(System.Text.Encoding.UTF8.GetBytes(column.Name));
            columns += Mix(name);
            switch (column)
            {
                case LabelColumn labels:
                    AddLabels(rows, labels, name);
                    break;
                case IntegerColumn integers:
                    for (var row = 0; row < rows.Length; row++)
                        rows[row] += Mix(name ^ (ulong)integers.Values[row]);
                    break;
                case DecimalColumn decimals:
                    for (var row = 0; row < rows.Length; row++)
                        rows[row] += Mix(name ^ BitConverter.DoubleToUInt64Bits(decimals.Values[row]));
                    break;
                default:
                    throw new ArgumentException("A column is of no known kind.", nameof(table));
            }
        }

        UInt128 sum = 0;
        foreach (var row in rows)
            sum += new UInt128(Mix(row), Mix(row + Odd));
        return new RowsDigest(table.RowCount, sum, columns);
    }

    private static void AddLabels(ulong[] rows, LabelColumn column, ulong name)
    {
        // The hash of a missing value comes first, so that its code, -1, is an index like any other.
        var hashes = new ulong[column.Labels.Count + 1];
        hashes[0] = Mix(name);
        for (var code = 0; code < column.Labels.Count; code++)
            hashes[code + 1] = Mix(name ^ HashOf(column.Labels.Utf8(code)));
        var codes = column.Codes;
        for (var row = 0; row < rows.Length; row++)
            rows[row] += hashes[codes[row] + 1];
    }

    private static ulong HashOf(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return BitConverter.ToUInt64(hash);
    }

    // The finaliser of SplitMix64: Steele, Lea and Flood 2014.
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
