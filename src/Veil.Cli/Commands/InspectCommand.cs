using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Veil.Data.Files;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Workflows.Schemas;

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
            var console = new ConsoleReporter(terminal, parsed.GetValue(quiet), parsed.GetValue(json), parsed.GetValue(noColor));
            var request = new InspectRequest { Input = reading.Open(parsed, parsed.GetValue(input)!, terminal, cancellationToken) };
            var result = console.Watch(progress => new InspectJob().Run(request, progress, cancellationToken));
            console.Warn(Banner);
            terminal.Print(parsed.GetValue(json) ? Json(result) : Text(result));
            console.Say($"Next: veil schema infer {parsed.GetValue(input)} -o schema.json, then check it and declare what is public.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Text(InspectResult result)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{result.Read.Table.RowCount} rows, {result.Read.Table.Columns.Count} columns\n");
        if (result.Read.DialectFacts is { Count: > 0 } facts)
        {
            text.Append(TextTable.Format(["DIALECT", "IS", "BECAUSE"], facts.Select(fact => new[] { fact.Name, fact.Value, fact.Reason })));
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
        if (result.Read.MadeNames is { Count: > 0 } made)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{ResultText.MadeNames(made)}\n");
        }

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
                    fault.Line.ToString(CultureInfo.InvariantCulture), fault.Column ?? "-", fault.Kind,
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
        WriteDialect(json, result.Read.Dialect);
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
            json.WriteString("kind", fault.Kind);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteDialect(Utf8JsonWriter json, FileDialect? found)
    {
        if (found is null)
        {
            json.WriteNull("dialect");
            return;
        }

        var dialect = CsvDialectJson.Read(found);
        json.WriteStartObject("dialect");
        json.WriteString("delimiter", dialect.Delimiter.ToString());
        json.WriteString("quote", dialect.Quote == CsvDialect.NoQuote ? null : dialect.Quote.ToString());
        json.WriteBoolean("header", dialect.HasHeader);
        json.WriteString("encoding", CodePages.NameOf((int)dialect.Encoding));
        json.WriteString("decimalMark", dialect.DecimalMark.ToString());
        json.WriteBoolean("gzip", dialect.IsGzip);
        json.WriteEndObject();
    }
}
