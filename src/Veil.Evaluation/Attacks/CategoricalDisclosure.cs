using Veil.Evaluation.Learners;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;
using Veil.Evaluation.Rows;

namespace Veil.Evaluation.Attacks;

/// <summary>
/// Do the columns that somebody knows of a person leave no choice about another column? Where all synthetic rows that agree in
/// the known columns have one value, the attacker believes it. Nothing is guessed otherwise. For named columns only
/// (<see cref="AttackOptions.KnownToOne"/>): exact, and meant for columns of few values.
/// </summary>
/// <remarks>
/// Reference: disclosive in synthetic, correct in original (DiSCO; Raab, Nowok and Dibben 2024), here less the same for people
/// kept apart. Blind guesses take the secrets of the synthetic rows in another order. Cost: one look-up a row.
/// </remarks>
/// <param name="options">How to attack; null for the defaults.</param>
public sealed class CategoricalDisclosure(AttackOptions? options = null) : IEvaluationPart
{
    private readonly AttackOptions _options = (options ?? new()).Validate();

    /// <inheritdoc/>
    public string Name => "Disclosure by known columns";

    /// <inheritdoc/>
    public Section Section => Section.Privacy;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        var space = RecordSpace.Of(context);
        var all = Enumerable.Range(0, space.Columns.Length);
        int[] known = [.. all.Where(column => _options.KnownToOne.Contains(space.Columns[column].Name))];
        int[] secrets = [.. all.Except(known).Where(column => !space.Columns[column].IsNumeric)];
        if (space.IsEmpty || known.Length == 0 || secrets.Length == 0)
        {
            return Unmeasured.Because(
                "What known columns give away was not counted: that takes names of columns that somebody knows, and another "
                + "column of labels.");
        }

        var order = new SeededRandom(context.SeedFor("disclosure")).Permutation(space.Synthetic.Rows);
        var (real, synthetic) = (KeysOf(space.Real, known), KeysOf(space.Synthetic, known));
        var holdout = space.Holdout is { } apart ? KeysOf(apart, known) : null;
        var findings = new List<Finding>();
        foreach (var secret in secrets)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var name = space.Columns[secret].Name;
            var words = new GuessFindings("disclosure", $"{name} being given away", $"at {name} from columns that leave no choice")
            {
                Columns = [name],
                Together = secrets.Length,
                IsHeadline = name == context.Request.Target,
            };
            var (secretsOfReal, secretsOfSynthetic) = (space.Real.Values[secret], space.Synthetic.Values[secret]);
            if (RightGuess.Of(space.Columns[secret], secretsOfReal, 0) is null)
            {
                findings.Add(words.Undefined("All known real values of the column are the same, so there is nothing to give away."));
                continue;
            }

            Guesses Disclosed(Dictionary<ulong, double> certain, ulong[] keys, double[] truths) =>
                new(keys.Zip(truths).Count(row => certain.TryGetValue(row.First, out var value) && value == row.Second), keys.Length);
            var believed = Certain(synthetic, secretsOfSynthetic);
            var blind = Certain(synthetic, Array.ConvertAll(order, row => secretsOfSynthetic[row]));
            findings.AddRange(words.Of(
                Disclosed(believed, real, secretsOfReal),
                holdout is null ? null : Disclosed(believed, holdout, space.Holdout!.Values[secret]),
                Disclosed(blind, real, secretsOfReal)));
        }

        return new EvaluationResult
        {
            Findings = findings,
            Notes = holdout is null
                ? [
                    "Without real rows kept apart, what known columns give away of people in the table cannot be told from what "
                    + "they give away of anybody.",
                ]
                : [],
        };
    }

    /// <summary>For each key the only value that rows with it have; keys with several values are left out.</summary>
    internal static Dictionary<ulong, double> Certain(ulong[] keys, double[] values)
    {
        var certain = new Dictionary<ulong, double>();
        var torn = new HashSet<ulong>();
        for (var row = 0; row < keys.Length; row++)
        {
            // A missing value, NaN, is a value like any other here, and no one's truth.
            if (!certain.TryAdd(keys[row], values[row]) && !certain[keys[row]].Equals(values[row]))
            {
                torn.Add(keys[row]);
            }
        }

        foreach (var key in torn)
        {
            certain.Remove(key);
        }

        return certain;
    }

    private static ulong[] KeysOf(Records rows, int[] columns) => rows.Select(columns).Keys;
}
