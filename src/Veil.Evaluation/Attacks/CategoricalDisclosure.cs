using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Attacks;

/// <summary>
/// Disclosure by known columns: where all synthetic rows that agree in
/// the known columns have one value of another column, the attacker believes it, and guesses nothing otherwise. Known columns are
/// those of <see cref="EvaluationInput.Known"/>. The count is exact, and meant for columns with few values.
/// </summary>
/// <remarks>
/// Reference: disclosive in synthetic, correct in original (DiSCO; Raab, Nowok and Dibben 2024), here minus the same for people
/// in the hold-out rows. The baseline permutes the secrets of the synthetic rows. Cost: one look-up per row.
/// </remarks>
internal sealed class CategoricalDisclosure : EvaluationPart<IReadOnlyList<GuessTrial>>
{
    /// <inheritdoc/>
    public override string Name => "Disclosure by known columns";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<IReadOnlyList<GuessTrial>>> Definitions { get; } =
        GuessMetrics.Of<IReadOnlyList<GuessTrial>>("disclosure", "disclosure of a column", Subject.Columns, trials => trials);

    /// <inheritdoc/>
    protected override IReadOnlyList<GuessTrial>? Take(EvaluationContext context, List<string> notes)
    {
        var data = ComparedTables.Of(context);
        var all = Enumerable.Range(0, data.Columns.Length);
        int[] known = [.. all.Where(column => context.Request.Known.Contains(data.Names[column]))];
        int[] secrets = [.. all.Except(known).Where(column => !data.Columns[column].IsNumeric)];
        if (data.IsEmpty || known.Length == 0 || secrets.Length == 0)
        {
            notes.Add("Disclosure by known columns was not counted: it needs the names of columns that an attacker knows, and another "
                + "column of labels.");
            return null;
        }

        if (!data.HasHoldout)
        {
            notes.Add("Without hold-out rows, disclosure about people in the table cannot be distinguished from what holds for the "
                + "population.");
        }

        var (real, synthetic) = (data.RecordsOf(ComparedTables.Real), data.RecordsOf(ComparedTables.Synthetic));
        var order = new SeededRandom(context.SeedFor("disclosure")).Permutation(synthetic.Rows);
        var (realKeys, syntheticKeys, holdoutKeys) =
            (real.Select(known).Keys, synthetic.Select(known).Keys, data.HoldoutRecords?.Select(known).Keys);
        var trials = new List<GuessTrial>();
        foreach (var secret in secrets)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var name = data.Names[secret];
            var trial = new GuessTrial($"at {name} from columns that leave no choice")
            {
                Columns = [name],
                Together = secrets.Length,
                IsHeadline = name == context.Request.Target,
            };
            var (truths, secretsOfSynthetic) = (real.Values[secret], synthetic.Values[secret]);
            if (RightGuess.Of(data.Columns[secret], truths, 0) is null)
            {
                trials.Add(trial with { Reason = "All known real values of the column are the same, so there is nothing to disclose." });
                continue;
            }

            var believed = Certain(syntheticKeys, secretsOfSynthetic);
            var blind = Certain(syntheticKeys, Array.ConvertAll(order, row => secretsOfSynthetic[row]));
            trials.Add(trial.With(
                Disclosed(believed, realKeys, truths),
                holdoutKeys is null ? null : Disclosed(believed, holdoutKeys, data.HoldoutRecords!.Values[secret]),
                Disclosed(blind, realKeys, truths)));
        }

        return trials;
    }

    private static Guesses Disclosed(Dictionary<ulong, double> certain, ulong[] keys, double[] truths) =>
        new(keys.Zip(truths).Count(row => certain.TryGetValue(row.First, out var value) && value == row.Second), keys.Length);

    // The only value per key; keys with several values are left out.
    private static Dictionary<ulong, double> Certain(ulong[] keys, double[] values)
    {
        var certain = new Dictionary<ulong, double>();
        var torn = new HashSet<ulong>();
        for (var row = 0; row < keys.Length; row++)
        {
            // A missing value, NaN, is a value like any other here, and never a true value.
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
}
