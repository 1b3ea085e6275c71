using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Domains;
using Veil.Data.Marginals;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Marginals;

/// <summary>The counting kernels agree with a dictionary.</summary>
public sealed class MarginalCounterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Four_pairs_in_one_pass_are_counted_like_one_by_one(int rows)
    {
        int[] sizes = [7, 1, 256, 3, 20];
        var random = new Random(rows);
        var columns = sizes.Select(size =>
        {
            var column = CodeColumn.Create(size, rows);
            Enumerable.Range(0, rows).ToList().ForEach(row => column.Set(row, random.Next(size)));
            return column;
        }).ToArray();
        var tallies = sizes[1..].Select(size => new int[sizes[0] * size]).ToArray();

        MarginalCounter.CountPairs(columns[0].Bytes!, Other(1), Other(2), Other(3), Other(4));

        for (var i = 1; i < 5; i++)
        {
            Assert.Equal(MarginalCounter.Count([columns[0], columns[i]], [sizes[0], sizes[i]], rows), tallies[i - 1]);
        }

        (byte[], int, int[]) Other(int i) => (columns[i].Bytes!, sizes[i], tallies[i - 1]);
    }

    [Fact]
    public void Cells_outside_their_tables_are_refused_before_any_is_counted()
    {
        var first = new byte[100];
        first[77] = 2;
        var fine = (new byte[100], 2, new int[6]);
        var wrong = new byte[100];
        wrong[99] = 2;
        foreach (var bad in new[] { (wrong, 2, new int[6]), (new byte[99], 2, new int[6]), (new byte[100], 2, new int[5]) })
        {
            Assert.Throws<ArgumentException>(() => MarginalCounter.CountPairs(first, fine, fine, fine, bad));
            Assert.Throws<ArgumentException>(() => MarginalCounter.CountPairs(first, bad, fine, fine, fine));
        }

        Assert.All(fine.Item3, count => Assert.Equal(0, count));
    }

    [Fact]
    public void Counts_agree_with_a_dictionary() =>
        Prop.ForAll(Tables().ToArbitrary(), given =>
        {
            var (sizes, rows, chosen, seed) = given;
            var table = RandomTable(sizes, rows, seed);
            var attributes = new AttributeSet(chosen.Where(index => index < sizes.Length).Distinct());

            var marginal = table.Project(attributes);

            var expected = BruteForce(table, attributes);
            return marginal.Attributes == attributes
                && marginal.Counts.Length == attributes.Aggregate(1, (product, index) => product * sizes[index])
                && marginal.Total == rows
                && marginal.Counts.Index().All(cell => cell.Item == expected.GetValueOrDefault(cell.Index));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Attributes_with_more_cells_than_a_byte_holds_are_counted()
    {
        var table = RandomTable([3, 700, 300], 10_000, 7);

        foreach (var set in new AttributeSet[] { new(1), new(0, 1), new(1, 2), new(0, 1, 2) })
        {
            var expected = BruteForce(table, set);
            Assert.All(table.Project(set).Counts.Index(), cell => Assert.Equal(expected.GetValueOrDefault(cell.Index), cell.Item));
        }
    }

    [Fact]
    public void The_empty_set_counts_all_rows()
    {
        var marginal = RandomTable([2], 5000, 1).Project(default);

        Assert.Equal([5000], marginal.Counts);
    }

    [Fact]
    public void A_table_without_rows_has_zeros()
    {
        var table = RandomTable([2, 3], 0, 1);

        Assert.Equal(new double[6], table.Project(new AttributeSet(0, 1)).Counts);
        Assert.Equal([0], table.Project(default).Counts);
    }

    [Fact]
    public void A_marginal_that_no_array_holds_is_refused()
    {
        var table = RandomTable([60_000, 60_000, 2], 1, 1);

        Assert.Equal(7.2e9, table.Domain.SizeOf(new AttributeSet(0, 1, 2)));
        Assert.Throws<ArgumentException>(() => table.Project(new AttributeSet(0, 1)));
    }

    [Fact]
    public void Columns_are_found_by_name_when_a_table_is_encoded()
    {
        var domain = new Domain([Labelled("b", 3), Labelled("a", 2)]);
        var table = new Table([Column("a", [1, 0, 1]), Column("b", [2, 2, 0])]);

        var encoded = EncodedTable.Encode(table, domain);

        Assert.Equal(3, encoded.RowCount);
        Assert.Equal([0, 1, 0, 0, 1, 1], encoded.Project(new AttributeSet(0, 1)).Counts);
    }

    [Fact]
    public void A_domain_knows_its_attributes_by_name()
    {
        var domain = new Domain([Labelled("b", 3), Labelled("a", 2)]);

        Assert.Equal(1, domain.IndexOf("a"));
        Assert.Equal(-1, domain.IndexOf("A"));
        Assert.Equal("b", domain[0].Name);
        Assert.Throws<ArgumentException>(() => new Domain([Labelled("a", 3), Labelled("a", 2)]));
    }

    [Fact]
    public void Columns_that_do_not_fit_the_domain_are_refused()
    {
        var domain = new Domain([Labelled("a", 3), Labelled("b", 3)]);

        Assert.Throws<ArgumentException>(() => new EncodedTable(domain, [CodeColumn.Create(3, 5)]));
        Assert.Throws<ArgumentException>(() => new EncodedTable(domain, [CodeColumn.Create(3, 5), CodeColumn.Create(3, 4)]));
    }

    private static Gen<(int[] Sizes, int Rows, int[] Chosen, int Seed)> Tables() =>
        from sizes in Gen.Elements(1, 2, 3, 7, 255, 256, 257, 300).ArrayOf(4)
        from rows in Gen.OneOf(Gen.Choose(0, 20), Gen.Choose(4090, 4100), Gen.Choose(0, 9000))
        from chosen in Gen.Choose(0, 3).ArrayOf(2)
        from seed in Gen.Choose(0, 10_000)
        select (sizes, rows, chosen, seed);

    private static EncodedTable RandomTable(int[] sizes, int rows, int seed)
    {
        var random = new Random(seed);
        var columns = sizes.Select(size =>
        {
            var column = CodeColumn.Create(size, rows);
            for (var row = 0; row < rows; row++)
            {
                column.Set(row, random.Next(size));
            }

            return column;
        });
        return new EncodedTable(new Domain(sizes.Select((size, i) => Labelled($"c{i}", size))), [.. columns]);
    }

    private static Dictionary<int, int> BruteForce(EncodedTable table, AttributeSet attributes)
    {
        var counts = new Dictionary<int, int>();
        for (var row = 0; row < table.RowCount; row++)
        {
            var cell = 0;
            foreach (var attribute in attributes)
            {
                cell = (cell * table.Domain[attribute].Size) + table.Columns[attribute][row];
            }

            counts[cell] = counts.GetValueOrDefault(cell) + 1;
        }

        return counts;
    }

    private static CategoryAttribute Labelled(string name, int size) =>
        new(name, ColumnType.Category, [.. Enumerable.Range(0, size).Select(i => $"{i}")], otherLabel: null, hasMissing: false);

    private static LabelColumn Column(string name, int[] codes) =>
        new(name, codes, LabelPool.Of(["0", "1", "2"]), ColumnType.Category);
}
