using System.Collections.Immutable;

namespace Veil.Evaluation.Attacks;

/// <summary>How attacks are carried out.</summary>
public sealed record AttackOptions
{
    /// <summary>The most guesses an attack makes, and the most rows that distances are measured from.</summary>
    public int Guesses { get; init; } = 2000;

    /// <summary>The most members, and the most others, of membership inference.</summary>
    public int Targets { get; init; } = 5000;

    /// <summary>The columns that one guess of singling out combines.</summary>
    public int CombinedColumns { get; init; } = 3;

    /// <summary>
    /// The columns that the first of two parties knows of everybody, the other party knowing the rest; empty for every other
    /// column, which is nobody's real situation.
    /// </summary>
    public ImmutableArray<string> KnownToOne { get; init; } = [];

    /// <summary>How far a guessed number may lie from the true one, as a share of the real interquartile range.</summary>
    public double Tolerance { get; init; } = 0.05;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public AttackOptions Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Guesses, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Targets, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CombinedColumns, 2);
        if (!(Tolerance >= 0 && Tolerance < double.PositiveInfinity))
        {
            throw new ArgumentOutOfRangeException(nameof(Tolerance), Tolerance, "Tolerance must be a number that is not negative.");
        }

        return this;
    }
}
