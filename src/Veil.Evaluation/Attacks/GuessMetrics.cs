using Veil.Data.Numerics;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Attacks;

/// <summary>The result of an attack that guesses facts about people.</summary>
/// <param name="Fact">The subject of a guess, as in "Of 100 guesses ...".</param>
internal sealed record GuessTrial(string Fact)
{
    /// <summary>Guesses about people in the table; null where the attack could not be carried out.</summary>
    public GuessRates? Rates { get; init; }

    /// <summary>Whether there were hold-out rows as a control.</summary>
    public bool HasControl { get; init; }

    /// <summary>The reason why the attack could not be carried out; null when it was.</summary>
    public string? Reason { get; init; }

    /// <summary>The columns that the attack is about.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The number of attacks for which the intervals hold jointly.</summary>
    public int Together { get; init; } = 1;

    /// <summary>Whether the risk is a headline.</summary>
    public bool IsHeadline { get; init; }

    /// <summary>An attack that was carried out.</summary>
    /// <param name="attack">Guesses about people in the table.</param>
    /// <param name="control">Guesses about people in the hold-out rows; null without any.</param>
    /// <param name="baseline">Guesses of the baseline.</param>
    public GuessTrial With(Guesses attack, Guesses? control, Guesses baseline) =>
        this with { Rates = new GuessRates(attack, control ?? default, baseline), HasControl = control is not null };
}

/// <summary>The metrics of an attack that guesses: the risk, and the rates from which it is computed.</summary>
internal static class GuessMetrics
{
    private const string NoControl =
        "Without hold-out rows, leakage about these people cannot be distinguished from knowledge of the population.";

    private const string TooWeak =
        "The attack is not better than its baseline: it is too weak to show anything, which is not the same as no risk.";

    /// <summary>The four metrics of an attack.</summary>
    /// <param name="id">Its stable name.</param>
    /// <param name="title">Its title.</param>
    /// <param name="subject">The subject of one attack.</param>
    /// <param name="trials">The results.</param>
    public static IReadOnlyList<Metric<T>> Of<T>(string id, string title, Subject subject, Func<T, IEnumerable<GuessTrial>> trials)
    {
        Metric<T> Rate(string name, string what, Sources reads, Func<GuessTrial, Guesses?> guesses) => new(
            $"privacy.{id}.{name}",
            $"{char.ToUpperInvariant(title[0])}{title[1..]}: {what}",
            measured => from trial in trials(measured) where guesses(trial) is not null select Rated(trial, guesses(trial)!.Value, what))
        {
            Subject = subject,
            Most = 1,
            Direction = Direction.Neutral,
            Reads = reads,
        };
        return
        [
            new Metric<T>($"privacy.{id}.risk", $"Risk of {title}", measured => trials(measured).Select(Risk))
            {
                Subject = subject,
                Most = 1,
                Reads = Sources.Real | Sources.Synthetic | Sources.Holdout,
            },
            Rate("attack", "right about people in the table", Sources.Real | Sources.Synthetic, trial => trial.Rates?.Attack),
            Rate(
                "control",
                "right about people in the hold-out rows",
                Sources.Holdout | Sources.Synthetic,
                trial => trial.HasControl ? trial.Rates?.Control : null),
            Rate("baseline", "right with the baseline", Sources.Real | Sources.Synthetic, trial => trial.Rates?.Baseline),
        ];
    }

    private static Measurement Risk(GuessTrial trial)
    {
        if (trial.Rates is not { } all)
        {
            return Measurement.Undefined(trial.Reason!) with { Columns = trial.Columns, IsHeadline = trial.IsHeadline };
        }

        var rates = $"Of 100 guesses {trial.Fact}, {Words.OfHundred(all.Attack.Rate)} are right about people in the table"
            + (trial.HasControl ? $" and {Words.OfHundred(all.Control.Rate)} about people in the hold-out rows" : "")
            + $"; {Words.OfHundred(all.Baseline.Rate)} of the baseline's guesses are.";
        var reason = !trial.HasControl ? NoControl : all.SaysSomething ? null : TooWeak;
        var interval = reason is null ? all.Interval(StandardNormal.Quantile(1 - (0.025 / trial.Together))) : default;
        return new Measurement(new Measured(reason is null ? all.Risk : null), (long)all.Attack.Count)
        {
            Sentence = reason is null ? $"{rates} So membership in the table adds {Words.OfHundred(all.Risk)} of 100 of what could be "
                + "added." : rates,
            Reason = reason,
            Interval = new Interval(
                interval.Low,
                interval.High,
                trial.Together == 1
                    ? "95 %, Wilson's intervals of both rates, propagated"
                    : $"95 % for {trial.Together} columns together (Bonferroni), Wilson's intervals of both rates, propagated"),
            Columns = trial.Columns,
            IsHeadline = trial.IsHeadline,
        };
    }

    private static Measurement Rated(GuessTrial trial, Guesses guesses, string what)
    {
        var (centre, half) = Proportion.Wilson(guesses.Right, guesses.Count);
        return new Measurement(new Measured(centre), (long)guesses.Count)
        {
            Sentence = $"Of 100 guesses {trial.Fact}, about {Words.OfHundred(centre)} are {what}.",
            Interval = new Interval(Math.Max(0, centre - half), Math.Min(1, centre + half), "95 %, Wilson"),
            Columns = trial.Columns,
        };
    }
}
