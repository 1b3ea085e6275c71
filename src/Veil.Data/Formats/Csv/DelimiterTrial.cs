using Veil.Data.Cells;

namespace Veil.Data.Formats.Csv;

/// <summary>The result of splitting the sample of a file with one delimiter.</summary>
internal sealed record DelimiterTrial(char Delimiter, List<byte[][]> Records, int Fields, double Consistency, double Score)
{
    private const int MostRecordsForKinds = 200;

    /// <summary>The reason for the choice.</summary>
    public string Reason =>
        $"it splits {CsvFaultLog.Number((long)Math.Round(100 * Consistency))} % of the lines looked at into "
            + $"{CsvFaultLog.Number(Fields)} fields";

    public static DelimiterTrial Of(List<byte[][]> records, char delimiter)
    {
        if (records.Count == 0)
        {
            return new DelimiterTrial(delimiter, records, 0, 0, 0);
        }

        var commonest = records.GroupBy(record => record.Length).OrderByDescending(group => group.Count()).First();
        var fields = commonest.Key;
        var consistency = commonest.Count() / (double)records.Count;

        // The header is the best witness of how many columns there are; numbers and dates come whole out of the right
        // split only; more fields decide what is still even.
        var score = consistency
            + (records[0].Length == fields ? 1 : 0)
            + ShareOfClearKinds(records)
            + (0.05 * Math.Log2(fields));
        return new DelimiterTrial(delimiter, records, fields, consistency, score);
    }

    private static double ShareOfClearKinds(List<byte[][]> records)
    {
        var clear = 0;
        var all = 0;
        foreach (var record in records.Take(MostRecordsForKinds))
        {
            foreach (var field in record)
            {
                all++;
                clear += ValueKinds.Of(field, '.') < ValueKind.ShortText || ValueKinds.Of(field, ',') < ValueKind.ShortText ? 1 : 0;
            }
        }

        return all == 0 ? 0 : clear / (double)all;
    }
}
