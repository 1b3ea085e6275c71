using Veil.Auditing;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Workflows.Files;
using Veil.Workflows.Sampling;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests;

/// <summary>A synthetic copy is a training and a drawing in one job.</summary>
public sealed class SynthesizeJobTests : IDisposable
{
    private static readonly string s_table = Jobs.Csv("a,b", 2000, (_, random) => $"{random.Next(10)},{random.Next(3)}");
    private static readonly Schema s_schema = new() { Columns = [Jobs.Integer("a", 0, 9), Jobs.Integer("b", 0, 2)] };

    private readonly string _folder = Directory.CreateTempSubdirectory("veil-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Rows_model_and_statements_come_from_one_request()
    {
        var request = Request("copy.csv") with { Rows = 30, Seed = 1, Conditions = ["a>=5"] };
        request = request with { Training = request.Training with { Output = ByteOutput.ToFile(In("model.veil")) } };

        var result = new SynthesizeJob().Run(request, null, TestContext.Current.CancellationToken);

        Assert.Equal(["copy.csv", "copy.privacy.json", "copy.privacy.md", "model.veil"], Files());
        Assert.Equal(30, result.Sampled.Statement.Sample!.Rows);
        var rows = File.ReadLines(In("copy.csv")).Skip(1).Select(line => line.Split(',')[0]).ToList();
        Assert.Equal(30, rows.Count);
        Assert.All(rows, a => Assert.InRange(a, "5", "9"));
        Assert.Equal(result.Trained.Model.Statement.RunId, ModelSource.FromFile(In("model.veil")).Load().Statement.RunId);
    }

    [Fact]
    public void The_progress_of_both_parts_is_one()
    {
        var seen = new List<JobProgress>();

        new SynthesizeJob().Run(Request("copy.csv"), new SynchronousProgress<JobProgress>(seen.Add), TestContext.Current.CancellationToken);

        Assert.Equal([Stage.Reading, Stage.Fitting, Stage.Writing], seen.Select(at => at.Stage).Distinct());
        Assert.Equal(seen.Select(at => at.Fraction).Order(), seen.Select(at => at.Fraction));
        Assert.Equal(1, seen[^1].Fraction);
        Assert.InRange(seen[0].Fraction, 0, 0.3);
    }

    [Fact]
    public void What_cannot_be_written_is_refused_before_the_table_is_opened()
    {
        File.WriteAllText(In("copy.csv"), "mine");
        var absent = new TrainRequest { Input = FormatCatalog.Default.Source(ByteInput.FromFile(In("absent.csv")), new SourceOptions()) };

        Assert.Equal("file-exists", Refusal(Request("copy.csv")));
        Assert.Equal("folder-absent", Refusal(Request(Path.Combine("absent", "copy.csv"))));
        Assert.Equal("disk-too-small", Refusal(Request("large.csv") with { Rows = long.MaxValue / 4 }));
        Assert.Equal("epsilon-absent", Refusal(Request("other.csv") with { Training = absent }));
        Assert.Equal(
            "output-is-input",
            Refusal(Request("schema.json") with { Training = absent with { AlsoReads = [In("schema.json")] } }));
        Assert.Equal(["copy.csv"], Files());
        Assert.Equal("mine", File.ReadAllText(In("copy.csv")));
    }

    private static string Refusal(SynthesizeRequest request) =>
        Assert.Throws<VeilException>(() => new SynthesizeJob().Check(request)).Code;

    private SynthesizeRequest Request(string name) => new()
    {
        Training = new TrainRequest
        {
            Input = Jobs.Source(s_table),
            Schema = s_schema,
            Method = "mst",
            Privacy = Jobs.Epsilon(1),
            Noise = RepeatableNoise.Of(1),
        },
        Output = Jobs.ToFile(In(name)),
    };

    private string In(string name) => Path.Combine(_folder, name);

    private IEnumerable<string> Files() => Directory.GetFiles(_folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);
}
