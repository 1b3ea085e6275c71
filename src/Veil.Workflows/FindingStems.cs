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
    private const string Utility = "utility";

    /// <summary>The first two parts of every name, and what the numbers need; of the numbers of learners, the first part.</summary>
    public static IReadOnlyDictionary<string, Needs> All { get; } = new Dictionary<string, Needs>(StringComparer.Ordinal)
    {
        ["validity.rows"] = Needs.Nothing,
        ["validity.values"] = Needs.Nothing,
        ["validity.missing"] = Needs.Nothing,
        ["validity.precision"] = Needs.Nothing,
        ["validity.impossible"] = Needs.Nothing,
        ["validity.columns"] = Needs.Nothing,
        ["validity.keys"] = Needs.Nothing,
        ["validity.copies"] = Needs.Nothing,
        ["validity.repeated"] = Needs.Nothing,
        ["columns.total-variation"] = Needs.Nothing,
        ["columns.kolmogorov-smirnov"] = Needs.Nothing,
        ["columns.wasserstein"] = Needs.Nothing,
        ["columns.jensen-shannon"] = Needs.Nothing,
        ["columns.hellinger"] = Needs.Nothing,
        ["columns.kullback-leibler"] = Needs.Nothing,
        ["columns.chi-square"] = Needs.Nothing,
        ["columns.statistic"] = Needs.Nothing,
        ["pairs.mutual-information"] = Needs.Nothing,
        ["pairs.propensity"] = Needs.Nothing,
        ["pairs.cramers-v"] = Needs.Nothing,
        ["pairs.theils-u"] = Needs.Nothing,
        ["pairs.total-variation"] = Needs.Nothing,
        ["pairs.excess"] = Needs.Nothing,
        ["pairs.pearson"] = Needs.Nothing,
        ["pairs.spearman"] = Needs.Nothing,
        ["pairs.correlation-ratio"] = Needs.Nothing,
        ["joint.components"] = Needs.Nothing,
        ["joint.detection"] = Needs.Nothing,
        ["joint.propensity"] = Needs.Nothing,
        ["joint.total-variation"] = Needs.Nothing,
        ["joint.nist-score"] = Needs.Nothing,
        ["joint.sample-equivalent"] = Needs.Nothing,
        ["joint.range-queries"] = Needs.Nothing,
        ["fairness.rare-labels"] = Needs.Nothing,
        ["privacy.inference"] = Needs.Nothing,
        ["privacy.linkability"] = Needs.Nothing,
        ["privacy.singling-out"] = Needs.Nothing,
        ["privacy.closest"] = Needs.Nothing,
        ["utility"] = Needs.Target | Needs.Holdout,
        ["fairness.lost-groups"] = Needs.Groups,
        ["fairness.group-share"] = Needs.Groups,
        ["fairness.group-distance"] = Needs.Groups,
        ["fairness.parity"] = Needs.Target | Needs.Holdout | Needs.Groups,
        ["fairness.odds"] = Needs.Target | Needs.Holdout | Needs.Groups,
        ["fairness.recall"] = Needs.Target | Needs.Holdout | Needs.Groups,
        ["privacy.membership"] = Needs.Holdout,
    };

    /// <summary>How a name begins.</summary>
    public static string Of(string id) =>
        id.StartsWith(Utility + ".", StringComparison.Ordinal) ? Utility : string.Join('.', id.Split('.').Take(2));
}
