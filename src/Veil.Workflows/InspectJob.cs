using Veil.Data.Formats;
using Veil.Data.Inference;
using Veil.Data.Schemas;

namespace Veil.Workflows;

/// <summary>The result of an inspection of a file. Exact facts about real rows: for the owner's eyes only.</summary>
/// <param name="Read">The table, its dialect and its faults.</param>
/// <param name="Inferred">The columns, each with a type, a reason and a confidence.</param>
public sealed record InspectResult(TableRead Read, InferredSchema Inferred);

/// <summary>Inspects a table: its dialect, the content of its columns, and its faults.</summary>
public static class InspectJob
{
    /// <summary>Reads the whole table as text and infers types.</summary>
    public static InspectResult Run(ITableSource source, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        var reporting = progress is null ? null : new SynchronousProgress<ReadProgress>(
            at => progress.Report(new JobProgress("reading", 0.9 * at.Fraction)));
        var read = source.Read(new ReadRequest(), reporting, cancellationToken);
        var inferred = SchemaInference.Infer(read.Table, copyDomain: false, cancellationToken);
        var dialect = read.Dialect is { } found ? new Fact<FileDialect>(found, Provenance.Data) : null;
        return new InspectResult(read, inferred with { Schema = inferred.Schema with { Dialect = dialect } });
    }

    /// <summary>
    /// The inferred schema with the provenance <see cref="Provenance.DeclaredAfterLooking"/>: the one that an owner who has
    /// looked at it may use for a release, whose statement then says what its guarantee does not cover.
    /// </summary>
    public static Schema Declare(Schema inferred) => inferred with
    {
        Dialect = inferred.Dialect is { } dialect ? dialect with { Source = Provenance.DeclaredAfterLooking } : null,
        Columns =
        [
            .. inferred.Columns.Select(column => ColumnFact.All.Aggregate(
                column, (column, fact) => fact.WithSource(column, Provenance.DeclaredAfterLooking))),
        ],
    };
}
