namespace Veil.Workflows.Releases;

/// <summary>
/// What the publisher of a release says about it. Nothing of it is computed; it stands in the data card and the registry entry.
/// </summary>
public sealed record ReleaseCard
{
    /// <summary>The title of the release.</summary>
    public string Title { get; init; } = "Synthetic table";

    /// <summary>A description in a sentence or two; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>The licence, best as the address of a known one; null when it is not stated.</summary>
    public string? License { get; init; }

    /// <summary>The person or organisation that publishes it; null when it is not stated.</summary>
    public string? Curator { get; init; }

    /// <summary>Whom to ask about it; null when it is not stated.</summary>
    public string? Contact { get; init; }

    /// <summary>What it is meant for; null when it is not stated.</summary>
    public string? IntendedUse { get; init; }

    /// <summary>The names of the facts that catalogs ask for and that are not stated.</summary>
    public IReadOnlyList<string> Missing =>
        [.. new[] { ("description", Description), ("license", License), ("curator", Curator), ("intended-use", IntendedUse) }
            .Where(fact => fact.Item2 is null).Select(fact => fact.Item1)];
}
