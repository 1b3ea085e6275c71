namespace Veil.Data.Formats;

/// <summary>One fact about how a file is written.</summary>
/// <param name="Name">The part of the dialect: encoding, delimiter, quote, header, decimal mark.</param>
/// <param name="Value">The finding, in words.</param>
/// <param name="Reason">The reason, in a few words; no value of the table.</param>
public sealed record DialectFact(string Name, string Value, string Reason);
