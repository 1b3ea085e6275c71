using Veil.Data.Schemas.Json;

namespace Veil.Data.Schemas;

/// <summary>The provenance of a fact about a table, which decides whether it may be published.</summary>
public enum Provenance
{
    /// <summary>Common knowledge or a code book: free.</summary>
    Public,

    /// <summary>Stated by the table's owner without looking at the rows: free.</summary>
    Declared,

    /// <summary>
    /// Stated by the table's owner after looking at the rows: free, but the guarantee does not cover what such a fact reveals.
    /// </summary>
    DeclaredAfterLooking,

    /// <summary>Learnt from the rows by a differentially private mechanism, and charged to the budget.</summary>
    Dp,

    /// <summary>Copied from the rows: it has no guarantee and is allowed in research mode only.</summary>
    Data,
}

/// <summary>The words for each <see cref="Provenance"/> in files and messages.</summary>
public static class ProvenanceWords
{
    /// <summary>The word of the schema file, such as <c>declared-after-looking</c>.</summary>
    public static string Word(this Provenance source) => SchemaWords.Provenances[source];

    /// <summary>The provenance of a word; null when it is unknown.</summary>
    public static Provenance? Find(string word) => SchemaWords.Provenances.Find(word);
}

/// <summary>A value with its provenance.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Source">The provenance.</param>
public sealed record Fact<T>(T Value, Provenance Source);
