using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;

namespace Veil.Privacy.Tests.Audits;

/// <summary>
/// Choices whose worst neighbours are not plain: of all pairs of small tables, the one that exact probabilities tell apart best
/// is found first, then audited.
/// </summary>
[Slow]
public class SearchedAuditTests
{
    private const double Limits = .16;

    private static readonly string[] s_labels = ["a", "b"];

    [Theory]
    [InlineData(Neighbours.AddRemove, 0)]
    [InlineData(Neighbours.ReplaceOne, 0)]
    [InlineData(Neighbours.AddRemove, 1)]
    [InlineData(Neighbours.ReplaceOne, 1)]
    [InlineData(Neighbours.ReplaceOne, 2)]
    public void Dependence(Neighbours neighbours, int kind)
    {
        DependenceScore score = new[] { DependenceScore.R, DependenceScore.F, DependenceScore.MutualInformation }[kind];
        var (x, y, z) = (Attribute("x"), Attribute("y"), Attribute("z"));
        DependenceCandidate[] candidates = [new(x, [y]), new(x, [z])];
        var worst = Worst(neighbours, cells: 8, mostRows: 3, [0], (rows, _) =>
        {
            // A row is three bits: x, y and z.
            var scores = new double[candidates.Length];
            for (var i = 0; i < scores.Length; i++)
            {
                var counts = new int[4];
                foreach (var row in rows)
                    counts[(2 * ((row >> (i + 1)) & 1)) + (row & 1)]++;
                scores[i] = DependenceSelection.Score(counts, 2, score)
                    / (double)DependenceSelection.Sensitivity(candidates, score, PrivacyUnit.Row, neighbours, rows.Length);
            }

            return scores;
        });
        Audit(
            worst,
            neighbours,
            row => new(s_labels[row & 1], s_labels[(row >> 1) & 1], s_labels[row >> 2]),
            (session, cost) => session.SelectDependence(candidates, score, cost));

        static Data.Domains.CategoryAttribute Attribute(string name) => new(name, ColumnType.Category, ["a", "b"], null, hasMissing: false);
    }

    private static void Audit<T>(Pair<T> worst, Neighbours neighbours, Func<int, Record> record, Func<PrivateTable, double, object> release)
    {
        // What the exact probabilities of the two tables allow, less what the confidence limits take and half as much again.
        var floor = GaussianDp.Epsilon(Math.Pow(worst.Mu - Limits, 2) / 2, Worlds.Delta) / Worlds.GaussianEpsilon;
        var compared = new AuditCase(CompositionRule.GaussianDp, neighbours, 1, worst.Common.Length);
        new Worlds(compared, _ => record(worst.Target), _ => record(worst.Instead), i => record(worst.Common[i])).AuditOutcomes(floor, release);
    }

    // The pair of tables, and the parameter, whose choices are furthest apart in total variation.
    private static Pair<T> Worst<T>(Neighbours neighbours, int cells, int mostRows, T[] choices, Func<int[], T, double[]> scores)
    {
        var epsilon = ExponentialEvent.Within(CompositionRule.GaussianDp, GaussianDp.HalfMuSquared(Worlds.GaussianEpsilon, Worlds.Delta)).Epsilon;
        Pair<T>? best = null;
        var furthest = -1.0;
        foreach (var common in Tables(cells, mostRows))
        {
            foreach (var target in Enumerable.Range(0, cells))
            {
                foreach (var instead in neighbours == Neighbours.AddRemove ? [-1] : Enumerable.Range(0, cells).Where(cell => cell != target))
                {
                    foreach (var choice in choices)
                    {
                        var with = Chances(scores([.. common, target], choice));
                        var without = Chances(scores(instead < 0 ? common : [.. common, instead], choice));
                        var distance = with.Zip(without, (p, q) => Math.Abs(p - q)).Sum();
                        if (distance > furthest)
                            (furthest, best) = (distance, new(common, target, Math.Max(0, instead), choice, Apart(with, without)));
                    }
                }
            }
        }

        return best!;

        double[] Chances(double[] of)
        {
            var weights = Array.ConvertAll(of, score => Math.Exp(epsilon * (score - of.Max()) / 2));
            return Array.ConvertAll(weights, weight => weight / weights.Sum());
        }
    }

    // The mu of the best test.
    private static double Apart(double[] with, double[] without)
    {
        double hits = 0, alarms = 0, mu = 0;
        foreach (var i in Enumerable.Range(0, with.Length).OrderByDescending(i => with[i] / without[i]).SkipLast(1))
        {
            (hits, alarms) = (hits + with[i], alarms + without[i]);
            mu = Math.Max(mu, Audits.Audit.Quantile(hits) - Audits.Audit.Quantile(alarms));
        }

        return mu;
    }

    private static IEnumerable<int[]> Tables(int cells, int mostRows)
    {
        return Of(0, mostRows);

        IEnumerable<int[]> Of(int least, int left)
        {
            yield return [];
            for (var cell = least; cell < cells && left > 0; cell++)
            {
                foreach (var rest in Of(cell, left - 1))
                    yield return [cell, .. rest];
            }
        }
    }

    private sealed record Pair<T>(int[] Common, int Target, int Instead, T Choice, double Mu);
}
