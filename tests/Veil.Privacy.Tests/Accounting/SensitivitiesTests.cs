using Veil.Privacy.Accounting;

namespace Veil.Privacy.Tests.Accounting;

/// <summary>Every claim against every pair of neighbouring tables of a tiny world: three values, up to k rows an entity.</summary>
public class SensitivitiesTests
{
    private const int Values = 3;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Claims_hold_with_equality_over_all_neighbours(int rows)
    {
        var unit = rows == 1 ? PrivacyUnit.Row : new PrivacyUnit("person", rows);
        var people = Contributions(rows).ToList();
        var others = Contributions(2).Append([0, 0, 0]).ToList();
        foreach (var neighbours in Enum.GetValues<Neighbours>())
        {
            double l1 = 0, l2 = 0, count = 0, distinct = 0;
            foreach (var rest in others)
            {
                foreach (var one in people)
                {
                    foreach (var other in neighbours == Neighbours.AddRemove ? [[0, 0, 0]] : people)
                    {
                        var (a, b) = (Add(rest, one), Add(rest, other));
                        l1 = Math.Max(l1, a.Zip(b, (x, y) => Math.Abs(x - y)).Sum());
                        l2 = Math.Max(l2, Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum()));
                        count = Math.Max(count, Math.Abs(a.Sum() - b.Sum()));
                        distinct = Math.Max(distinct, Math.Abs(a.Count(x => x > 0) - b.Count(x => x > 0)));
                    }
                }
            }

            Assert.Equal(l1, Sensitivities.CountTableL1(unit, neighbours));
            Assert.Equal(l2, Sensitivities.CountTableL2(unit, neighbours), 12);
            Assert.True(Sensitivities.CountTableL2(unit, neighbours) >= l2);
            Assert.Equal(count, Sensitivities.RowCount(unit, neighbours));
            Assert.True(Sensitivities.DistinctCount(unit, neighbours) >= distinct);
            Assert.Equal(neighbours == Neighbours.AddRemove ? 1 : 0, Sensitivities.UnitCount(neighbours));
        }
    }

    [Fact]
    public void An_unknown_relation_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Sensitivities.CountTableL1(PrivacyUnit.Row, (Neighbours)9));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sensitivities.DistinctCount(PrivacyUnit.Row, (Neighbours)9));
    }

    private static IEnumerable<int[]> Contributions(int rows)
    {
        for (var code = 1; code < Math.Pow(rows + 1, Values); code++)
        {
            int[] counts = [code % (rows + 1), code / (rows + 1) % (rows + 1), code / (rows + 1) / (rows + 1)];
            if (counts.Sum() <= rows)
                yield return counts;
        }
    }

    private static int[] Add(int[] a, int[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
