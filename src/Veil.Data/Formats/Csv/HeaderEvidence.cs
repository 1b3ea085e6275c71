using Veil.Data.Cells;

namespace Veil.Data.Formats.Csv;

/// <summary>The decision whether the first record of a sample names the columns.</summary>
internal static class HeaderEvidence
{
    private const double MostOfColumn = 0.8;

    public static (bool HasHeader, string Reason) Weigh(List<byte[][]> records, char decimalMark)
    {
        if (records.Count == 0)
        {
            return (true, "there is nothing to look at");
        }

        var votes = 0.0;
        var first = records[0];
        for (var column = 0; column < first.Length; column++)
        {
            votes += Vote(records, column, decimalMark);
        }

        var numbers = first.Any(field => ValueKinds.IsValue(ValueKinds.Of(field, decimalMark)));
        return votes > 0 ? (true, "the first line differs in kind from the lines below")
            : votes < 0 ? (false, "the first line is of the same kind as the lines below")
            : numbers ? (false, "the first line holds numbers or dates")
            : (true, "the first line holds words only");
    }

    private static double Vote(List<byte[][]> records, int column, char decimalMark)
    {
        var rows = 0;
        var values = 0;
        var repeats = 0;
        var name = records[0][column];
        for (var i = 1; i < records.Count; i++)
        {
            if (column >= records[i].Length)
            {
                continue;
            }

            var kind = ValueKinds.Of(records[i][column], decimalMark);
            if (kind is ValueKind.Empty or ValueKind.CommonMissingWord)
            {
                continue;
            }

            rows++;
            values += ValueKinds.IsValue(kind) ? 1 : 0;
            repeats += records[i][column].AsSpan().SequenceEqual(name) ? 1 : 0;
        }

        var nameKind = ValueKinds.Of(name, decimalMark);
        var bodyIsValues = rows > 0 && values >= MostOfColumn * rows;
        return nameKind is ValueKind.Empty or ValueKind.CommonMissingWord ? 0
            : ValueKinds.IsValue(nameKind) ? (bodyIsValues || rows == 0 ? -1 : 0)
            : bodyIsValues ? 1
            : repeats > 0 ? -0.5
            : 0;
    }
}
