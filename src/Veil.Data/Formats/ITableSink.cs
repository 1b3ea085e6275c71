using Veil.Data.Errors;
using Veil.Data.Schemas;

namespace Veil.Data.Formats;

/// <summary>A sink of a table: a file of some format, a stream, memory, a database.</summary>
public interface ITableSink
{
    /// <summary>The name of the sink in messages.</summary>
    string DisplayName { get; }

    /// <summary>Writes a table; a sink that keeps what it gets holds all of it afterwards, or nothing.</summary>
    /// <param name="schema">Columns, formats and missing codes of the table.</param>
    /// <param name="write">Writes the rows. When it throws, what the sink held before stays.</param>
    /// <exception cref="VeilException">The sink cannot be written to.</exception>
    void Write(Schema schema, Action<ITableWriter> write);

    /// <summary>The number of bytes that rows would take, none of which is written; 0 for a sink that takes no bytes.</summary>
    /// <param name="schema">Columns, formats and missing codes of the table.</param>
    /// <param name="write">Writes the rows.</param>
    long Measure(Schema schema, Action<ITableWriter> write);
}
