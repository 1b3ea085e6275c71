using System.Collections.Immutable;
using System.Numerics;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Tests.Mechanisms;

/// <summary>Scores with weights and expected gains: no two neighbours are further apart than is charged.</summary>
public class MarginalErrorsTests
{
    private const long Units = MarginalSelection.UnitsPerRow;

    private static readonly NumericAttribute s_n = Sample.Whole("n", 0, 3);
    private static readonly CategoryAttribute s_c = Sample.Category("c", "a", "b");

    public static TheoryData<Neighbours, int> Relations => new()
    {
        { Neighbours.AddRemove, 1 }, { Neighbours.AddRemove, 3 }, { Neighbours.ReplaceOne, 1 }, { Neighbours.ReplaceOne, 3 },
    };

    [Theory]
    [MemberData(nameof(Relations))]
    public void Scores_of_neighbouring_tables_differ_by_the_sensitivity_at_most(Neighbours neighbours, int k)
    {
        var random = new Random(70 + k);
        var unit = k == 1 ? PrivacyUnit.Row : Sample.Person(k);
        var most = MarginalSelection.Sensitivity(Sensitivities.CountTableL1(unit, neighbours));
        long largest = 0;
        for (var pair = 0; pair < 250; pair++)
        {
            var rest = Enumerable.Range(0, random.Next(8)).Select(row => Row(random, $"p{row}")).ToList();
            List<(string, long, string?)> left = [.. rest, .. Entity(random, k)];
            List<(string, long, string?)> right = neighbours == Neighbours.AddRemove ? rest : [.. rest, .. Entity(random, k)];
            MarginalCandidate[] candidates =
                [.. Enumerable.Range(0, 6).Select(i => Candidate(random, i % 3 == 0 ? [s_n] : i % 3 == 1 ? [s_c] : [s_c, s_n]))];

            var (one, other) = (Scores(left, candidates, unit, neighbours), Scores(right, candidates, unit, neighbours));

            var furthest = one.Zip(other, (a, b) => Math.Abs(a - b)).Max();
            Assert.InRange(furthest, 0, most);
            largest = Math.Max(largest, furthest);
        }

        // The bound is not only kept, the tables come near it.
        Assert.InRange(largest, most / 2, most);
    }

    [Fact]
    public void Floating_point_would_take_two_neighbours_further_apart_than_is_paid_for()
    {
        const double Noise = 6.750003752760412;
        const long Error = 2_199_023_255_951;

        static long InDoubles(double error) =>
            (long)Math.Floor(error - (error / Math.Sqrt(1 + (error / (Noise * Units) * (error / (Noise * Units))))));
        static long Exactly(int count) => MarginalSelection.Score([count], [-Error], 0, noise: Noise);

        Assert.Equal(Units + 1, InDoubles(Error + Units) - InDoubles(Error));
        Assert.InRange(Exactly(1) - Exactly(0), 0, Units);
    }

    [Fact]
    public void No_pair_of_errors_of_any_size_is_taken_further_apart()
    {
        var random = new Random(72);
        for (var i = 0; i < 20_000; i++)
        {
            // Just below powers of two, where doubles change their precision, and beyond what the score tells apart.
            var error = Math.Max(0, (1L << random.Next(48)) - random.Next(200) + (random.Next(2) * random.Next(1 << 20)));
            var noise = Math.Pow(10, (random.NextDouble() * 12) - 3);
            var weight = random.Next(3) == 0 ? 1 : 1 - random.NextDouble();

            var difference = MarginalSelection.Score([1], [-error], 0.3, weight, noise) - MarginalSelection.Score([0], [-error], 0.3, weight, noise);

            Assert.InRange(difference, 0, Units);
        }
    }

    [Fact]
    public void The_gain_is_the_largest_whole_number_below_what_the_formula_says()
    {
        var random = new Random(73);
        for (var i = 0; i < 5000; i++)
        {
            var error = (long)Math.Pow(2, 46 * random.NextDouble());
            var noise = random.NextInt64(1, 1L << random.Next(1, 46));

            var gain = MarginalSelection.Score([0], [error], 0, noise: noise / (double)Units);

            // What is left, m = e - gain, is the smallest with m^2 (e^2 + v^2) >= (e v)^2.
            var (left, e, v) = ((BigInteger)(error - gain), BigInteger.Pow(error, 2), BigInteger.Pow(noise, 2));
            Assert.True(left * left * (e + v) >= e * v);
            Assert.True((left - 1) * (left - 1) * (e + v) < e * v);
        }

        Assert.Equal(0, MarginalSelection.Score([5], [5 * Units], 0, noise: 3));
        Assert.Equal(5 * Units, MarginalSelection.Score([5], [0], 0, noise: 0));
        Assert.Equal((5 * Units) - 1, MarginalSelection.Score([5], [0], 0, noise: 1e-300));
        Assert.InRange(MarginalSelection.Score([5], [0], 0, noise: double.MaxValue), 0, 1);
    }

    [Fact]
    public void A_weight_rounds_down_on_both_sides_of_zero()
    {
        Assert.Equal(48, MarginalSelection.Score([1], [0], 0, weight: 0.75));
        Assert.Equal(-48, MarginalSelection.Score([1], [0], 2, weight: 0.75));
        Assert.Equal(-1, MarginalSelection.Score([0], [0], 1, weight: 1e-300));
        Assert.Equal(0, MarginalSelection.Score([1], [0], 0, weight: 1e-300));
    }

    [Fact]
    public void What_makes_no_sense_is_refused_before_the_charge()
    {
        var session = Sample.Open(Rows([("p", 0, "a")]), CompositionRule.PureEpsilon, epsilon: 1);
        var good = new MarginalCandidate([s_n], [0, 0, 0, 0], 0);
        MarginalCandidate[] senseless =
        [
            good with { Weight = 0 },
            good with { Weight = -0.5 },
            good with { Weight = 1.0000001 },
            good with { Weight = double.NaN },
            good with { Noise = -1 },
            good with { Noise = double.NaN },
            good with { Noise = double.PositiveInfinity },
            good with { Estimate = [0] },
            good with { Attributes = [Sample.Whole("absent", 0, 3)] },
            null!,
        ];

        foreach (var candidate in senseless)
            Assert.ThrowsAny<ArgumentException>(() => session.Select([good, candidate], 0.1));

        Assert.Equal("budget-exceeded", Assert.Throws<VeilException>(() => session.Select([good], 1.5)).Code);
        Assert.Empty(session.Accountant.Charges);
    }

    // The scores that a choice is made from, as its gate is shown them.
    private static long[] Scores(
        List<(string Person, long N, string? C)> rows, MarginalCandidate[] candidates, PrivacyUnit unit, Neighbours neighbours)
    {
        var gate = new ShownScores();
        var table = new PrivateTable(
            new RowsInMemory(Rows(rows)), new PrivacyAccountant(1, 0), unit, neighbours, NoiseSource.Through(() => gate));
        table.Select(candidates, 1);
        return gate.Scores;
    }

    private sealed class ShownScores() : AnswerGate(new SeededRandomSource(1))
    {
        public long[] Scores { get; private set; } = [];

        public override int Choice(ReadOnlySpan<long> scores, long sensitivity, ExponentialEvent choice, string purpose)
        {
            Scores = scores.ToArray();
            return base.Choice(scores, sensitivity, choice, purpose);
        }
    }

    private static MarginalCandidate Candidate(Random random, ImmutableArray<Attribute> attributes)
    {
        var cells = attributes.Aggregate(1, (size, attribute) => size * attribute.Size);
        ImmutableArray<double> estimate = [.. Enumerable.Range(0, cells).Select(_ => random.Next(5) switch
        {
            0 => 1000 * random.NextDouble(),
            1 => -50,
            _ => 4 * random.NextDouble(),
        })];
        return new MarginalCandidate(attributes, estimate, random.Next(2) * 10 * random.NextDouble())
        {
            Weight = random.Next(2) == 0 ? 1 : 1 - random.NextDouble(),
            Noise = random.Next(3) switch { 0 => 0, 1 => 0.1, _ => 10 * random.NextDouble() },
        };
    }

    private static Table Rows(List<(string Person, long N, string? C)> rows) => new(
    [
        Sample.Labels("person", [.. rows.Select(row => row.Person)]),
        Sample.Integers("n", [.. rows.Select(row => row.N)]),
        Sample.Labels("c", ColumnType.Category, [.. rows.Select(row => row.C)]),
    ]);

    private static (string, long, string?) Row(Random random, string person) =>
        (person, random.Next(4) is var n && n == 3 ? IntegerColumn.Missing : n, random.Next(4) switch { 0 => null, 1 => "b", _ => "a" });

    // Half of the entities have all rows in one cell: that is where the extremes are.
    private static IEnumerable<(string, long, string?)> Entity(Random random, int k)
    {
        var same = Row(random, "entity");
        var alike = random.Next(2) == 0;
        return [.. Enumerable.Range(0, random.Next(2) == 0 ? k : random.Next(1, k + 1)).Select(_ => alike ? same : Row(random, "entity"))];
    }
}
