using Veil.Data.Numerics;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Attacks;

/// <summary>
/// The attribute inference attack: an attacker who knows all columns of a person but one looks for
/// the synthetic row that is nearest by the known columns and takes its value of the other one. Each column is the secret once.
/// </summary>
/// <remarks>
/// <para>A guess of a label is right when it is the label, of a number when it lies within a share of the interquartile range
/// of the real numbers. People whose value is missing are skipped; a missing guess is wrong. The baseline takes the value
/// of a random synthetic row.</para>
/// <para>Reference: the inference attack of Giomi et al. 2023. Cost: one pass over all synthetic rows per person, for all
/// secrets at once.</para>
/// </remarks>
/// <param name="options">The parameters of the attack; null for the defaults.</param>
internal sealed class AttributeInference(AttackOptions? options = null) : EvaluationPart<IReadOnlyList<GuessTrial>>
{
    private readonly AttackOptions _options = options ?? new();

    /// <inheritdoc/>
    public override string Name => "Attribute inference";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<IReadOnlyList<GuessTrial>>> Definitions { get; } =
        GuessMetrics.Of<IReadOnlyList<GuessTrial>>("inference", "guessing a column", Subject.Columns, trials => trials);

    /// <inheritdoc/>
    protected override IReadOnlyList<GuessTrial>? Take(EvaluationContext context, List<string> notes)
    {
        var data = ComparedTables.Of(context);
        if (data.IsEmpty || data.Columns.Length < 2)
        {
            notes.Add("Attribute inference was not attempted: it needs two common columns, a real and a "
                + "synthetic row.");
            return null;
        }

        var random = new SeededRandom(context.SeedFor("attribute inference"));
        var (real, synthetic) = (data.RecordsOf(ComparedTables.Real), data.RecordsOf(ComparedTables.Synthetic));
        var inside = real.Sample(_options.Guesses, random);
        var outside = data.HoldoutRecords?.Sample(_options.Guesses, random);
        var ofInside = NearestRows.LeavingOut(inside, synthetic, context.Cancellation);
        context.Report(0.5);
        var ofOutside = outside is null ? [] : NearestRows.LeavingOut(outside, synthetic, context.Cancellation);
        int[] blind = [.. Enumerable.Range(0, inside.Rows).Select(_ => random.NextBelow(synthetic.Rows))];
        if (outside is null)
        {
            notes.Add("Without hold-out rows, leakage about people in the table cannot be distinguished from what holds for the "
                + "population.");
        }

        var trials = new List<GuessTrial>();
        for (var secret = 0; secret < data.Columns.Length; secret++)
        {
            var (column, width) = (data.Columns[secret], data.Columns.Length);
            var values = synthetic.Values[secret];
            var trial = new GuessTrial($"at {column.Name}") { Columns = [column.Name], Together = width };
            var right = RightGuess.Of(column, real.Values[secret], _options.Tolerance);
            if (right is null || inside.Values[secret].All(double.IsNaN))
            {
                trials.Add(trial with { Reason = "All known real values of the column are the same, so there is nothing to guess." });
                continue;
            }

            var attack = right.Count(inside.Values[secret], row => values[ofInside[(row * width) + secret]]);
            var control = outside is null
                ? default
                : right.Count(outside.Values[secret], row => values[ofOutside[(row * width) + secret]]);
            var baseline = right.Count(inside.Values[secret], row => values[blind[row]]);
            trials.Add(trial.With(attack, control.Count == 0 ? null : control, baseline));
        }

        return WithWorst(trials);
    }

    // The column with the highest lower bound of the risk is the headline.
    private static List<GuessTrial> WithWorst(List<GuessTrial> trials)
    {
        (double Low, double Risk) Height(GuessTrial trial) => trial is { HasControl: true, Rates: { SaysSomething: true } rates }
            ? (rates.Interval(StandardNormal.Quantile(1 - (0.025 / trial.Together))).Low, rates.Risk)
            : (-1, -1);
        var worst = trials.MaxBy(Height);
        return
        [
            .. trials.OrderByDescending(trial => Height(trial).Risk)
                .Select(trial => trial with { IsHeadline = ReferenceEquals(trial, worst) }),
        ];
    }
}

/// <summary>The rule by which a guess of a column's value is right.</summary>
/// <param name="Within">The tolerance.</param>
internal sealed record RightGuess(double Within)
{
    /// <summary>The rule for a column; null when its real values are all the same.</summary>
    public static RightGuess? Of(CommonColumn column, double[] real, double tolerance)
    {
        double[] present = [.. real.Where(value => !double.IsNaN(value)).Order()];
        if (present.Length == 0 || present[0] == present[^1])
        {
            return null;
        }

        // Codes of labels are whole numbers.
        var spread = Quantile.Of(present, 0.75) - Quantile.Of(present, 0.25);
        return new RightGuess(column.IsNumeric ? tolerance * spread : 0);
    }

    /// <summary>Counts right guesses of the values that are not missing.</summary>
    public Guesses Count(double[] truths, Func<int, double> guess)
    {
        var (right, count) = (0, 0);
        for (var row = 0; row < truths.Length; row++)
        {
            if (!double.IsNaN(truths[row]))
            {
                count++;
                right += Math.Abs(guess(row) - truths[row]) <= Within ? 1 : 0;
            }
        }

        return new Guesses(right, count);
    }
}
