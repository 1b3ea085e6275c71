namespace Veil.Workflows.Evaluating;

/// <summary>The inputs without which a number of an evaluation cannot be measured.</summary>
[Flags]
internal enum Needs
{
    /// <summary>The two tables are enough.</summary>
    Nothing = 0,

    /// <summary>A column to predict.</summary>
    Target = 1,

    /// <summary>Hold-out rows.</summary>
    Holdout = 2,

    /// <summary>Columns that name groups of people.</summary>
    Groups = 4,
}

/// <summary>
/// The numbers of an evaluation that need more than two tables, so that a check of one is refused before hours of work, not
/// after.
/// </summary>
internal static class FindingNeeds
{
    private static readonly (string Stem, Needs Needs)[] s_needs =
    [
        ("utility.", Needs.Target | Needs.Holdout),
        ("fairness.lost-groups", Needs.Groups),
        ("fairness.group-share", Needs.Groups),
        ("fairness.group-distance", Needs.Groups),
        ("fairness.parity", Needs.Target | Needs.Holdout | Needs.Groups),
        ("fairness.odds", Needs.Target | Needs.Holdout | Needs.Groups),
        ("fairness.recall", Needs.Target | Needs.Holdout | Needs.Groups),
        ("privacy.membership", Needs.Holdout),
    ];

    /// <summary>The inputs that a number needs, by its name.</summary>
    public static Needs Of(string id) =>
        s_needs.FirstOrDefault(each => id.StartsWith(each.Stem, StringComparison.Ordinal)).Needs;
}
