namespace Veil.Data.Schemas;

/// <summary>One thing that is wrong with a schema. It never holds a category, bound or other value of the schema.</summary>
/// <param name="Code">Stable identifier such as <c>schema-unknown-key</c>.</param>
/// <param name="Path">Where: a JSON path such as <c>$.fields[2].privacy.step</c>.</param>
/// <param name="Message">What is wrong, as a sentence.</param>
/// <param name="WayOut">What to do about it.</param>
public sealed record SchemaFault(string Code, string Path, string Message, string WayOut);
