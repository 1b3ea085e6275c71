namespace Veil.Cli.Tests;

public sealed class JsonTests : Workplace
{
    [Fact]
    public void Synth() => Check(
        "mode method output statement rows seed epsilon delta runId internal",
        "synth", Table, "-s", Schema, "--epsilon", "1", "-o", PathOf("x.csv"));

    [Fact]
    public void TrainKeys() => Check(
        "mode method model epsilon delta runId internal",
        "train", Table, "-s", Schema, "--epsilon", "1", "-o", PathOf("x.veil"));

    [Fact]
    public void Sample() => Check(
        "mode method output statement rows seed epsilon delta runId seconds", "sample", Train(), "-n", "3", "-o", PathOf("x.csv"));

    [Fact]
    public void Sample_under_a_condition()
    {
        var model = Train();
        var column = Run("sample", model, "-n", "1", "-q").Output.Split('\n')[0].Split(',')[0];

        Check(
            "mode method output statement rows seed probability epsilon delta runId seconds",
            "sample", model, "-n", "3", "--where", $"{column} is not missing", "-w", $"{column} is not missing", "-o", PathOf("x.csv"));
        Assert.Contains("is not missing", File.ReadAllText(PathOf("x.privacy.json")), StringComparison.Ordinal);
        Assert.Contains("Only rows with", File.ReadAllText(PathOf("x.privacy.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Fake() => Check(
        "mode method output statement rows seed epsilon delta seconds", "fake", Schema, "-n", "3", "-o", PathOf("x.csv"));

    [Fact]
    public void Plan() => Check("epsilon delta rule total steps notRead", "plan", "-s", Schema, "--epsilon", "1");

    [Fact]
    public void Inspect()
    {
        var run = Run("inspect", Table, "--json");

        Assert.Equal("internal rows droppedRows dialect columns faults", run.Keys);
        Assert.Equal(0, run.Exit);
        Assert.Equal("INTERNAL: computed from real rows. Do not publish.\n", run.Error);
    }

    [Fact]
    public void Schema_infer() => Check("fields privacy", "schema", "infer", Table);

    [Fact]
    public void Schema_infer_to_a_file() => Check("schema columns", "schema", "infer", Table, "-o", PathOf("x.json"));

    [Fact]
    public void Schema_show() => Check("fields privacy", "schema", "show", Schema);

    [Fact]
    public void Schema_validate() => Check("valid faults", "schema", "validate", Schema);

    [Fact]
    public void Schema_validate_of_a_faulty_one()
    {
        var run = Run("schema", "validate", Write("bad.json", "{}"), "--json");

        Assert.Equal((3, "", "valid faults"), (run.Exit, run.Error, run.Keys));
        Assert.Equal("path code message wayOut", string.Join(" ", run.Json.GetProperty("faults")[0].EnumerateObject().Select(member => member.Name)));
    }

    [Fact]
    public void Model_show() => Check(
        "statementVersion mode method guarantee charges columns table limitations secureNoise badRowsMayBeLeftOut rowsSource rowsExact runId program runtime sha256", "model", "show", Train());

    [Fact]
    public void Model_show_of_errors()
    {
        var run = Run("model", "show", Train("--method", "independent"), "--errors", "--json");

        Assert.Equal((0, "", "mode confidence errors"), (run.Exit, run.Error, run.Keys));
        var errors = run.Json.GetProperty("errors").EnumerateArray().ToList();
        Assert.Equal(["age", "town", "age town"], errors.Select(error => string.Join(' ', error.GetProperty("columns").EnumerateArray().Select(name => name.GetString()))));
        Assert.All(errors[..2], error => Assert.InRange(error.GetProperty("totalVariation").GetDouble(), 0.001, 1));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, errors[2].GetProperty("totalVariation").ValueKind);
    }

    [Fact]
    public void Doctor()
    {
        var run = Run("doctor", "--json");

        Assert.Equal("check good detail", string.Join(" ", run.Json[0].EnumerateObject().Select(member => member.Name)));
        Assert.Equal(["runtime", "Laplace noise", "Gaussian noise", "temporary folder", "state folder", "memory"], run.Json.EnumerateArray().Select(check => check.GetProperty("check").GetString()));
    }

    private static void Check(string keys, params string[] args)
    {
        var run = Run([.. args, "--json"]);

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Equal(keys, string.Join(" ", run.Keys.Split(' ').Where(key => key[0] != '$' && key is not ("missingValues" or "dialect"))));
    }
}
