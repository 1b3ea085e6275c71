using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Errors;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Synthesis.Sampling;
using Veil.Workflows.Evaluating;

namespace Veil.Workflows.Tests;

/// <summary>A split loses no row, changes no cell and keeps people together.</summary>
public sealed class SplitJobTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("veil-split-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(100, 0.2, 20)]
    [InlineData(7, 0.5, 4)]
    [InlineData(1, 0.2, 0)]
    [InlineData(0, 0.2, 0)]
    public void Every_row_goes_to_one_file_unchanged_and_in_order(int rows, double share, int apart)
    {
        var lines = Enumerable.Range(0, rows).Select(i => $"{i:000},\"a, \"\"{i}\"\"\",,NA").ToArray();
        var result = Split("id,text,empty,missing\n" + string.Concat(lines.Select(line => line + "\n")), share, seed: 3);

        var (train, rest) = (Lines("train.csv"), Lines("rest.csv"));
        Assert.Equal((rows - apart, apart), (result.Train, result.Rest));
        Assert.Equal("id,text,empty,missing", train[0]);
        Assert.Equal(train[0], rest[0]);
        Assert.Equal(train[1..].Order(StringComparer.Ordinal), train[1..]);
        Assert.Equal(lines, train[1..].Concat(rest[1..]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_same_seed_splits_the_same_way_and_another_one_otherwise()
    {
        var table = "id\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i}\n"));
        string RestOf(ulong? seed)
        {
            Split(table, 0.3, seed);
            return File.ReadAllText(PathOf("rest.csv"));
        }

        Assert.Equal(RestOf(1), RestOf(1));
        Assert.NotEqual(RestOf(1), RestOf(2));
        Assert.NotEqual(RestOf(null), RestOf(null));
    }

    [Fact]
    public void Every_row_is_as_likely_to_be_kept_apart()
    {
        // Of 20,000 splits of 10 rows each row is kept apart in 6000, give or take 65: six times that happens in one of 10^8.
        var counts = new int[10];
        var random = new SamplingRandom(1);
        for (var split = 0; split < 20_000; split++)
        {
            var lots = SplitJob.Lots(10, 0.3, random);
            for (var row = 0; row < 10; row++)
            {
                counts[row] += lots[row] ? 1 : 0;
            }
        }

        Assert.All(counts, count => Assert.InRange(count, 5610, 6390));
    }

    [Fact]
    public void All_rows_of_a_person_go_to_the_same_file()
    {
        var people = Gen.Choose(0, 12).ArrayOf().ToArbitrary();
        Prop.ForAll(people, ids =>
        {
            var schema = new Schema
            {
                Columns = [new ColumnSchema { Name = "person", Role = Jobs.Declared(ColumnRole.Identifier) }, new ColumnSchema { Name = "row" }],
                Entity = "person",
                MaxRowsPerEntity = 5,
            };
            Split("person,row\n" + string.Concat(ids.Select((id, row) => $"{(id == 0 ? "" : $"P{id}")},{row}\n")), 0.4, 5, schema);
            var (train, rest) = (People("train.csv"), People("rest.csv"));
            var named = ids.Where(id => id > 0).Distinct().Count();
            return !train.Overlaps(rest) && !rest.Contains("") && train.Union(rest).Count(person => person.Length > 0) == named
                && rest.Count == (int)Math.Round(0.4 * named);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_person_that_the_file_does_not_name_is_a_fault()
    {
        var fault = Assert.Throws<VeilException>(() => Split("row\n1\n", 0.5, 1, new Schema { Columns = [new ColumnSchema { Name = "person" }], Entity = "person" }));

        Assert.Equal((FaultKind.BadInput, "csv-column-absent"), (fault.Kind, fault.Code));
        Assert.Empty(_folder.EnumerateFiles());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_share_that_leaves_nothing_is_refused(double share) =>
        Assert.Equal("holdout-out-of-range", Assert.Throws<VeilException>(() => Split("a\n1\n", share, 1)).Code);

    [Fact]
    public void When_the_second_file_cannot_be_written_neither_is_there()
    {
        Directory.CreateDirectory(PathOf("rest.csv"));

        Assert.Throws<VeilException>(() => Split("a\n1\n2\n", 0.5, 1));
        Assert.Empty(_folder.EnumerateFiles());
    }

    private SplitResult Split(string table, double share, ulong? seed, Schema? schema = null) => new SplitJob().Run(
        new SplitRequest
        {
            Input = Jobs.Source(table, new CsvReadOptions { Dialect = new CsvDialect() }),
            Schema = schema,
            Holdout = share,
            Seed = seed,
            Train = Jobs.ToFile(PathOf("train.csv"), overwrite: true),
            Rest = Jobs.ToFile(PathOf("rest.csv"), overwrite: true),
        },
        null,
        TestContext.Current.CancellationToken);

    private HashSet<string> People(string name) => [.. Lines(name).Skip(1).Select(line => line.Split(',')[0])];

    private string[] Lines(string name) => File.ReadAllLines(PathOf(name));

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
