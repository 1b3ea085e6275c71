using System.Text;
using Veil.Data.Files;
using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Synthesis.Models;

namespace Veil.Workflows.Files;

/// <summary>Writes a table with its privacy statement beside it.</summary>
internal static class StatedTable
{
    /// <summary>Writes both, or neither.</summary>
    /// <param name="sink">The sink of the rows. Only beside a file is there a place for a statement.</param>
    /// <param name="schema">The schema of the rows.</param>
    /// <param name="statement">The statement about them.</param>
    /// <param name="write">Writes the rows.</param>
    public static void Write(ITableSink sink, Schema schema, PrivacyStatement statement, Action<ITableWriter> write)
    {
        var files = OutputFiles.Of(sink);
        sink.Write(schema, writer =>
        {
            write(writer);
            writer.Flush();

            // The statements come when all rows are written and before the table gets its name: where the table is, its
            // statement is, and a run that is stopped changes nothing.
            if (files.StatementJson is { } json && files.StatementMarkdown is { } markdown)
            {
                AtomicFile.Write(json, files.Overwrite, target => StatementJson.Write(statement, target));
                AtomicFile.Write(
                    markdown, files.Overwrite, target => target.Write(Encoding.UTF8.GetBytes(StatementMarkdown.Write(statement))));
            }
        });
    }
}
