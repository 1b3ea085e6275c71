using Veil.Data.Errors;

namespace Veil.Data.Formats;

/// <summary>Where a table comes from: a file of some format, memory, a database.</summary>
public interface ITableSource
{
    /// <summary>What messages and reports call the source.</summary>
    string DisplayName { get; }

    /// <summary>Path of the file; null for a source that is none.</summary>
    string? Path { get; }

    /// <summary>What happens to rows that cannot be read: a choice of the owner's, whether or not there are any.</summary>
    BadRows BadRows { get; }

    /// <summary>Refuses, before anything is read, a request that could only be met by computing something from the rows.</summary>
    /// <exception cref="VeilException">Something is not said that only rows could tell.</exception>
    void Check(ReadRequest request);

    /// <summary>Reads the table to its end.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="progress">Told about ten times a second.</param>
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
