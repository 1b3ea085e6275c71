namespace Veil.Data.Formats.Csv;

/// <summary>The dialect of a file, as detected from its beginning.</summary>
/// <param name="Dialect">The dialect.</param>
/// <param name="Facts">Each part of it with a reason.</param>
public sealed record DialectReport(CsvDialect Dialect, IReadOnlyList<DialectFact> Facts);
