using Veil.Data.Formats;
using Veil.Data.Inference;
using Veil.Data.Schemas;

namespace Veil.Workflows;

/// <summary>What a look at a file found. Exact facts about real rows: for the owner's eyes only.</summary>
/// <param name="Read">The dialect and the faults.</param>
/// <param name="Inferred">The columns, each with a type, a reason and a confidence.</param>
public sealed record InspectResult(CsvReadResult Read, InferredSchema Inferred);

/// <summary>Looks at a file: how it is written, what its columns hold, what is wrong with it.</summary>
public static class InspectJob
{
    /// <summary>Reads the whole file as text and infers types.</summary>
    public static InspectResult Run(
        CsvInput input, CsvReadOptions reading, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        var reporting = progress is null ? null : new SynchronousProgress<ReadProgress>(at => progress.Report(
            new JobProgress("reading", at.TotalBytes is > 0 and var total ? Math.Min(0.9, 0.9 * at.BytesRead / (double)total) : 0.5)));
        var read = CsvReader.Read(input, reading with { Schema = null }, reporting, cancellationToken);
        var inferred = SchemaInference.Infer(read.Table, read.Dialect, copyDomain: false, cancellationToken);
        return new InspectResult(read, inferred);
    }

    /// <summary>
    /// The inferred schema with the provenance <see cref="Provenance.DeclaredAfterLooking"/>: what an owner who has
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
