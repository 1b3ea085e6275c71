namespace Veil.Evaluation.Attacks;

/// <summary>The parameters of attacks.</summary>
internal sealed record AttackOptions
{
    /// <summary>The largest number of guesses of an attack, and of rows from which distances are measured.</summary>
    public int Guesses { get; init; } = 2000;

    /// <summary>The largest number of members, and of non-members, of membership inference.</summary>
    public int Targets { get; init; } = 5000;

    /// <summary>The number of columns that one guess of singling out combines.</summary>
    public int CombinedColumns { get; init; } = 3;

    /// <summary>The tolerance of a guessed number, as a share of the real interquartile range.</summary>
    public double Tolerance { get; init; } = 0.05;
}
