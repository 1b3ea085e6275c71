using Veil.Data.Formats;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Synthesis.Models;

namespace Veil.Workflows.Releases;

/// <summary>The schema of a released table: public facts alone.</summary>
internal static class PublishedSchema
{
    /// <summary>The schema of a table that was drawn from a model, without the number of rows of the original table.</summary>
    public static Schema Of(SynthesisModel model, TableRead read) =>
        WithDialect(model.OutputSchema with { Rows = null }, read, Source(model.Statement));

    /// <summary>
    /// The schema of a table without its model: names and roles are those of the statement, the rest is read off the synthetic rows.
    /// What was computed from noisy results alone is as public as they are.
    /// </summary>
    public static Schema Of(PrivacyStatement statement, TableRead read, CancellationToken cancellationToken)
    {
        var source = Source(statement);
        var roles = statement.Columns.Where(column => column.Role != ColumnRole.Drop).ToList();
        var inferred = SchemaInference.Infer(read.Table, copyDomain: false, cancellationToken).Schema;
        var columns = inferred.Columns.Select((column, i) => column with
        {
            Name = roles[i].Name,
            Role = new Fact<ColumnRole>(roles[i].Role, source),
        });
        var schema = new Schema
        {
            Columns = [.. columns.Select(column => ColumnFact.All.Aggregate(column, (column, fact) => fact.WithSource(column, source)))],
        };
        return WithDialect(schema, read, source);
    }

    private static Provenance Source(PrivacyStatement statement) =>
        statement.Guarantee is null ? Provenance.Declared : Provenance.Dp;

    private static Schema WithDialect(Schema schema, TableRead read, Provenance source) => schema with
    {
        Dialect = schema.Dialect ?? (read.Dialect is { } dialect ? new Fact<FileDialect>(dialect, source) : null),
    };
}
