namespace Veil.Data.Schemas;

/// <summary>A fault of a schema. It never contains a category, bound or other value of the schema.</summary>
/// <param name="Code">Stable identifier such as <c>schema-unknown-key</c>.</param>
/// <param name="Path">The JSON path of the fault, such as <c>$.fields[2].privacy.step</c>.</param>
/// <param name="Message">The fault, as a sentence.</param>
/// <param name="WayOut">The fix, as a sentence.</param>
public sealed record SchemaFault(string Code, string Path, string Message, string WayOut);
