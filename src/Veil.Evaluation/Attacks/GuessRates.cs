using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Attacks;

/// <summary>The rate of right guesses.</summary>
/// <param name="Right">The number of right guesses; not an integer where it was scaled from another number of rows.</param>
/// <param name="Count">The number of guesses, or their effective number.</param>
internal readonly record struct Guesses(double Right, double Count)
{
    /// <summary>The estimated probability of being right.</summary>
    public double Rate => Proportion.Wilson(Right, Count).Centre;

    /// <summary>Half the width of the confidence interval.</summary>
    public double Half(double z) => Proportion.Wilson(Right, Count, z).Half;
}

/// <summary>
/// The success of an attack on people in the table beyond its success on people outside: whatever works on
/// both is knowledge of the population, which a synthetic table is meant to provide.
/// </summary>
/// <remarks>
/// Reference: Giomi, Boenisch, Wehmeyer and Tasnádi, <em>A Unified Framework for Quantifying Privacy Risk in Synthetic
/// Data</em> (2023), sections 4 and 5: risk = (attack - control) / (1 - control), with Wilson's intervals propagated.
/// </remarks>
/// <param name="Attack">Guesses about real rows that the synthetic table was made from.</param>
/// <param name="Control">The same guesses about real rows in the hold-out table.</param>
/// <param name="Baseline">Guesses that do not look at the target.</param>
internal readonly record struct GuessRates(Guesses Attack, Guesses Control, Guesses Baseline)
{
    /// <summary>Whether the attack is better than its baseline; otherwise it is too weak to show anything.</summary>
    public bool SaysSomething => Attack.Rate > Baseline.Rate;

    /// <summary>The risk, not clipped.</summary>
    public double Residual => (Attack.Rate - Control.Rate) / (1 - Control.Rate);

    /// <summary>The risk: 0 where the attack is not better on the table than on the control.</summary>
    public double Risk => Math.Clamp(Residual, 0, 1);

    /// <summary>Half the width of the interval of <see cref="Residual"/>.</summary>
    public double Error(double z)
    {
        var (free, attack, control) = (1 - Control.Rate, Attack.Half(z), Control.Half(z));
        return Math.Sqrt(Math.Pow(attack / free, 2) + Math.Pow(control * (Attack.Rate - 1) / (free * free), 2));
    }

    /// <summary>The interval of the risk.</summary>
    public Limits Interval(double z) => new(Math.Clamp(Residual - Error(z), 0, 1), Math.Clamp(Residual + Error(z), 0, 1));
}
