using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Evaluation.Results;

/// <summary>The tables and the settings of a comparison.</summary>
public sealed record EvaluationInput
{
    /// <summary>No cell is of another type than its column.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<int>> NoMisfits { get; } =
        new Dictionary<string, IReadOnlyList<int>>(StringComparer.Ordinal);

    /// <summary>The real rows that the synthetic table was made from.</summary>
    public required Table Real { get; init; }

    /// <summary>The synthetic rows.</summary>
    public required Table Synthetic { get; init; }

    /// <summary>Real hold-out rows, which the synthesizer has not seen; without them some parts are left out or less informative.</summary>
    public Table? Holdout { get; init; }

    /// <summary>
    /// The rows, by column, whose real cell is not of its column's type, whatever the table holds there: it counts as a value that is
    /// not allowed, and not as a missing one.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> RealMisfits { get; init; } = NoMisfits;

    /// <summary>The same of the synthetic cells.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> SyntheticMisfits { get; init; } = NoMisfits;

    /// <summary>The same of the hold-out cells.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> HoldoutMisfits { get; init; } = NoMisfits;

    /// <summary>The schema of the tables.</summary>
    public required Schema Schema { get; init; }

    /// <summary>The column that models predict; null for none.</summary>
    public string? Target { get; init; }

    /// <summary>The protected columns: their values define groups of people that should be treated equally.</summary>
    public IReadOnlyList<string> Protected { get; init; } = [];

    /// <summary>
    /// The columns that an attacker knows of every person, or that the first of two parties knows in linkability; empty when not stated.
    /// </summary>
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <summary>The seed of resampling and of random choices: the same seed gives the same result.</summary>
    public ulong Seed { get; init; } = 1;
}
