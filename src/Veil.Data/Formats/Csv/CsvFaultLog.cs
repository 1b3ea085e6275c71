using System.Globalization;
using Veil.Data.Errors;

namespace Veil.Data.Formats.Csv;

/// <summary>
/// Decides what becomes of a faulty row, an error or an entry in the list, and words the errors. No message holds a
/// value of the table.
/// </summary>
internal sealed class CsvFaultLog(string file, BadRows badRows)
{
    /// <summary>The advice when quotes are at fault.</summary>
    public const string OtherQuotes =
        "If the file has another quote, say it with ‹quote›; if a quote is a character like any other, say ‹quote› none; "
        + "if a character before it makes it one, say that with ‹escape›; if blanks stand around quoted fields, say ‹trim-blanks›.";

    private const int MostFaults = 100;
    private const int MostTitles = 20;
    private readonly List<CsvFault> _faults = [];
    private readonly List<CsvFault> _batch = [];

    /// <summary>The columns' names, once it is sure that they are names.</summary>
    public IReadOnlyList<string> Names { get; set; } = [];

    /// <summary>True when a faulty row is an error.</summary>
    public bool Fails => badRows == BadRows.Fail || InHeader;

    /// <summary>True when the header is being read: without it nothing else can be.</summary>
    public bool InHeader { get; set; }

    /// <summary>Rows left out so far.</summary>
    public long DroppedRows { get; private set; }

    /// <summary>Cells in which something became U+FFFD.</summary>
    public long ReplacedCells { get; set; }

    /// <summary>The first faults, in the order of the file.</summary>
    public IReadOnlyList<CsvFault> First => _faults;

    /// <summary>Reports a row that cannot be kept.</summary>
    /// <param name="kind">The kind of the fault.</param>
    /// <param name="line">The line on which it begins.</param>
    /// <param name="column">Index of the column, or -1.</param>
    /// <param name="detail">More about the fault, such as counts of fields.</param>
    /// <param name="mayFollowTitles">True when it is the first row, and has more fields than there are columns.</param>
    public void DropRow(CsvFaultKind kind, long line, int column, string detail, bool mayFollowTitles = false)
    {
        if (Fails)
        {
            throw Error(kind, line, column, detail, mayFollowTitles);
        }

        DroppedRows++;
        Add(kind, line, column);
    }

    /// <summary>Lists a fault of a row that is counted elsewhere.</summary>
    public void Add(CsvFaultKind kind, long line, int column)
    {
        if (_faults.Count < MostFaults)
        {
            _batch.Add(new CsvFault(line, column < 0 ? null : NameOf(column), kind));
        }
    }

    /// <summary>Of the bad cells found since the last batch ended, the one that comes first in the file.</summary>
    public CsvFault? FirstBadCell() => _batch
        .Where(fault => fault.Kind == CsvFaultKind.BadCell)
        .OrderBy(fault => fault.Line)
        .FirstOrDefault();

    /// <summary>Counts rows left out whose faults are listed already.</summary>
    public void CountDropped(int rows) => DroppedRows += rows;

    /// <summary>Puts the faults found since the last call in the order of the file.</summary>
    public void EndBatch()
    {
        if (_batch.Count == 0)
        {
            return;
        }

        foreach (var fault in _batch.OrderBy(fault => fault.Line).Take(MostFaults - _faults.Count))
        {
            _faults.Add(fault);
        }

        _batch.Clear();
    }

    /// <summary>The error for a faulty row.</summary>
    public VeilException Error(CsvFaultKind kind, long line, int column, string detail, bool mayFollowTitles = false)
    {
        const string OrDrop = " or leave such rows out with ‹bad-rows› drop";
        var where = column < 0 ? string.Empty : $" in column {Describe(column)}";
        var (code, what, wayOut) = kind switch
        {
            CsvFaultKind.RaggedRow when mayFollowTitles && line is > 1 and <= MostTitles => (
                "csv-ragged-row",
                $"the row has {detail}",
                $"If the lines above it are titles, pass over them with ‹skip-lines› {Number(line - 1)}; if the header has no "
                    + "name for the first column, say ‹row-names›; else fix the row, or name each column in the header."),
            CsvFaultKind.RaggedRow => ("csv-ragged-row", $"the row has {detail}", $"Fix the row, check the delimiter,{OrDrop}."),
            CsvFaultKind.FieldTooLong => (
                "csv-field-too-long",
                $"the field{where} is longer than {detail} bytes; perhaps a quote before it is not closed",
                $"Fix the row{OrDrop}."),
            CsvFaultKind.MisplacedQuote => (
                "csv-misplaced-quote",
                $"a quote stands inside a field that is not quoted, or text follows a closing quote,{where}",
                $"Put quotes around the whole field and double those inside it,{OrDrop}. {OtherQuotes}"),
            CsvFaultKind.UnclosedQuote => (
                "csv-quote-not-closed",
                $"a quote opens{where} and is not closed on its line",
                InHeader ? $"Close it, or give names that hold a line end with ‹schema›. {OtherQuotes}" : $"Close it. {OtherQuotes}"),
            _ => ("csv-bad-cell", $"the value{where} is not {detail}", $"Fix the value or the column's type in the schema,{OrDrop}."),
        };
        return new VeilException(FaultKind.BadInput, code, $"{file}, line {Number(line)}: {what}.", wayOut);
    }

    /// <summary>The error for a cell with bytes that are not text.</summary>
    public VeilException BadBytes(long line, int column, BadBytes how) => how == Csv.BadBytes.RefusedAsUtf8
        ? Fatal(
            "csv-bad-bytes",
            line,
            $"the value in column {Describe(column)} holds bytes that are not UTF-8",
            "Say the encoding of the file with ‹encoding›, such as windows-1252; with ‹encoding› utf-8 such bytes become U+FFFD.")
        : Fatal(
            "csv-bad-bytes",
            line,
            $"the value in column {Describe(column)} holds bytes to which the encoding gives no character",
            "Say another encoding with ‹encoding›.");

    /// <summary>The error for a file that cannot be read at all.</summary>
    public VeilException Fatal(string code, long? line, string what, string wayOut, Exception? inner = null)
    {
        var place = line is { } number ? $"{file}, line {Number(number)}" : file;
        return new VeilException(FaultKind.BadInput, code, $"{place}: {what}.", wayOut, inner);
    }

    /// <summary>A number as error messages write it.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private string? NameOf(int column) => column < Names.Count ? Names[column] : null;

    private string Describe(int column) =>
        NameOf(column) is { } name ? $"{Number(column + 1)} ('{name}')" : Number(column + 1);
}
