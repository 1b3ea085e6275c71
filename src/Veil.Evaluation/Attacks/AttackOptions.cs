namespace Veil.Evaluation.Attacks;

/// <summary>How attacks are carried out.</summary>
internal sealed record AttackOptions
{
    /// <summary>The most guesses an attack makes, and the most rows that distances are measured from.</summary>
    public int Guesses { get; init; } = 2000;

    /// <summary>The most members, and the most others, of membership inference.</summary>
    public int Targets { get; init; } = 5000;

    /// <summary>The columns that one guess of singling out combines.</summary>
    public int CombinedColumns { get; init; } = 3;

    /// <summary>How far a guessed number may lie from the true one, as a share of the real interquartile range.</summary>
    public double Tolerance { get; init; } = 0.05;
}
