using System.Collections.Immutable;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Attacks;

/// <summary>The predicates that an attacker tries: those that fit exactly one synthetic row, and random ones for the baseline.</summary>
/// <param name="all">The columns.</param>
/// <param name="synthetic">The distinct synthetic rows; at least one.</param>
/// <param name="random">The source of randomness.</param>
internal sealed class Predicates(ImmutableArray<CommonColumn> all, Records synthetic, SeededRandom random)
{
    private const int AttemptsForEach = 50;
    private const int Batch = 512;

    private readonly double[][] _labels = Array.ConvertAll(
        synthetic.Values, column => (double[])[.. column.Where(value => !double.IsNaN(value)).Distinct().Order()]);

    private readonly double[][] _sorted = Array.ConvertAll(
        synthetic.Values, column => (double[])[.. column.Where(value => !double.IsNaN(value)).Order()]);

    /// <summary>Predicates on one column: a value that only one synthetic row has, the only missing value, and the extremes.</summary>
    public List<Predicate> OfOneColumn(int most)
    {
        var found = new List<Predicate>();
        for (var column = 0; column < _sorted.Length; column++)
        {
            var sorted = _sorted[column];
            void Add(Comparison comparison, double value) => found.Add(new Predicate([new PredicateTerm(column, comparison, value)]));
            if (synthetic.Rows - sorted.Length == 1)
            {
                Add(Comparison.Missing, 0);
            }

            for (var i = 0; i < sorted.Length; i++)
            {
                var alone = (i == 0 || sorted[i - 1] < sorted[i]) && (i == sorted.Length - 1 || sorted[i + 1] > sorted[i]);
                if (alone)
                {
                    Add(Comparison.Equal, sorted[i]);
                    if (all[column].IsNumeric && i == 0)
                    {
                        Add(Comparison.AtMost, sorted[i]);
                    }

                    if (all[column].IsNumeric && i == sorted.Length - 1)
                    {
                        Add(Comparison.AtLeast, sorted[i]);
                    }
                }
            }
        }

        return [.. random.Permutation(found.Count).Take(most).Select(i => found[i])];
    }

    /// <summary>
    /// Predicates on several columns of a random synthetic row: its label, or at least or at most its number, whichever points away
    /// from the median. Only those that fit exactly that row are kept.
    /// </summary>
    public List<Predicate> OfColumns(int columns, int most, CancellationToken cancellation)
    {
        var found = new List<Predicate>();
        var seen = new HashSet<(ulong, ulong)>();
        for (var attempts = 0L; found.Count < most && attempts < (long)most * AttemptsForEach; attempts += Batch)
        {
            Predicate[] tried = [.. Enumerable.Range(0, Batch).Select(_ => OfRow(random.NextBelow(synthetic.Rows), columns))];
            var counts = Predicate.CountAll(tried, synthetic, 2, cancellation);
            found.AddRange(tried.Where((predicate, i) => counts[i] == 1 && seen.Add(Key(predicate))));
        }

        return found.Count > most ? found[..most] : found;
    }

    /// <summary>Random predicates: a value or a bound drawn uniformly from the synthetic values, in random columns.</summary>
    public List<Predicate> Blind(int columns, int count) => [.. Enumerable.Range(0, count)
        .Select(_ => new Predicate(Array.ConvertAll(Choose(columns), Blind)))];

    private PredicateTerm Blind(int column)
    {
        var sorted = _sorted[column];
        if (sorted.Length == 0)
        {
            return new PredicateTerm(column, Comparison.Missing, 0);
        }

        return all[column].IsNumeric
            ? new PredicateTerm(
                column,
                random.NextBelow(2) == 0 ? Comparison.AtMost : Comparison.AtLeast,
                sorted[0] + ((sorted[^1] - sorted[0]) * random.NextDouble()))
            : new PredicateTerm(column, Comparison.Equal, _labels[column][random.NextBelow(_labels[column].Length)]);
    }

    private Predicate OfRow(int row, int columns) => new(Array.ConvertAll(Choose(columns), column =>
    {
        var (value, sorted) = (synthetic.Values[column][row], _sorted[column]);
        return double.IsNaN(value) ? new PredicateTerm(column, Comparison.Missing, 0)
            : !all[column].IsNumeric ? new PredicateTerm(column, Comparison.Equal, value)
            : new PredicateTerm(column, value > sorted[sorted.Length / 2] ? Comparison.AtLeast : Comparison.AtMost, value);
    }));

    private int[] Choose(int columns)
    {
        var chosen = new int[Math.Min(columns, _sorted.Length)];
        for (var i = 0; i < chosen.Length; i++)
        {
            do
            {
                chosen[i] = random.NextBelow(_sorted.Length);
            }
            while (Array.IndexOf(chosen, chosen[i], 0, i) >= 0);
        }

        Array.Sort(chosen);
        return chosen;
    }

    private static (ulong, ulong) Key(Predicate predicate)
    {
        var (columns, values) = (0UL, 0UL);
        foreach (var condition in predicate.Conditions)
        {
            columns = (columns * 1_000_003) + (ulong)condition.Column + 1;
            values = (values * 0x9E3779B97F4A7C15) ^ (BitConverter.DoubleToUInt64Bits(condition.Value) + (ulong)condition.Comparison);
        }

        return (columns, values);
    }
}
