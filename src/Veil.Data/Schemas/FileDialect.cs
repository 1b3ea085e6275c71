namespace Veil.Data.Schemas;

/// <summary>
/// The dialect of the file of a table, as the schema file says it. A schema only carries it: what it means is known to the
/// format of the file.
/// </summary>
/// <param name="Json">A JSON object on one line, with the keys of the Table Dialect standard.</param>
public sealed record FileDialect(string Json);
