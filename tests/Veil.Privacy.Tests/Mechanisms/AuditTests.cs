using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Noise;
using Veil.Privacy.Tests.Noise;

namespace Veil.Privacy.Tests.Mechanisms;

/// <summary>
/// A black-box audit: whole sessions on two neighbouring tables, a distinguisher that knows both, and a lower bound of
/// epsilon from how often it is right. It must stay below the claim. The shift of the distinguisher's statistic must be
/// at most what the charges allow and no less than half of it, which shows that the audit would notice half the noise.
/// </summary>
/// <remarks>
/// The distinguisher's threshold is fixed on one half of the sessions and rated on the other, so that nothing is fitted to
/// what is tested. Rates are widened by 5.5 deviations: a false alarm has a probability below 1e-7.
/// </remarks>
public class AuditTests
{
    private const int Sessions = 2000;

    // A person with a label of his own, beside a few that many have.
    private static readonly string[] s_others = [.. Enumerable.Repeat("a", 30), .. Enumerable.Repeat("b", 20)];

    [Slow]
    [Theory]
    [InlineData(3, Neighbours.AddRemove)]
    [InlineData(3, Neighbours.ReplaceOne)]
    public void A_session_reveals_less_than_it_claims(double epsilon, Neighbours neighbours)
    {
        const double Delta = 1e-2;
        var with = new double[Sessions];
        var without = new double[Sessions];
        double halfMuSquared = 0;
        for (var i = 0; i < Sessions; i++)
        {
            with[i] = Run([.. s_others, "a"], (ulong)(2 * i));
            without[i] = Run(neighbours == Neighbours.AddRemove ? s_others : [.. s_others, "b"], (ulong)((2 * i) + 1));
        }

        var best = double.NegativeInfinity;
        foreach (var share in new[] { 0.6, 0.75, 0.9, 0.95 })
        {
            var threshold = without[..(Sessions / 2)].Order().ElementAt((int)(share * Sessions / 2));
            var hits = Share(with, threshold);
            var alarms = Share(without, threshold);
            best = Math.Max(best, Math.Log((hits - Error(hits) - Delta) / (alarms + Error(alarms))));
        }

        Assert.InRange(best, epsilon / 50, epsilon);

        // The same in deviations, which is sharper: Gaussian noise of this mu hides a shift of at most mu of them.
        var deviation = Math.Sqrt(0.5 * (Variance(with) + Variance(without)));
        var shift = (with.Average() - without.Average()) / deviation;
        Assert.InRange(shift, 0.5 * Math.Sqrt(2 * halfMuSquared), Math.Sqrt(2 * halfMuSquared) + (Statistic.Deviations * Math.Sqrt(2.0 / Sessions)));

        static double Variance(double[] scores) => scores.Average(score => score * score) - (scores.Average() * scores.Average());

        double Share(double[] scores, double threshold) => scores[(Sessions / 2)..].Count(score => score > threshold) / (Sessions / 2.0);

        static double Error(double share) => Statistic.Deviations * Math.Sqrt(share * (1 - share) / (Sessions / 2));

        double Run(string[] labels, ulong seed)
        {
            var accountant = new PrivacyAccountant(new BudgetTerms(epsilon, Delta) { ThresholdDelta = Delta / 2 });
            var session = new PrivateTable(
                new RowsInMemory(new Table([Sample.Labels("c", ColumnType.Category, labels)])), accountant, PrivacyUnit.Row, neighbours, NoiseSource.SeededForResearch(seed));
            var found = session.DiscoverCategories("c", accountant.Remaining / 2, Delta / 2);
            var counts = session.Measure([Sample.Category("c", "a", "b")], accountant.Remaining).Counts;
            halfMuSquared = accountant.Spent;

            // Both measurements have the same noise, so their sum is the best statistic for the counts that differ.
            var a = found.Labels.IndexOf("a");
            var b = found.Labels.IndexOf("b");
            var discovered = (a < 0 ? 30 : found.Counts[a]) - (neighbours == Neighbours.ReplaceOne ? b < 0 ? 20 : found.Counts[b] : 0);
            return discovered + counts[0] - (neighbours == Neighbours.ReplaceOne ? counts[1] : 0);
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    public void Pure_sessions_keep_every_ratio_within_epsilon(double epsilon)
    {
        const int Runs = 6000;
        var with = new Dictionary<(long, int), int>();
        var without = new Dictionary<(long, int), int>();
        for (var i = 0; i < Runs; i++)
        {
            Add(with, Run([0, 1, 1, 2, 3], (ulong)(2 * i)));
            Add(without, Run([0, 1, 1, 2], (ulong)((2 * i) + 1)));
        }

        foreach (var outcome in with.Keys.Union(without.Keys))
        {
            double p = with.GetValueOrDefault(outcome), q = without.GetValueOrDefault(outcome);
            Assert.True(p <= (Math.Exp(epsilon) * q) + (Statistic.Deviations * Math.Sqrt(p + (Math.Exp(2 * epsilon) * q) + 1)), $"{outcome}: {p} {q}");
            Assert.True(q <= (Math.Exp(epsilon) * p) + (Statistic.Deviations * Math.Sqrt(q + (Math.Exp(2 * epsilon) * p) + 1)), $"{outcome}: {p} {q}");
        }

        (long, int) Run(long[] values, ulong seed)
        {
            var session = new PrivateTable(
                new RowsInMemory(new Table([Sample.Integers("n", values)])),
                new PrivacyAccountant(epsilon, 0),
                PrivacyUnit.Row,
                Neighbours.AddRemove,
                NoiseSource.SeededForResearch(seed));
            var rows = Math.Clamp(session.CountRows(epsilon / 2).Value, 2, 7);
            return (rows, session.Select([new([Sample.Whole("n", 0, 4)], [0, 2, 2, 0, 0], 0), new([Sample.Whole("n", 0, 1)], [5, 0], 0)], epsilon / 2));
        }

        static void Add(Dictionary<(long, int), int> outcomes, (long, int) outcome) =>
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
    }
}
