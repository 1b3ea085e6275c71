using System.Globalization;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Attacks;

/// <summary>What an attack that guesses facts about people found, in words.</summary>
/// <param name="Id">Stable name of the attack.</param>
/// <param name="Title">Name for people.</param>
/// <param name="Fact">What is guessed right, as in "x of 100 guesses ...".</param>
internal sealed record GuessFindings(string Id, string Title, string Fact)
{
    private const string NoControl =
        "Without rows kept apart, what the attack knows of these people cannot be told from what it knows of everybody.";

    private const string TooWeak =
        "The attack does no better than blind guessing: it is too weak to show anything, which is not the same as no risk.";

    /// <summary>The columns that the attack is about.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Of how many attacks like this one the interval is to hold at the same time.</summary>
    public int Together { get; init; } = 1;

    /// <summary>Whether the risk belongs in an overview.</summary>
    public bool IsHeadline { get; init; }

    /// <summary>The findings of an attack that could not be carried out.</summary>
    public Finding Undefined(string reason) => Risk(reason);

    /// <summary>The risk, and the rates that it is made of.</summary>
    /// <param name="attack">Guesses about people in the table.</param>
    /// <param name="control">Guesses about people kept apart; null without any.</param>
    /// <param name="baseline">Blind guesses.</param>
    public IEnumerable<Finding> Of(Guesses attack, Guesses? control, Guesses baseline)
    {
        yield return Risk(attack, control, baseline);
        yield return Rate("attack", "right about people in the table", attack, Sources.Real | Sources.Synthetic);
        if (control is { } outside)
        {
            yield return Rate("control", "right about people who were kept apart", outside, Sources.Holdout | Sources.Synthetic);
        }

        yield return Rate("baseline", "right when guessing blindly", baseline, Sources.Real | Sources.Synthetic);
    }

    private Finding Risk(Guesses attack, Guesses? control, Guesses baseline)
    {
        var rates = $"Of 100 guesses {Fact}, {Percent(attack.Rate)} are right about people in the table"
            + (control is { } outside ? $" and {Percent(outside.Rate)} about people who were kept apart" : "")
            + $"; {Percent(baseline.Rate)} of blind guesses are.";
        if (control is not { } apart)
        {
            return Risk(NoControl) with
            {
                Sentence = rates,
                Count = (long)attack.Count,
            };
        }

        var all = new GuessRates(attack, apart, baseline);
        if (!all.SaysSomething)
        {
            return Risk(TooWeak) with
            {
                Sentence = rates,
                Count = (long)attack.Count,
            };
        }

        var interval = all.Interval(Proportion.NormalQuantile(1 - (0.025 / Together)));
        return Risk(null) with
        {
            Sentence = $"{rates} So being in the table adds {Percent(all.Risk)} of 100 of what could be added.",
            Value = all.Risk,
            Low = interval.Low,
            High = interval.High,
            Interval = Together == 1
                ? "95 %, Wilson's intervals of both rates, propagated"
                : $"95 % for {Together} columns together (Bonferroni), Wilson's intervals of both rates, propagated",
            Count = (long)attack.Count,
        };
    }

    private Finding Risk(string? reason) => new()
    {
        Id = $"privacy.{Id}.risk",
        Section = Section.Privacy,
        Title = $"Risk of {Title}",
        Sentence = reason ?? "",
        Reason = reason,
        Least = 0,
        Most = 1,
        Direction = Direction.Smaller,
        Count = 0,
        Reads = Sources.Real | Sources.Synthetic | Sources.Holdout,
        Columns = Columns,
        IsHeadline = IsHeadline,
    };

    private Finding Rate(string name, string what, Guesses guesses, Sources reads)
    {
        var (centre, half) = Proportion.Wilson(guesses.Right, guesses.Count);
        return new Finding
        {
            Id = $"privacy.{Id}.{name}",
            Section = Section.Privacy,
            Title = $"{char.ToUpperInvariant(Title[0])}{Title[1..]}: {what}",
            Sentence = $"Of 100 guesses {Fact}, about {Percent(centre)} are {what}.",
            Value = centre,
            Low = Math.Max(0, centre - half),
            High = Math.Min(1, centre + half),
            Interval = "95 %, Wilson",
            Least = 0,
            Most = 1,
            Direction = Direction.Neutral,
            Count = (long)guesses.Count,
            Reads = reads,
            Columns = Columns,
        };
    }

    private static string Percent(double rate) => (100 * rate).ToString("0.0", CultureInfo.InvariantCulture);
}
