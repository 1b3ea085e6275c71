using System.Text.Json;

namespace Veil.Data.Schemas.Json;

/// <summary>The provenance of the facts of one column: one word for all, or one word per fact.</summary>
internal sealed class ProvenanceReader
{
    private readonly Dictionary<string, Provenance> _byFact = new(StringComparer.Ordinal);
    private readonly Provenance _default;

    private ProvenanceReader(Provenance @default) => _default = @default;

    /// <summary>Reads <c>privacy.provenance</c> of a field; facts it does not name get the table's.</summary>
    public static ProvenanceReader Of(ObjectReader? privacy, Provenance table)
    {
        const string key = "provenance";
        if (privacy?.Element(key) is not { } element)
        {
            return new ProvenanceReader(table);
        }

        if (element.ValueKind is not JsonValueKind.Object)
        {
            return new ProvenanceReader(privacy.Word(key, SchemaWords.Provenances) ?? table);
        }

        var reader = new ProvenanceReader(table);
        var facts = privacy.Object(key, SchemaWords.Facts)!;
        foreach (var fact in SchemaWords.Facts)
        {
            if (facts.Word(fact, SchemaWords.Provenances) is { } source)
            {
                reader._byFact[fact] = source;
            }
        }

        return reader;
    }

    /// <summary>A value with its provenance; null for null.</summary>
    public Fact<T>? Of<T>(string fact, T? value)
        where T : struct => value is { } known ? new Fact<T>(known, Source(fact)) : null;

    /// <summary>A value with its provenance; null for null.</summary>
    public Fact<T>? Of<T>(string fact, T? value)
        where T : class => value is { } known ? new Fact<T>(known, Source(fact)) : null;

    private Provenance Source(string fact) => _byFact.TryGetValue(fact, out var source) ? source : _default;
}
