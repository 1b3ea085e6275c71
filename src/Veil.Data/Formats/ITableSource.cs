using Veil.Data.Errors;

namespace Veil.Data.Formats;

/// <summary>A source of a table: a file of some format, memory, a database.</summary>
public interface ITableSource
{
    /// <summary>The name of the source in messages and reports.</summary>
    string DisplayName { get; }

    /// <summary>Path of the file; null for a source that is none.</summary>
    string? Path { get; }

    /// <summary>The treatment of rows that cannot be read: a choice of the owner's, whether or not there are any.</summary>
    BadRows BadRows { get; }

    /// <summary>Refuses, before anything is read, a request that could only be met by computing something from the rows.</summary>
    /// <exception cref="VeilException">A fact is not declared that could only be computed from rows.</exception>
    void Check(ReadRequest request);

    /// <summary>Reads the table to its end.</summary>
    /// <param name="request">The request.</param>
    /// <param name="progress">Receives the progress about ten times per second.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>
    /// Without a schema all columns, text as raw text. With one, the columns of role Use and the entity's, in the schema's order
    /// and types; those that have no type there stay as they are.
    /// </returns>
    /// <exception cref="VeilException">
    /// The source cannot be read, or <see cref="Check"/> refuses the request. The message holds no value of the table.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    TableRead Read(ReadRequest request, IProgress<ReadProgress>? progress, CancellationToken cancellation);
}
