using System.Text;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Formats;

/// <summary>Short ways to read text that stands in a test.</summary>
internal static class CsvInText
{
    public static readonly CsvDialect Comma = new();

    public static CsvReadResult Read(string text, CsvReadOptions? options = null) =>
        Read(Encoding.UTF8.GetBytes(text), options ?? new CsvReadOptions { Dialect = Comma });

    public static CsvReadResult Read(byte[] bytes, CsvReadOptions? options = null) =>
        CsvReader.Read(ByteInput.FromStream(new MemoryStream(bytes), "people.csv"), options);

    public static VeilException Fault(string text, CsvReadOptions? options = null) =>
        Assert.Throws<VeilException>(() => Read(text, options));

    public static string[] Texts(this Column column)
    {
        var labels = (LabelColumn)column;
        return [.. labels.Codes.ToArray().Select(code => code == LabelColumn.Missing ? "<missing>" : labels.Labels[code])];
    }

    public static string[] Texts(this CsvReadResult result, string column) => result.Table[column].Texts();
}
