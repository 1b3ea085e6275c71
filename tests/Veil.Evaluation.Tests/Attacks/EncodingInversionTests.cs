using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Attacks;

namespace Veil.Evaluation.Tests.Attacks;

/// <summary>Points of real rows give the rows away; points of nothing do not.</summary>
public sealed class EncodingInversionTests
{
    [Fact]
    public void The_sample_table_is_read_back_from_few_components()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Veil.slnx")))
        {
            folder = folder.Parent;
        }

        var schema = SchemaJson.Load(Path.Combine(folder.FullName, "samples", "people.schema.json"));
        var rows = CsvReader.Read(
            CsvInput.FromFile(Path.Combine(folder.FullName, "samples", "people.csv")), new CsvReadOptions { Schema = schema }, null, TestContext.Current.CancellationToken).Table;
        var used = new Table([.. rows.Columns.Where(column => schema.Find(column.Name)?.Role.Value == ColumnRole.Use)]);

        int[] counts = [1, 3, 10];
        var shares = counts.Select(count => Mean([.. EncodingInversion
            .OfPrincipalComponents(used, count, 1, TestContext.Current.CancellationToken).Where(column => !column.IsNumeric)])).ToList();

        Assert.True(shares[0].Recovered > shares[0].Guessed, string.Join(", ", shares));
        Assert.True(shares[1].Recovered > shares[0].Recovered + 0.03, string.Join(", ", shares));
        Assert.True(shares[2].Recovered > shares[1].Recovered + 0.03, string.Join(", ", shares));
        Assert.True(shares[2].Recovered > shares[2].Guessed + 0.2, string.Join(", ", shares));
    }

    [Fact]
    public void A_single_number_is_enough_where_no_two_kinds_of_rows_share_it()
    {
        var read = Mean(EncodingInversion.OfPrincipalComponents(Dependent(2000), 1, 1, TestContext.Current.CancellationToken));

        Assert.InRange(read.Recovered, 0.99, 1);
        Assert.InRange(read.Guessed, 0.3, 0.4);
    }

    [Fact]
    public void Points_that_have_nothing_to_do_with_the_rows_read_nothing_back()
    {
        var (attacked, known) = (Dependent(1000), Dependent(1000, seed: 5));
        var random = new Random(3);

        var read = Mean(EncodingInversion.Run(attacked, Points(), known, Points(), TestContext.Current.CancellationToken));

        Assert.InRange(read.Recovered, 0, read.Guessed + 0.05);

        double[][] Points() => [.. Enumerable.Range(0, 1000).Select(_ => new[] { random.NextDouble(), random.NextDouble() })];
    }

    [Fact]
    public void Rows_whose_points_the_attacker_has_seen_are_read_to_the_letter()
    {
        var table = Dependent(50);
        double[][] points = [.. Enumerable.Range(0, 50).Select(row => new double[] { row })];

        Assert.All(EncodingInversion.Run(table, points, table, points, TestContext.Current.CancellationToken), column => Assert.Equal(1, column.Recovered));
        Assert.Throws<ArgumentException>(() => EncodingInversion.Run(table, points[..49], table, points, TestContext.Current.CancellationToken));
        Assert.Empty(EncodingInversion.OfPrincipalComponents(table.Take([0]), 2, 1, TestContext.Current.CancellationToken));
    }

    // Three columns of labels, a fourth that follows from the first, and a number of few values.
    private static Table Dependent(int rows, int seed = 1)
    {
        var random = new Random(seed);
        var labels = Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, rows).Select(_ => random.Next(3)).ToArray()).ToArray();
        return new Table(
        [
            .. labels.Select((codes, i) => new LabelColumn($"l{i}", codes, LabelPool.Of(["a", "b", "c"]), ColumnType.Category)),
            new LabelColumn("follows", [.. labels[0].Select(code => (code + 1) % 3)], LabelPool.Of(["x", "y", "z"]), ColumnType.Category),
            new IntegerColumn("n", [.. labels[1].Select(code => (long)(10 * code))]),
        ]);
    }

    private static (double Recovered, double Guessed) Mean(IReadOnlyList<InvertedColumn> columns) =>
        (columns.Average(column => column.Recovered), columns.Average(column => column.Guessed));
}
