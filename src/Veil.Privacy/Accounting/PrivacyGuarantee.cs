using System.Globalization;
using Veil.Data.Text;

namespace Veil.Privacy.Accounting;

/// <summary>The promise of a release: (epsilon, delta)-differential privacy of a unit, under a neighbouring relation.</summary>
/// <remarks>
/// Two tables that hold the same unit with different values are neighbours where units are replaced, and two steps apart
/// where they are added and removed: there, values are protected by twice epsilon. See docs/privacy.md, "In words".
/// </remarks>
public sealed record PrivacyGuarantee
{
    private static readonly double[] _priors = [0.01, 0.1, 0.5];

    /// <summary>Makes a guarantee.</summary>
    /// <param name="epsilon">At least zero; zero means that nothing was learnt.</param>
    /// <param name="delta">At least zero and below one.</param>
    /// <param name="unit">The unit of privacy that it protects.</param>
    /// <param name="neighbours">The relation it is about.</param>
    /// <exception cref="Veil.Data.Errors.VeilException">Epsilon or delta is out of range.</exception>
    public PrivacyGuarantee(double epsilon, double delta, PrivacyUnit unit, Neighbours neighbours)
    {
        if (!Enum.IsDefined(neighbours))
            throw new ArgumentOutOfRangeException(nameof(neighbours));
        Epsilon = epsilon == 0 ? 0 : PrivacyChecks.BudgetEpsilon(epsilon);
        Delta = PrivacyChecks.BudgetDelta(delta);
        Unit = unit;
        Neighbours = neighbours;
    }

    /// <summary>The bound on the privacy loss between neighbours.</summary>
    public double Epsilon { get; }

    /// <summary>The part of the probability, between neighbours, that epsilon says nothing about.</summary>
    public double Delta { get; }

    /// <summary>The unit of privacy that it protects.</summary>
    public PrivacyUnit Unit { get; }

    /// <summary>The relation it is about.</summary>
    public Neighbours Neighbours { get; }

    /// <summary>The bound on the privacy loss between tables that hold a unit with different values.</summary>
    public double ValueEpsilon => Neighbours == Neighbours.AddRemove ? 2 * Epsilon : Epsilon;

    /// <summary>
    /// The part of the probability, between tables that hold a unit with different values, that <see cref="ValueEpsilon"/>
    /// says nothing about.
    /// </summary>
    public double ValueDelta => Neighbours == Neighbours.ReplaceOne || Delta == 0
        ? Delta
        : Math.Min(1, Math.BitIncrement(Math.BitIncrement(1 + (Math.Exp(Epsilon) * (1 + 1e-12))) * Delta));

    /// <summary>The ceilings that the beliefs 1 %, 10 % and 50 % can reach.</summary>
    public IReadOnlyList<BeliefCeiling> Ceilings =>
        [.. _priors.Select(prior => new BeliefCeiling(prior, PresenceCeiling(prior), ValueCeiling(prior)))];

    /// <summary>
    /// The most that the belief that a unit is in the data can become by studying the release: its odds grow by at most
    /// <c>exp(epsilon)</c>. Null where units are replaced: that relation does not protect presence.
    /// </summary>
    /// <param name="prior">The belief before, between zero and one.</param>
    /// <returns>The belief after, rounded up.</returns>
    public double? PresenceCeiling(double prior)
    {
        PrivacyChecks.Probability(prior);
        return Neighbours == Neighbours.AddRemove ? Ceiling(prior, Epsilon) : null;
    }

    /// <summary>
    /// The most that the belief that a unit is in the data with a given value can become by studying the release: its odds grow
    /// by at most the exponential of <see cref="ValueEpsilon"/>.
    /// </summary>
    /// <param name="prior">The belief before, between zero and one.</param>
    /// <returns>The belief after, rounded up.</returns>
    public double ValueCeiling(double prior)
    {
        PrivacyChecks.Probability(prior);
        return Ceiling(prior, ValueEpsilon);
    }

    /// <summary>The guarantee in sentences for people who decide about data: odds, unit, and what delta means.</summary>
    public string InWords() => string.Join(" ", Sentences());

    // p e^x / (1 - p + p e^x), written so that a large x does not overflow.
    private static double Ceiling(double prior, double loss) =>
        Math.Min(1, 1 / (1 + ((1 - prior) / prior * Math.Exp(-loss))) * (1 + 1e-15));

    private IEnumerable<string> Sentences()
    {
        var epsilon = NumberText.AtMost(Epsilon, 6);
        var isRow = Unit.EntityColumn is null;
        var one = isRow ? "a given row" : "a given person or thing";
        if (PresenceCeiling(0.1) is { } presence)
        {
            yield return $"If someone already thought there was a 1 in 10 chance that {one} is in your data at all, "
                + "then even knowing everybody "
                + $"else's record they could raise that to at most {InHundred(presence)} by studying what is released "
                + $"(epsilon = {epsilon}).";
            yield return $"That {(isRow ? "the row" : "the person or thing")} is in your data with a given value, "
                + "rather than with another one or not at all, "
                + $"could rise from 1 in 10 to at most {InHundred(ValueCeiling(0.1))} (2 epsilon).";
        }
        else
        {
            yield return $"If someone already thought there was a 1 in 10 chance that {one} of your data has a given value, "
                + "then even knowing everybody "
                + $"else's record they could raise that to at most {InHundred(ValueCeiling(0.1))} by studying what is released "
                + $"(epsilon = {epsilon}).";
            yield return $"Whether {one} is in your data at all is not protected.";
        }

        yield return Neighbours == Neighbours.AddRemove
            ? "These are ceilings, not forecasts: measured attacks usually stay far below them."
            : "This is a ceiling, not a forecast: measured attacks usually stay far below it.";
        yield return UnitSentence();
        if (Delta > 0)
            yield return DeltaSentence();
    }

    private string UnitSentence() =>
        Unit.EntityColumn is null
            ? "It protects one row; a person with several rows is protected as many times less."
            : $"It protects one value of \"{Unit.EntityColumn}\" with up to {Unit.MaxRows.ToString(CultureInfo.InvariantCulture)} "
              + (Unit.MaxRows == 1 ? "row." : "rows.");

    // A release is never more telling than such a lottery: docs/privacy.md, "In words".
    private string DeltaSentence()
    {
        var lottery = $"What is released never tells more than a lottery would that, with {OneIn(Delta)}, gave everything away "
            + $"and otherwise kept {(Neighbours == Neighbours.AddRemove ? "the first" : "this")} ceiling whatever came out (delta = "
            + $"{NumberText.AtMost(Delta)})";
        return Neighbours == Neighbours.ReplaceOne ? lottery + "."
            : ValueDelta < 0.5 ? $"{lottery}; for the second ceiling it is {OneIn(ValueDelta)}."
            : $"{lottery}; for the second ceiling, delta is too large to promise anything.";
    }

    // A ceiling is rounded up, or it would not be one.
    private static string InHundred(double probability)
    {
        var percent = Math.Ceiling(probability * 1000 - 1e-9) / 10;
        return percent > 99.9
            ? "near certainty (more than 99.9 in 100)"
            : percent.ToString("0.#", CultureInfo.InvariantCulture) + " in 100";
    }

    // A chance is rounded up, so what it is one in is rounded down, to two digits.
    private static string OneIn(double delta)
    {
        var inverse = 1 / delta * (1 + 1e-12);
        var unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(inverse)) - 1));
        var rounded = Math.Floor(inverse / unit) * unit;
        var number = rounded < 1e15
            ? rounded.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ' ')
            : NumberText.Of(rounded, 2);
        return $"one chance in {number}";
    }
}

/// <summary>A belief about a unit before a release and the most it can become after.</summary>
/// <param name="Prior">The belief before, between zero and one.</param>
/// <param name="Presence">The largest belief after, that the unit is in the data; null where that is not protected.</param>
/// <param name="Value">The largest belief after, that the unit is in the data with a given value.</param>
public sealed record BeliefCeiling(double Prior, double? Presence, double Value);
