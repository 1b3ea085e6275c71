using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Evaluation.Results;

/// <summary>What is compared with what.</summary>
public sealed record EvaluationInput
{
    /// <summary>The real rows that the synthetic table was made from.</summary>
    public required Table Real { get; init; }

    /// <summary>The synthetic rows.</summary>
    public required Table Synthetic { get; init; }

    /// <summary>Real hold-out rows, which the synthesizer has not seen; without them some parts are left out or weaker.</summary>
    public Table? Holdout { get; init; }

    /// <summary>What is known of the tables.</summary>
    public required Schema Schema { get; init; }

    /// <summary>The column that models predict; null for none.</summary>
    public string? Target { get; init; }

    /// <summary>Columns that name groups of people between which there should be no difference.</summary>
    public IReadOnlyList<string> Protected { get; init; } = [];

    /// <summary>
    /// Columns that an attacker knows of everybody, or the first of two parties who link their records; empty when nobody said.
    /// </summary>
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <summary>Seed of resampling and of random choices: the same seed gives the same result.</summary>
    public ulong Seed { get; init; } = 1;
}
