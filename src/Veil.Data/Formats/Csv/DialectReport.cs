namespace Veil.Data.Formats.Csv;

/// <summary>How a file is written, as found out from its beginning.</summary>
/// <param name="Dialect">The dialect.</param>
/// <param name="Facts">Each part of it with a reason.</param>
public sealed record DialectReport(CsvDialect Dialect, IReadOnlyList<DialectFact> Facts);
