using Veil.Data.Schemas.Json;

namespace Veil.Data.Schemas;

/// <summary>Where a fact about a table comes from: the question that decides whether it may be published.</summary>
public enum Provenance
{
    /// <summary>Common knowledge or a code book: free.</summary>
    Public,

    /// <summary>Stated by the table's owner without looking at the rows: free.</summary>
    Declared,

    /// <summary>
    /// Stated by the table's owner after looking at the rows: free, but the guarantee does not cover what such a fact tells.
    /// </summary>
    DeclaredAfterLooking,

    /// <summary>Learnt from the rows by a differentially private mechanism: paid for from the budget.</summary>
    Dp,

    /// <summary>Copied from the rows: protects nobody, allowed in research mode only.</summary>
    Data,
}

/// <summary>How a <see cref="Provenance"/> is written wherever a person or a program reads it.</summary>
public static class ProvenanceWords
{
    /// <summary>The word of the schema file, such as <c>declared-after-looking</c>.</summary>
    public static string Word(this Provenance source) => SchemaWords.Provenances[source];

    /// <summary>The provenance of a word; null when it is none.</summary>
    public static Provenance? Find(string word) => SchemaWords.Provenances.Find(word);
}

/// <summary>A value together with where it comes from.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record Fact<T>(T Value, Provenance Source);
