using Veil.Data.Errors;
using Veil.Data.Tables;

namespace Veil.Data.Formats;

/// <summary>Takes the rows of a table, chunk after chunk. Disposing of it writes what is left.</summary>
public interface ITableWriter : IDisposable
{
    /// <summary>Writes the rows of a table, columns in its order.</summary>
    /// <param name="chunk">Has the same columns as the chunks before.</param>
    /// <param name="cancellation">Checked every few thousand rows.</param>
    /// <exception cref="ArgumentException">The columns differ from those of the first chunk.</exception>
    /// <exception cref="VeilException">The output cannot be written to, for example since the disk is full.</exception>
    void Write(Table chunk, CancellationToken cancellation = default);

    /// <summary>Hands on everything written so far.</summary>
    /// <exception cref="VeilException">The output cannot be written to.</exception>
    void Flush();
}
