using System.Diagnostics;
using System.Text.Json;
using System.Text;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Synthesis.Models;
using Veil.Workflows.Files;
using Veil.Workflows.Sampling;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests;

/// <summary>Rows and their statements are there together or not at all.</summary>
public sealed class SampleJobTests : IDisposable
{
    private static readonly Schema s_schema = new() { Columns = [Jobs.Integer("a", 0, 9), Jobs.Category("b", "=1+1", "y")] };

    private readonly string _folder = Directory.CreateTempSubdirectory("veil-test-").FullName;

    private static SynthesisModel Model { get; } = Train(Jobs.Epsilon(1));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Rows_come_with_both_statements()
    {
        var result = Run(Request("out.csv", rows: 25, seed: 9));

        Assert.Equal(["out.csv", "out.privacy.json", "out.privacy.md"], Files());
        Assert.Equal(26, File.ReadAllLines(In("out.csv")).Length);
        using var json = JsonDocument.Parse(File.ReadAllBytes(In("out.privacy.json")));
        Assert.Equal(new StatedSample(25, 9), StatementJson.Read(json.RootElement).Sample);
        Assert.Contains("seed 9", File.ReadAllText(In("out.privacy.md")), StringComparison.Ordinal);
        Assert.Equal(result.Statement.Sample, new StatedSample(25, 9));
    }

    [Fact]
    public void The_number_of_rows_and_the_seed_are_found_when_nobody_gives_them()
    {
        var first = Run(Request("a.csv")).Statement.Sample!;
        var second = Run(Request("b.csv")).Statement.Sample!;

        Assert.Equal(Model.DefaultRows, first.Rows);
        Assert.NotEqual(first.Seed, second.Seed);
        Run(Request("c.csv", seed: first.Seed));
        Assert.Equal(File.ReadAllBytes(In("a.csv")), File.ReadAllBytes(In("c.csv")));
    }

    [Fact]
    public void No_rows_are_a_table_with_a_header()
    {
        Run(Request("out.csv", rows: 0));

        Assert.Equal("a,b\n", File.ReadAllText(In("out.csv")));
    }

    [Theory]
    [InlineData("out.csv")]
    [InlineData("out.privacy.json")]
    [InlineData("out.privacy.md")]
    public void Existing_files_are_not_replaced_unasked(string existing)
    {
        File.WriteAllText(In(existing), "mine");

        var fault = Assert.Throws<VeilException>(() => Run(Request("out.csv")));

        Assert.Equal("file-exists", fault.Code);
        Assert.Equal([existing], Files());
        Assert.Equal("mine", File.ReadAllText(In(existing)));
        Run(Request("out.csv", overwrite: true));
        Assert.NotEqual("mine", File.ReadAllText(In(existing)));
    }

    [Fact]
    public void A_folder_that_is_absent_is_named_before_any_work()
    {
        var fault = Assert.Throws<VeilException>(() => Run(Request(Path.Combine("absent", "out.csv"))));

        Assert.Equal("folder-absent", fault.Code);
    }

    [Fact]
    public void A_drawing_that_is_stopped_leaves_nothing()
    {
        using var source = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => new SampleJob().Run(Request("out.csv", rows: 200_000), new Stop(source), source.Token));

        Assert.Empty(Files());
    }

    [Fact]
    public void A_drawing_that_is_stopped_leaves_older_files_as_they_were()
    {
        Run(Request("out.csv", rows: 5, seed: 1));
        var before = Files().Select(name => File.ReadAllText(In(name))).ToList();
        using var source = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => new SampleJob().Run(Request("out.csv", rows: 200_000, seed: 2, overwrite: true), new Stop(source), source.Token));

        Assert.Equal(before, Files().Select(name => File.ReadAllText(In(name))));
    }

    [Fact]
    public void The_progress_of_a_drawing_goes_from_nothing_to_all()
    {
        var seen = new List<JobProgress>();

        new SampleJob().Run(
            Request("out.csv", rows: 150_000), new SynchronousProgress<JobProgress>(seen.Add), TestContext.Current.CancellationToken);

        Assert.Equal((0, 1), (seen[0].Fraction, seen[^1].Fraction));
        Assert.Equal(seen.Select(at => at.Fraction).Order(), seen.Select(at => at.Fraction));
        Assert.All(seen, at => Assert.Equal(Stage.Writing, at.Stage));
    }

    [Fact]
    public void A_search_for_rows_that_meet_a_condition_stops_when_it_is_cancelled()
    {
        // A copula knows no formula for such rows: it draws until it has found some.
        var rare = Jobs.Csv("a,b", 500, (i, _) => $"{(i == 0 ? 9 : i % 3)},{(i % 2 == 0 ? "=1+1" : "y")}");
        var model = new TrainJob().Run(
            new TrainRequest { Input = Jobs.Source(rare), Method = "copula", Schema = s_schema, Unprotected = true },
            null,
            TestContext.Current.CancellationToken).Model;
        using var source = new CancellationTokenSource();
        var request = Request("out.csv", rows: 1_000_000) with { Model = ModelSource.Of(model), Conditions = ["a>=9"] };
        source.CancelAfter(TimeSpan.FromMilliseconds(50));
        var watch = Stopwatch.StartNew();

        Assert.ThrowsAny<OperationCanceledException>(() => new SampleJob().Run(request, null, source.Token));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Empty(Files());
    }

    [Fact]
    public void A_model_is_drawn_from_where_it_is_and_never_replaced_by_its_rows()
    {
        File.WriteAllBytes(In("model.veil"), []);
        using (var file = File.Create(In("model.veil")))
        {
            Model.Save(file);
        }

        Run(Request("out.csv", rows: 5, seed: 1) with { Model = ModelSource.FromFile(In("model.veil")) });
        using var stream = File.OpenRead(In("model.veil"));
        Run(Request("again.csv", rows: 5, seed: 1) with { Model = ModelSource.FromStream(stream, "the model") });

        Assert.Equal(File.ReadAllBytes(In("out.csv")), File.ReadAllBytes(In("again.csv")));
        Assert.Equal(
            "output-is-input",
            Assert.Throws<VeilException>(() => new SampleJob().Check(
                Request("model.veil", overwrite: true) with { Model = ModelSource.FromFile(In("model.veil")) })).Code);
        Assert.Equal(
            "model-unreadable",
            Assert.Throws<VeilException>(() => Run(Request("c.csv") with { Model = ModelSource.FromFile(In("absent.veil")) })).Code);
    }

    [Fact]
    public void Standard_output_gets_the_rows_and_no_file_is_made()
    {
        using var output = new MemoryStream();

        var result = new SampleJob().Run(
            new SampleRequest { Model = ModelSource.Of(Model), Output = Jobs.ToStream(output), Rows = 3, Seed = 1 },
            null,
            TestContext.Current.CancellationToken);

        Assert.Equal(4, Encoding.UTF8.GetString(output.ToArray()).TrimEnd().Split('\n').Length);
        Assert.True(output.CanWrite);
        Assert.Null(result.Output.StatementJson);
        Assert.Empty(Files());
    }

    [Fact]
    public void Devices_get_the_rows_alone()
    {
        Assert.SkipUnless(File.Exists("/dev/null"), "There are no devices in the file system here.");

        var result = new SampleJob().Run(Request("/dev/null", rows: 3), null, TestContext.Current.CancellationToken);

        Assert.Null(result.Output.StatementJson);
        Assert.False(File.Exists("/dev/null.privacy.json"));
    }

    [Fact]
    public void What_protects_nobody_says_so_in_its_name()
    {
        var model = Train(Jobs.Epsilon(1) with { Research = true, NoiseSeed = 1 });

        Run(Request("out.csv", rows: 3), model);

        Assert.Equal(["out.research.csv", "out.research.privacy.json", "out.research.privacy.md"], Files());
        Assert.Contains("RESEARCH MODE", File.ReadAllText(In("out.research.privacy.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_mark_is_not_set_twice_and_not_on_standard_output()
    {
        Assert.Equal(In("out.research.csv"), new OutputFiles(In("out.csv"), false).Marked(StatementMode.Research).Marked(StatementMode.Research).Table);
        Assert.Equal("-", new OutputFiles("-", false).Marked(StatementMode.Research).Table);
    }

    [Theory]
    [InlineData("/data/people.csv", "people.synthetic.csv")]
    [InlineData("people.tsv.gz", "people.synthetic.csv")]
    [InlineData("people", "people.synthetic.csv")]
    [InlineData("a.b.CSV", "a.b.synthetic.csv")]
    public void The_default_name_is_in_the_current_folder(string input, string expected) =>
        Assert.Equal(expected, OutputFiles.DefaultTable(input, "synthetic", FormatCatalog.Default));

    [Fact]
    public void Formulas_are_made_harmless_on_request()
    {
        Run(Request("plain.csv", rows: 50, seed: 1));
        Run(Request("safe.csv", rows: 50, seed: 1) with { Output = Jobs.ToFile(In("safe.csv"), options: new SinkOptions { ExcelSafe = true }) });

        Assert.Contains(",=1+1", File.ReadAllText(In("plain.csv")), StringComparison.Ordinal);
        Assert.DoesNotContain(",=1+1", File.ReadAllText(In("safe.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_without_data_needs_a_number_of_rows_from_somebody()
    {
        var request = new TrainRequest { Input = new CsvSource(ByteInput.FromFile("absent.csv")), Method = "random", Schema = s_schema };
        var model = new TrainJob().Run(request, null, TestContext.Current.CancellationToken).Model;

        var fault = Assert.Throws<VeilException>(() => Run(Request("out.csv"), model));

        Assert.Equal("rows-absent", fault.Code);
        Run(Request("out.csv", rows: 10), model);
        Assert.Equal(["out.csv", "out.privacy.json", "out.privacy.md"], Files());
        Assert.Equal(
            "schema-absent",
            Assert.Throws<VeilException>(() => new TrainJob().Run(request with { Schema = null }, null, TestContext.Current.CancellationToken)).Code);
    }

    private static SynthesisModel Train(PrivacyRequest privacy) => Jobs.Train(
        Jobs.Csv("a,b", 2000, (_, random) => $"{random.Next(10)},{(random.Next(2) == 0 ? "=1+1" : "y")}"), privacy, s_schema).Model;

    private static SampleResult Run(SampleRequest request, SynthesisModel? model = null) =>
        new SampleJob().Run(
            model is null ? request : request with { Model = ModelSource.Of(model) }, null, TestContext.Current.CancellationToken);

    private SampleRequest Request(string name, long? rows = null, ulong? seed = null, bool overwrite = false) =>
        new() { Model = ModelSource.Of(Model), Output = Jobs.ToFile(In(name), overwrite), Rows = rows, Seed = seed };

    private string In(string name) => Path.Combine(_folder, name);

    private IEnumerable<string> Files() => Directory.GetFiles(_folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    private sealed class Stop(CancellationTokenSource source) : IProgress<JobProgress>
    {
        public void Report(JobProgress value) => source.Cancel();
    }
}
