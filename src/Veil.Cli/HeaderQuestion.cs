using Veil.Data.Formats;
using Veil.Data.Formats.Csv;

namespace Veil.Cli;

/// <summary>
/// A table of which nobody has said whether its first line holds the names of its columns: before it is read for a release the person
/// at the terminal is asked, and shown the line.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="terminal">The terminal.</param>
internal sealed class HeaderQuestion(CsvSource table, Terminal terminal) : ITableSource
{
    private const int MostShown = 500;

    private CsvSource _table = table;

    /// <inheritdoc/>
    public string DisplayName => _table.DisplayName;

    /// <inheritdoc/>
    public string? Path => _table.Path;

    /// <inheritdoc/>
    public BadRows BadRows => _table.BadRows;

    /// <inheritdoc/>
    public void Check(ReadRequest request)
    {
        if (request is { Schema: null, DialectFromRows: false } && !_table.IsHeaderStated)
        {
            Ask();
        }

        _table.Check(request);
    }

    /// <inheritdoc/>
    public TableRead Read(ReadRequest request, IProgress<ReadProgress>? progress, CancellationToken cancellation) =>
        _table.Read(request, progress, cancellation);

    private void Ask()
    {
        var line = new string([.. _table.FirstLine().Take(MostShown).Select(c => char.IsControl(c) && c != '\t' ? '?' : c)]);
        terminal.Error.WriteLine($"The first line of {DisplayName}:");
        terminal.Error.WriteLine($"  {line}");
        terminal.Error.Write("Publish these as column names? [y/N] ");
        _table = terminal.ReadLine()?.Trim().ToUpperInvariant() is "Y" or "YES"
            ? _table.WithHeader()
            : throw HeaderDialect.HeaderNotPublished(DisplayName);
    }
}
