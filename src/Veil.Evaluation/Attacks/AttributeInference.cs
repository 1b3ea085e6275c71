using Veil.Evaluation.Learners;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;
using Veil.Evaluation.Rows;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Attacks;

/// <summary>
/// Can somebody who knows all columns of a person but one read the last one off the synthetic table? The attacker looks for
/// the synthetic row that is nearest by the known columns and takes its value. Each column is the secret once.
/// </summary>
/// <remarks>
/// <para>A guess of a label is right when it is the label, of a number when it lies within a share of the interquartile range
/// of the real numbers. People whose value is missing are passed over; a missing guess is wrong. Blind guesses take the value
/// of a random synthetic row.</para>
/// <para>Reference: the inference attack of Giomi et al. 2023. Cost: one look at all synthetic rows for each person, for all
/// secrets at once.</para>
/// </remarks>
/// <param name="options">How to attack; null for the defaults.</param>
public sealed class AttributeInference(AttackOptions? options = null) : IEvaluationPart
{
    private readonly AttackOptions _options = (options ?? new()).Validate();

    /// <inheritdoc/>
    public string Name => "Attribute inference";

    /// <inheritdoc/>
    public Section Section => Section.Privacy;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        var space = RecordSpace.Of(context);
        if (space.IsEmpty || space.Columns.Length < 2)
        {
            return Unmeasured.Because(
                "Whether unknown values of people can be guessed was not tried: that takes two common columns, a real and a "
                + "synthetic row.");
        }

        var random = new SeededRandom(context.SeedFor("attribute inference"));
        var inside = Sample(space.Real, random);
        var outside = space.Holdout is { } holdout ? Sample(holdout, random) : null;
        var ofInside = NearestRows.LeavingOut(inside, space.Synthetic, context.Cancellation);
        context.Report(0.5);
        var ofOutside = outside is null ? [] : NearestRows.LeavingOut(outside, space.Synthetic, context.Cancellation);
        int[] blind = [.. Enumerable.Range(0, inside.Rows).Select(_ => random.NextBelow(space.Synthetic.Rows))];

        var findings = new List<List<Finding>>();
        for (var secret = 0; secret < space.Columns.Length; secret++)
        {
            var column = space.Columns[secret];
            var words = new GuessFindings("inference", $"guessing {column.Name}", $"at {column.Name}")
            {
                Columns = [column.Name],
                Together = space.Columns.Length,
            };
            var (values, width) = (space.Synthetic.Values[secret], space.Columns.Length);
            var right = RightGuess.Of(column, space.Real.Values[secret], _options.Tolerance);
            if (right is null || !inside.Values[secret].Any(value => !double.IsNaN(value)))
            {
                findings.Add([words.Undefined("All known real values of the column are the same, so there is nothing to guess.")]);
                continue;
            }

            var attack = right.Count(inside.Values[secret], row => values[ofInside[(row * width) + secret]]);
            var control = outside is null
                ? default
                : right.Count(outside.Values[secret], row => values[ofOutside[(row * width) + secret]]);
            var baseline = right.Count(inside.Values[secret], row => values[blind[row]]);
            findings.Add([.. words.Of(attack, control.Count == 0 ? null : control, baseline)]);
        }

        var worst = findings.MaxBy(ofColumn => (ofColumn[0].Low ?? -1, ofColumn[0].Value ?? -1))!;
        worst[0] = worst[0] with { IsHeadline = true };
        return new EvaluationResult
        {
            Findings = [.. findings.OrderByDescending(ofColumn => ofColumn[0].Value ?? -1).SelectMany(ofColumn => ofColumn)],
            Notes = outside is null
                ? ["Without real rows kept apart, what can be guessed of people in the table cannot be told from what can be "
                    + "guessed of anybody."]
                : [],
        };
    }

    private Records Sample(Records rows, SeededRandom random) =>
        rows.Take(random.Permutation(rows.Rows)[..Math.Min(rows.Rows, _options.Guesses)]);
}

/// <summary>When a guess of a column's value is right.</summary>
/// <param name="Within">How far off it may be.</param>
internal sealed record RightGuess(double Within)
{
    /// <summary>The rule for a column; null when its real values are all the same.</summary>
    public static RightGuess? Of(RecordColumn column, double[] real, double tolerance)
    {
        double[] present = [.. real.Where(value => !double.IsNaN(value)).Order()];
        if (present.Length == 0 || present[0] == present[^1])
        {
            return null;
        }

        // Labels are told apart by whole numbers.
        var spread = BasicBootstrap.Quantile(present, 0.75) - BasicBootstrap.Quantile(present, 0.25);
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
