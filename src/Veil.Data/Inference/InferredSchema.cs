using Veil.Data.Schemas;

namespace Veil.Data.Inference;

/// <summary>The inferred facts about one column.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Decision">Its type and role, with the reason.</param>
/// <param name="MissingShare">The share of rows without a value, from 0 to 1.</param>
/// <param name="Distinct">The number of different values.</param>
public sealed record ColumnInference(string Name, TypeDecision Decision, double MissingShare, long Distinct);

/// <summary>A schema that was inferred from the rows: every fact in it has the provenance <see cref="Provenance.Data"/>.</summary>
/// <param name="Schema">The schema.</param>
/// <param name="Columns">The inferred facts about each column, in the same order.</param>
public sealed record InferredSchema(Schema Schema, IReadOnlyList<ColumnInference> Columns);
