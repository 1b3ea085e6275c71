using Veil.Privacy.Accounting;

namespace Veil.Privacy.Tests.Issues;

/// <summary>
/// The printed ceiling bounded "is in your data with a given value" by e^epsilon. Two such tables are two steps apart where
/// rows are added and removed. Computed exactly: a count of each of two values with geometric noise, which is epsilon-private.
/// </summary>
public sealed class TheCeilingOfAValue
{
    private const int Reach = 60;

    // Where the only other rows of the table stand.
    private static readonly int[] s_others = [7, 4];

    public static TheoryData<double, double> Cases { get; } = new()
    {
        { 0.1, 0.1 }, { 0.5, 0.01 }, { 0.5, 0.5 }, { 1, 0.01 }, { 1, 0.1 }, { 1, 0.5 }, { 2, 0.1 }, { 3, 0.5 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void With_one_value_rather_than_another_exceeds_e_to_epsilon_and_never_e_to_two_epsilon(double epsilon, double prior)
    {
        var guarantee = new PrivacyGuarantee(epsilon, 0, PrivacyUnit.Row, Neighbours.AddRemove);
        var largest = Largest(epsilon, prior, Table(0), [Table(1)]);

        Assert.True(largest > guarantee.PresenceCeiling(prior), "The old ceiling would have held.");
        Assert.InRange(largest, 0, guarantee.ValueCeiling(prior));
        Assert.Equal(guarantee.ValueCeiling(prior), largest, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void With_one_value_rather_than_another_or_not_at_all_never_exceeds_it_either(double epsilon, double prior)
    {
        var guarantee = new PrivacyGuarantee(epsilon, 0, PrivacyUnit.Row, Neighbours.AddRemove);

        foreach (var share in new[] { 0.1, 0.5, 0.9 })
        {
            Assert.InRange(Largest(epsilon, prior, Table(0), [Table(1), Table(null)], share), 0, guarantee.ValueCeiling(prior));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Being_there_at_all_never_exceeds_e_to_epsilon(double epsilon, double prior)
    {
        var guarantee = new PrivacyGuarantee(epsilon, 0, PrivacyUnit.Row, Neighbours.AddRemove);

        // Present with either value, against absent: a mixture against one table.
        foreach (var share in new[] { 0, 0.3, 1 })
        {
            var largest = 0.0;
            foreach (var outcome in Outcomes())
            {
                var present = (share * Probability(epsilon, Table(0), outcome)) + ((1 - share) * Probability(epsilon, Table(1), outcome));
                largest = Math.Max(largest, Posterior(prior, present, Probability(epsilon, Table(null), outcome)));
            }

            Assert.InRange(largest, 0, guarantee.PresenceCeiling(prior)!.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Where_rows_are_replaced_the_value_is_protected_by_epsilon_itself(double epsilon, double prior)
    {
        var guarantee = new PrivacyGuarantee(epsilon, 0, PrivacyUnit.Row, Neighbours.ReplaceOne);

        // A replaced row moves two counts, so each gets half of epsilon.
        Assert.InRange(Largest(epsilon / 2, prior, Table(0), [Table(1)]), 0, guarantee.ValueCeiling(prior));
        Assert.Null(guarantee.PresenceCeiling(prior));
    }

    // Three tables, each step as large as (epsilon, delta) allows: an outcome that grows from one to the next.
    [Theory]
    [InlineData(0.5, 1e-3)]
    [InlineData(1, 1e-6)]
    [InlineData(2, 0.01)]
    [InlineData(10, 1e-9)]
    public void Delta_of_a_value_is_reached_in_two_steps_and_not_exceeded(double epsilon, double delta)
    {
        var guarantee = new PrivacyGuarantee(epsilon, delta, PrivacyUnit.Row, Neighbours.AddRemove);
        var with = 1e-12;
        var absent = (Math.Exp(epsilon) * with) + delta;
        var other = (Math.Exp(epsilon) * absent) + delta;
        foreach (var (more, less) in new[] { (absent, with), (other, absent) })
        {
            Assert.InRange(Moved(more, less, epsilon), 0, delta * (1 + 1e-9));
            Assert.InRange(Moved(less, more, epsilon), 0, delta * (1 + 1e-9));
        }

        Assert.InRange(Moved(other, with, 2 * epsilon), (1 + Math.Exp(epsilon)) * delta * (1 - 1e-6), guarantee.ValueDelta);
        Assert.InRange(guarantee.ValueDelta, 0, (1 + Math.Exp(epsilon)) * delta * (1 + 1e-9));

        // The largest excess of a probability, over the outcome, its contrary and both.
        static double Moved(double p, double q, double epsilon) =>
            Math.Max(p - (Math.Exp(epsilon) * q), 0) + Math.Max(1 - p - (Math.Exp(epsilon) * (1 - q)), 0);
    }

    // The other rows, and one more with a value or none.
    private static int[] Table(int? value) => [s_others[0] + (value == 0 ? 1 : 0), s_others[1] + (value == 1 ? 1 : 0)];

    private static double Largest(double epsilon, double prior, int[] table, int[][] others, double share = 1) =>
        Outcomes().Max(outcome =>
        {
            var rest = Probability(epsilon, others[0], outcome);
            rest = others.Length == 1 ? rest : (share * rest) + ((1 - share) * Probability(epsilon, others[1], outcome));
            return Posterior(prior, Probability(epsilon, table, outcome), rest);
        });

    private static double Posterior(double prior, double likelihood, double other) =>
        prior * likelihood / ((prior * likelihood) + ((1 - prior) * other));

    private static IEnumerable<(int A, int B)> Outcomes() =>
        from a in Enumerable.Range(-Reach, (2 * Reach) + 1) from b in Enumerable.Range(-Reach, (2 * Reach) + 1) select (a, b);

    // Two-sided geometric noise on two counts of which one row moves one: epsilon-private.
    private static double Probability(double epsilon, int[] table, (int A, int B) outcome) =>
        Geometric(epsilon, outcome.A - table[0]) * Geometric(epsilon, outcome.B - table[1]);

    private static double Geometric(double epsilon, int noise) =>
        (1 - Math.Exp(-epsilon)) / (1 + Math.Exp(-epsilon)) * Math.Exp(-epsilon * Math.Abs(noise));
}
