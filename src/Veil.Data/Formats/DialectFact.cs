namespace Veil.Data.Formats;

/// <summary>One fact about how a file is written.</summary>
/// <param name="Name">What it is about: encoding, delimiter, quote, header, decimal mark.</param>
/// <param name="Value">What was found, in words.</param>
/// <param name="Reason">Why, in a few words; no value of the table.</param>
public sealed record DialectFact(string Name, string Value, string Reason);
