using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;

namespace Veil.Privacy;

/// <summary>
/// A budget as <see cref="BudgetSession.Open(Data.Tables.Table, OpeningTerms)"/> would open it, computed from public facts alone: there is
/// no source, no ledger and no noise.
/// </summary>
public sealed class PlannedBudget
{
    private readonly PrivacyGuarantee _promised;

    internal PlannedBudget(BudgetTerms terms, PrivacyGuarantee promised, double? noiseOfPrelude)
    {
        NoiseOfPrelude = noiseOfPrelude;
        Rule = terms.Rule;
        Total = terms.Totals().Total;
        Prelude = terms.Prelude.SingleOrDefault();
        _promised = promised;
    }

    /// <summary>The composition rule by which costs add up.</summary>
    public CompositionRule Rule { get; }

    /// <summary>The budget in the currency of the rule, without the prelude.</summary>
    public double Total { get; }

    /// <summary>The event that is charged before delta is fixed; null where delta depends on no count.</summary>
    public Charge? Prelude { get; }

    /// <summary>The standard deviation of the noise of the prelude, in rows; null where there is none.</summary>
    public double? NoiseOfPrelude { get; }

    /// <summary>The standard deviation of the noise that each count of a measurement would get, in rows.</summary>
    /// <param name="cost">Cost of the measurement; where it buys nothing, the noise is infinite.</param>
    public double NoiseAt(double cost) => CountNoise.StandardDeviationAt(
        Rule,
        cost,
        Sensitivities.CountTableL1(_promised.Unit, _promised.Neighbours),
        Sensitivities.CountTableL2(_promised.Unit, _promised.Neighbours));
}
