using System.Globalization;
using System.Text;
using Veil.Data.Cells;

namespace Veil.Data.Formats.Csv;

/// <summary>The decision whether the first record of a sample names the columns.</summary>
internal static class HeaderEvidence
{
    private const double MostOfColumn = 0.8;

    // A column of few labels whose first line has one that no other line has.
    private const int MostLabels = 20;
    private const int RowsPerLabel = 10;

    public static (bool HasHeader, string Reason) Weigh(List<byte[][]> records, char decimalMark)
    {
        if (records.Count == 0)
        {
            return (true, "there is nothing to look at");
        }

        var votes = Votes(records, decimalMark);
        var first = records[0];
        var numbers = first.Any(field => ValueKinds.IsValue(ValueKinds.Of(field, decimalMark)));
        return votes > 0 ? (true, "the first line differs in kind from the lines below")
            : votes < 0 ? (false, "the first line is of the same kind as the lines below")
            : numbers ? (false, "the first line holds numbers or dates")
            : (true, "the first line holds words only");
    }

    /// <summary>The evidence that the first record is of another kind than those below; below zero that it is not.</summary>
    public static double Votes(List<byte[][]> records, char decimalMark)
    {
        var votes = 0.0;
        var areNumbersNames = AreNumbersNames(records);
        for (var column = 0; column < records[0].Length; column++)
        {
            votes += areNumbersNames && Number(records[0][column]) is not null ? 1 : Vote(records, column, decimalMark);
        }

        return votes;
    }

    /// <summary>True when the whole numbers of the first record rise evenly, as years and ages do, and those of others do not.</summary>
    private static bool AreNumbersNames(List<byte[][]> records)
    {
        const int Least = 3;
        const double MostOthers = 0.1;
        return records.Count > 1 && IsSequence(records[0], Least)
            && records.Skip(1).Count(record => IsSequence(record, Least)) <= MostOthers * (records.Count - 1);
    }

    private static bool IsSequence(byte[][] record, int least)
    {
        var numbers = record.Select(Number).OfType<long>().ToList();
        return numbers.Count >= least && numbers[1] > numbers[0]
            && Enumerable.Range(1, numbers.Count - 1).All(i => numbers[i] - numbers[i - 1] == numbers[1] - numbers[0]);
    }

    private static long? Number(byte[] text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double Vote(List<byte[][]> records, int column, char decimalMark)
    {
        var rows = 0;
        var values = 0;
        var repeats = 0;
        var alike = 0;
        var shape = Shape(records[0][column]);
        var labels = new HashSet<string>(StringComparer.Ordinal);
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
            alike += Shape(records[i][column]) == shape ? 1 : 0;
            if (labels.Count < MostLabels)
            {
                labels.Add(Convert.ToHexString(records[i][column]));
            }
        }

        var nameKind = ValueKinds.Of(name, decimalMark);
        var bodyIsValues = rows > 0 && values >= MostOfColumn * rows;
        return nameKind is ValueKind.Empty or ValueKind.CommonMissingWord ? 0
            : ValueKinds.IsValue(nameKind) ? (bodyIsValues || rows == 0 ? -1 : 0)
            : bodyIsValues ? 1
            : shape.AsSpan().ContainsAny('9', '@') && alike >= MostOfColumn * rows && rows > 0 ? -1
            : repeats > 0 ? -0.5
            : labels.Count < MostLabels && rows >= RowsPerLabel * labels.Count ? 1
            : 0;
    }

    /// <summary>A text with one letter for each run of letters and one digit for each run of digits.</summary>
    private static string Shape(byte[] text)
    {
        var shape = new StringBuilder();
        foreach (var next in text)
        {
            var kind = char.IsAsciiDigit((char)next) ? '9' : char.IsAsciiLetter((char)next) || next >= 0x80 ? 'a' : (char)next;
            if (shape.Length == 0 || shape[^1] != kind || kind is not ('9' or 'a'))
            {
                shape.Append(kind);
            }
        }

        return shape.ToString();
    }
}
