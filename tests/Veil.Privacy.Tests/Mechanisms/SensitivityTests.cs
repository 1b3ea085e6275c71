using Veil.Data.Domains;
using Veil.Data.Marginals;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Tests.Mechanisms;

/// <summary>
/// The exact statistics on random small neighbouring tables never differ by more than the sensitivity in the event that
/// the mechanism charges, and the worst pairs reach it.
/// </summary>
public class SensitivityTests
{
    private const int Pairs = 1500;

    private static readonly string?[] s_texts = ["1", "2.5", "x", "", "NA", "2020-01-01", null];
    private static readonly long[] s_wholes = [-3, 0, 1, 2, 7, long.MaxValue, IntegerColumn.Missing];
    private static readonly double[] s_decimals = [-1e308, 0, 0.5, 3, 1e308, double.NaN];
    private static readonly long[] s_days = [0, 400, -400, 10_000_000, IntegerColumn.Missing];

    private static readonly NumericAttribute s_whole = Sample.Whole("whole", 0, 4);
    private static readonly CategoryAttribute s_text = Sample.Category("text", "1", "x");

    private sealed record Record(int Person, int Text, int Whole, int Decimal, int Day);

    public static TheoryData<Neighbours, int> Relations => new()
    {
        { Neighbours.AddRemove, 1 }, { Neighbours.AddRemove, 3 }, { Neighbours.ReplaceOne, 1 }, { Neighbours.ReplaceOne, 3 },
    };

    [Theory]
    [MemberData(nameof(Relations))]
    public void Number_of_rows(Neighbours neighbours, int k) => Check(
        neighbours, k, table => [table.RowCount], session => session.CountRows(1), isTight: true);

    [Theory]
    [MemberData(nameof(Relations))]
    public void Kinds_of_value(Neighbours neighbours, int k) => Check(
        neighbours,
        k,
        table => KindCounts.Of((LabelColumn)table["text"]),
        session => session.MeasureKinds("text", 1),
        isTight: false);

    [Theory]
    [MemberData(nameof(Relations))]
    public void Forms_of_keys(Neighbours neighbours, int k) => Check(
        neighbours,
        k,
        table => KeyFormCounts.Of((LabelColumn)table["text"]),
        session => session.MeasureKeyForms("text", 1),
        isTight: true);

    private static readonly double[] s_edges = [-1, 0, 0.5, 1, 2, 100];

    [Theory]
    [MemberData(nameof(Relations))]
    public void Intervals(Neighbours neighbours, int k)
    {
        foreach (var column in new[] { "whole", "decimal", "day" })
        {
            Check(
                neighbours,
                k,
                table => IntervalCounts.Of(table[column], s_edges),
                session => session.MeasureIntervals(column, s_edges, 1),
                isTight: true);
        }
    }

    [Theory]
    [MemberData(nameof(Relations))]
    public void Marginals(Neighbours neighbours, int k)
    {
        foreach (var attributes in new Attribute[][] { [], [s_text], [s_whole], [s_whole, s_text] })
        {
            Check(
                neighbours,
                k,
                table => Count(table, attributes),
                session => session.Measure(attributes, 1),
                isTight: attributes.Length > 0);
        }
    }

    [Theory]
    [MemberData(nameof(Relations))]
    public void Label_counts(Neighbours neighbours, int k) => Check(
        neighbours,
        k,
        table => [.. s_texts.Select(text => (long)Texts(table).Count(other => other == text))],
        session => session.DiscoverCategories("text", 1, 1e-6),
        isTight: true);

    private static void Check(
        Neighbours neighbours, int k, Func<Table, long[]> statistic, Action<PrivateTable> release, bool isTight)
    {
        double l1 = 0, l2 = 0;
        foreach (var (left, right) in NeighbouringTables(neighbours, k))
        {
            var differences = statistic(left).Zip(statistic(right), (a, b) => (double)(a - b)).ToList();
            l1 = Math.Max(l1, differences.Sum(Math.Abs));
            l2 = Math.Max(l2, Math.Sqrt(differences.Sum(d => d * d)));
        }

        foreach (var rule in Enum.GetValues<CompositionRule>())
        {
            var session = Sample.Open(ToTable([new Record(0, 0, 0, 0, 0)]), rule, Unit(k), neighbours);
            try
            {
                release(session);
            }
            catch (Veil.Data.Errors.VeilException refused) when (refused.Code == "event-not-allowed")
            {
                Assert.Equal(CompositionRule.PureEpsilon, rule);
                continue;
            }

            var charged = session.Accountant.Charges.Select(charge => charge.Event is ComposedEvent composed ? composed.Events[0] : charge.Event).SingleOrDefault();
            switch (charged)
            {
                case null:
                    Assert.Equal(0, l1);
                    break;
                case LaplaceEvent laplace:
                    AssertCovers(laplace.L1Sensitivity, l1, isTight);
                    break;
                case GaussianEvent gaussian:
                    AssertCovers(gaussian.L2Sensitivity, l2, isTight);
                    break;
                default:
                    Assert.Fail("an event of another kind");
                    break;
            }
        }
    }

    private static void AssertCovers(double charged, double found, bool isTight)
    {
        Assert.True(found <= charged, $"changed by {found}, charged for {charged}");
        if (isTight)
            Assert.Equal(charged, found, 9);
    }

    private static IEnumerable<(Table Left, Table Right)> NeighbouringTables(Neighbours neighbours, int k)
    {
        var random = new Random(20 + k);
        for (var pair = 0; pair < Pairs; pair++)
        {
            var rest = Enumerable.Range(1, random.Next(4)).SelectMany(person => Contribution(person, k, random)).ToList();
            var one = Contribution(0, k, random);
            var other = neighbours == Neighbours.AddRemove ? [] : Contribution(9, k, random);
            yield return (Bounded([.. rest, .. one], k), Bounded([.. other, .. rest], k));
        }
    }

    // Half of the contributions put all rows into one cell: that is where the extremes are.
    private static List<Record> Contribution(int person, int k, Random random)
    {
        var rows = random.Next(2) == 0 ? k : random.Next(1, k + 1);
        var same = random.Next(2) == 0;
        var record = Any(person, random);
        return [.. Enumerable.Range(0, rows).Select(_ => same ? record : Any(person, random))];
    }

    private static Record Any(int person, Random random) => new(
        person, random.Next(s_texts.Length), random.Next(s_wholes.Length), random.Next(s_decimals.Length), random.Next(s_days.Length));

    private static Table Bounded(List<Record> records, int k)
    {
        var table = ToTable(records);
        var bounded = k == 1 ? table : ContributionBound.Apply(table, Unit(k), new AnswerGate(new SeededRandomSource(3)));
        Assert.Equal(table.RowCount, bounded.RowCount);
        return bounded;
    }

    private static Table ToTable(List<Record> records) => new(
    [
        Sample.Labels("person", [.. records.Select(record => $"p{record.Person}")]),
        Sample.Labels("text", [.. records.Select(record => s_texts[record.Text])]),
        Sample.Integers("whole", [.. records.Select(record => s_wholes[record.Whole])]),
        Sample.Decimals("decimal", [.. records.Select(record => s_decimals[record.Decimal])]),
        Sample.Days("day", [.. records.Select(record => s_days[record.Day])]),
    ]);

    private static PrivacyUnit Unit(int k) => k == 1 ? PrivacyUnit.Row : Sample.Person(k);

    private static IEnumerable<string?> Texts(Table table)
    {
        var column = (LabelColumn)table["text"];
        return column.Codes.ToArray().Select(code => code == LabelColumn.Missing ? null : column.Labels[code]);
    }

    private static long[] Count(Table table, Attribute[] attributes) =>
    [
        .. MarginalCounter.Count(
            [.. attributes.Select(attribute => attribute.Encode(table[attribute.Name]))],
            new Domain(attributes),
            new AttributeSet(Enumerable.Range(0, attributes.Length)),
            table.RowCount).Counts.Select(count => (long)count),
    ];
}
