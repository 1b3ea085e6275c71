using System.CommandLine;
using System.Globalization;
using System.Text;
using Veil.Data.Schemas;
using Veil.Workflows;

namespace Veil.Cli.Commands;

/// <summary><c>veil inspect</c>: a summary of a file, for its owner.</summary>
internal static class InspectCommand
{
    private const string Banner = "INTERNAL: computed from real rows. Do not publish.";

    public static Command Create(Terminal terminal, CancellationToken cancellationToken)
    {
        var input = Options.Input();
        var (quiet, json, noColor) = (Options.Quiet(), Options.Json(), Options.NoColor());
        var reading = new ReadingOptions(isRelease: false);
        var command = new ExplainedCommand(
            "inspect",
            "Show the dialect, the columns and the faults of a table. For the owner only.",
            "veil inspect people.csv",
            "veil inspect people.csv --json")
        {
            input,
        };
        reading.AddTo(command);
        command.AddMessageOptions(quiet, json, noColor);
        command.SetAction(parsed =>
        {
            var talk = new ConsoleReporter(terminal, parsed.GetValue(quiet), parsed.GetValue(json), parsed.GetValue(noColor));
            var table = Options.OpenInput(parsed.GetValue(input)!, terminal, cancellationToken);
            var result = talk.Watch(progress => InspectJob.Run(table, reading.Read(parsed), progress, cancellationToken));
            talk.Warn(Banner);
            terminal.Print(parsed.GetValue(json) ? Json(result) : Text(result));
            talk.Say($"Next: veil schema infer {parsed.GetValue(input)} -o schema.json, then check it and declare what is public.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Text(InspectResult result)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{result.Read.Table.RowCount} rows, {result.Read.Table.Columns.Count} columns\n");
        if (result.Read.DialectReport is { } report)
        {
            text.Append(
                TextTable.Format(["DIALECT", "IS", "BECAUSE"], report.Facts.Select(fact => new[] { fact.Name, fact.Value, fact.Reason })));
            text.Append('\n');
        }

        text.Append(TextTable.Format(
            ["COLUMN", "TYPE", "ROLE", "SURE", "MISSING", "DISTINCT", "BECAUSE"],
            result.Inferred.Columns.Select(column => new[]
            {
                column.Name,
                column.Decision.Type.ToString().ToLowerInvariant(),
                column.Decision.Role.ToString().ToLowerInvariant(),
                column.Decision.Confidence.ToString("0 %", CultureInfo.InvariantCulture),
                column.MissingShare.ToString("0.0 %", CultureInfo.InvariantCulture),
                column.Distinct.ToString(CultureInfo.InvariantCulture),
                column.Decision.Reason,
            })));
        if (result.Read.ReplacedCells > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{ResultText.ReplacedCells(result.Read.ReplacedCells)}\n");
        }

        if (result.Read.DroppedRows > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{result.Read.DroppedRows} rows cannot be read; the first:\n");
            text.Append(TextTable.Format(
                ["LINE", "COLUMN", "FAULT"],
                result.Read.FirstFaults.Take(10).Select(fault => new[]
                {
                    fault.Line.ToString(CultureInfo.InvariantCulture), fault.Column ?? "-", fault.Kind.ToString(),
                })));
        }

        return text.ToString();
    }

    private static string Json(InspectResult result) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("internal", Banner);
        json.WriteNumber("rows", result.Read.Table.RowCount);
        json.WriteNumber("droppedRows", result.Read.DroppedRows);
        json.WriteStartObject("dialect");
        json.WriteString("delimiter", result.Read.Dialect.Delimiter.ToString());
        json.WriteString("quote", result.Read.Dialect.Quote == CsvDialect.NoQuote ? null : result.Read.Dialect.Quote.ToString());
        json.WriteBoolean("header", result.Read.Dialect.HasHeader);
        json.WriteString("encoding", result.Read.Dialect.Encoding.ToString());
        json.WriteString("decimalMark", result.Read.Dialect.DecimalMark.ToString());
        json.WriteBoolean("gzip", result.Read.Dialect.IsGzip);
        json.WriteEndObject();
        json.WriteStartArray("columns");
        foreach (var column in result.Inferred.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("type", column.Decision.Type.ToString());
            json.WriteString("role", column.Decision.Role.ToString());
            json.WriteNumber("confidence", Math.Round(column.Decision.Confidence, 3));
            json.WriteNumber("missingShare", Math.Round(column.MissingShare, 6));
            json.WriteNumber("distinct", column.Distinct);
            json.WriteString("reason", column.Decision.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("faults");
        foreach (var fault in result.Read.FirstFaults)
        {
            json.WriteStartObject();
            json.WriteNumber("line", fault.Line);
            json.WriteString("column", fault.Column);
            json.WriteString("kind", fault.Kind.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
