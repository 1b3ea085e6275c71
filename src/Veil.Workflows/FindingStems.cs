namespace Veil.Workflows;

/// <summary>What a number of an evaluation cannot be measured without.</summary>
[Flags]
internal enum Needs
{
    /// <summary>The two tables are enough.</summary>
    Nothing = 0,

    /// <summary>A column to predict.</summary>
    Target = 1,

    /// <summary>Rows that were kept apart.</summary>
    Holdout = 2,

    /// <summary>Columns that name groups of people.</summary>
    Groups = 4,
}

/// <summary>How the names of an evaluation's numbers begin: what is mistyped is refused before hours of work, not after.</summary>
internal static class FindingStems
{
    /// <summary>The first two parts of every name, and what the numbers need.</summary>
    public static IReadOnlyDictionary<string, Needs> All { get; } = new Dictionary<string, Needs>(StringComparer.Ordinal)
    {
        ["TODO"] = Needs.Nothing,
    };
}
