using System.Globalization;

namespace Veil.Privacy.Accounting;

/// <summary>What is promised: (epsilon, delta)-differential privacy of a unit, under a neighbouring relation.</summary>
public sealed record PrivacyGuarantee
{
    private static readonly double[] _priors = [0.01, 0.1, 0.5];

    /// <summary>Makes a guarantee.</summary>
    /// <param name="epsilon">At least zero; zero means that nothing was learnt.</param>
    /// <param name="delta">At least zero and below one.</param>
    /// <param name="unit">Whom it protects.</param>
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

    /// <summary>The bound on the privacy loss.</summary>
    public double Epsilon { get; }

    /// <summary>The chance that the bound fails.</summary>
    public double Delta { get; }

    /// <summary>Whom it protects.</summary>
    public PrivacyUnit Unit { get; }

    /// <summary>The relation it is about.</summary>
    public Neighbours Neighbours { get; }

    /// <summary>What each of the beliefs 1 %, 10 % and 50 % can become at most.</summary>
    public IReadOnlyList<BeliefCeiling> Ceilings => [.. _priors.Select(prior => new BeliefCeiling(prior, Ceiling(prior)))];

    /// <summary>What a belief can become at most by studying the release: the odds grow by at most <c>exp(epsilon)</c>.</summary>
    /// <param name="prior">The belief before, between zero and one.</param>
    /// <returns>The belief after, rounded up.</returns>
    public double Ceiling(double prior)
    {
        PrivacyChecks.Probability(prior);

        // p e^x / (1 - p + p e^x), written so that a large x does not overflow.
        var ceiling = 1 / (1 + (1 - prior) / prior * Math.Exp(-Epsilon));
        return Math.Min(1, ceiling * (1 + 1e-15));
    }

    /// <summary>The guarantee in sentences for people who decide about data: odds, unit, and the chance of failure.</summary>
    public string InWords() => string.Join(" ", Sentences());

    private IEnumerable<string> Sentences()
    {
        var epsilon = Epsilon.ToString("0.####", CultureInfo.InvariantCulture);
        yield return "If someone already thought there was a 1 in 10 chance that a given "
            + (Unit.EntityColumn is null ? "row" : "person or thing")
            + " is in your data with a given value, then even knowing everybody else's record they could raise that to at most "
            + $"{InHundred(Ceiling(0.1))} by studying what is released (epsilon = {epsilon}).";
        yield return "This is a ceiling, not a forecast: measured attacks usually do far worse.";
        yield return UnitSentence();
        yield return Neighbours == Neighbours.AddRemove
            ? "The number of rows is protected too."
            : "The number of " + (Unit.EntityColumn is null ? "rows" : "entities") + " is public.";
        if (Delta > 0)
            yield return $"There is {OneIn(Delta)} that the ceiling above does not hold (delta = {Delta.ToString("0.##E0", CultureInfo.InvariantCulture)}).";
    }

    private string UnitSentence() =>
        Unit.EntityColumn is null
            ? "It protects one row; a person with several rows is protected as many times less."
            : $"It protects one value of \"{Unit.EntityColumn}\" with up to {Unit.MaxRows.ToString(CultureInfo.InvariantCulture)} "
              + (Unit.MaxRows == 1 ? "row." : "rows.");

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
            : rounded.ToString("0.#E0", CultureInfo.InvariantCulture);
        return $"one chance in {number}";
    }
}

/// <summary>A belief before a release and the most it can become after.</summary>
/// <param name="Prior">The belief before, between zero and one.</param>
/// <param name="Ceiling">The largest belief after, between zero and one.</param>
public sealed record BeliefCeiling(double Prior, double Ceiling);
