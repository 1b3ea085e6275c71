using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Evaluation.Results;

/// <summary>The tables and the settings of a comparison.</summary>
public sealed record EvaluationInput
{
    /// <summary>The real rows that the synthetic table was made from.</summary>
    public required Table Real { get; init; }

    /// <summary>The synthetic rows.</summary>
    public required Table Synthetic { get; init; }

    /// <summary>Real hold-out rows, which the synthesizer has not seen; without them some parts are left out or less informative.</summary>
    public Table? Holdout { get; init; }

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
