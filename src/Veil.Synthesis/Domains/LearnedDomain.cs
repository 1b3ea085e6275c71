using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Privacy.Mechanisms;

namespace Veil.Synthesis.Domains;

/// <summary>A finite domain, declared or learnt, with a noisy count of every cell of every attribute.</summary>
/// <param name="Schema">The schema, with what was learnt privately filled in.</param>
/// <param name="Domain">The attributes of all columns that are used.</param>
/// <param name="Measurements">One measured marginal per attribute, in the order of the domain.</param>
/// <param name="Rows">The estimated number of rows; at least 1 where it was learnt.</param>
/// <param name="Limitations">The limitations that a user of the result should know, in sentences; computed from noisy and
/// public facts.</param>
internal sealed record LearnedDomain(
    Schema Schema, Domain Domain, ImmutableArray<NoisyMarginal> Measurements, double Rows, ImmutableArray<string> Limitations)
{
    /// <summary>One sentence on the columns that were hardly learnt; null where there are none.</summary>
    public string? Doubts { get; init; }
}
