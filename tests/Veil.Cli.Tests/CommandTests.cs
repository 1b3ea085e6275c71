using System.IO.Compression;
using Veil.Cli.Commands;

namespace Veil.Cli.Tests;

public sealed class CommandTests : Workplace
{
    [Fact]
    public void Synth_writes_a_table_and_its_statement()
    {
        var run = Run("synth", Table, "-s", Schema, "-m", "independent", "--epsilon", "1", "-o", PathOf("copy.csv"));

        Assert.Equal((0, ""), (run.Exit, run.Output));
        Assert.Equal(["copy.csv", "copy.privacy.json", "copy.privacy.md", "people.csv", "people.schema.json"], Files);
        Assert.Equal(201, File.ReadAllLines(PathOf("copy.csv")).Length);
        Assert.Contains("reading the table ...\ncounting, with noise ...\nwriting rows ...\nWrote 200 synthetic rows to ", run.Error, StringComparison.Ordinal);
        Assert.Contains("Guarantee: epsilon 1, delta 1e-6, for each row.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Synth_needs_no_schema()
    {
        var run = Run("synth", Table, "--epsilon", "1", "--header", "-o", PathOf("copy.csv"));

        Assert.Equal(0, run.Exit);
        Assert.StartsWith("age,town\n", File.ReadAllText(PathOf("copy.csv")), StringComparison.Ordinal);
        Assert.Contains("learning the types of the columns, with noise ...\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_date_times_with_a_blank_can_be_kept()
    {
        var table = Write("visits.csv", "at\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"2024-0{1 + (i % 9)}-11 1{i % 10}:30\n")));

        Assert.Equal(0, Run("train", table, "--epsilon", "9", "--header", "-o", PathOf("visits.veil")).Exit);
        Assert.Contains("\"%Y-%m-%d %H:%M\"", Run("schema", "infer", table).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Synth_reads_standard_input_and_writes_standard_output()
    {
        var run = RunWith(File.ReadAllText(Table), "synth", "-", "-s", Schema, "--epsilon", "1", "-o", "-", "-q");

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Equal(201, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Synth_reads_gzip()
    {
        using (var zip = new GZipStream(File.Create(PathOf("people.csv.gz")), CompressionLevel.Fastest))
        {
            zip.Write(File.ReadAllBytes(Table));
        }

        Assert.Equal(0, Run("synth", PathOf("people.csv.gz"), "-s", Schema, "--epsilon", "1", "-o", PathOf("copy.csv"), "-q").Exit);
    }

    [Fact]
    public void Train_then_sample()
    {
        var model = Train();
        var run = Run("sample", model, "-n", "7", "-o", PathOf("s.csv"));

        Assert.Equal((0, ""), (run.Exit, run.Output));
        Assert.Equal(8, File.ReadAllLines(PathOf("s.csv")).Length);
        Assert.True(File.Exists(PathOf("s.privacy.json")));
    }

    [Fact]
    public void Sample_makes_as_many_rows_as_were_declared() =>
        Assert.Equal(201, Run("sample", Train(), "-q").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

    [Theory]
    [InlineData("sample")]
    [InlineData("fake")]
    public void A_seed_repeats_the_rows(string command)
    {
        var source = command == "sample" ? Train() : Schema;
        var first = Run(command, source, "-n", "50", "--seed", "7", "-q");

        Assert.Equal((0, ""), (first.Exit, first.Error));
        Assert.Equal(first.Output, Run(command, source, "-n", "50", "--seed", "7", "-q").Output);
        Assert.NotEqual(first.Output, Run(command, source, "-n", "50", "--seed", "8", "-q").Output);
        Assert.NotEqual(first.Output, Run(command, source, "-n", "50", "-q").Output);
    }

    [Fact]
    public void Fake_says_that_no_data_were_read()
    {
        var run = Run("fake", Schema, "-n", "1");

        Assert.Equal(0, run.Exit);
        Assert.Equal(2, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("No data were read: epsilon 0.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_reads_no_data()
    {
        File.Delete(Table);
        var run = Run("plan", "-s", Schema, "--epsilon", "1");

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.StartsWith("No data were read.\nLEARNT", run.Output, StringComparison.Ordinal);
        Assert.Contains("= epsilon 1 at delta 1e-6\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_is_stamped_internal()
    {
        var run = Run("inspect", Table);

        Assert.Equal(0, run.Exit);
        Assert.StartsWith("200 rows, 2 columns\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("INTERNAL: computed from real rows. Do not publish.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--decimal-comma", "size;n\n1,5;2\n2,5;3\n")]
    [InlineData("--quote \"", "size;n\n1,5;\"2\"\n2,5;3\n")]
    [InlineData("--delimiter ;", "size;n\n1,5;2\n2,5;3\n")]
    public void An_option_of_the_dialect_leaves_the_rest_to_be_found_out(string option, string text)
    {
        var run = Run(["inspect", Write("semi.csv", text), "--json", .. option.Split(' ')]);

        Assert.Equal(0, run.Exit);
        Assert.Equal((";", ","), (run.Json.GetProperty("dialect").GetProperty("delimiter").GetString(), run.Json.GetProperty("dialect").GetProperty("decimalMark").GetString()));
    }

    [Fact]
    public void Infer_drafts_a_schema_that_may_be_declared_and_used()
    {
        var draft = PathOf("draft.json");

        Assert.Equal(0, Run("schema", "infer", Table, "-o", draft).Exit);
        Run("synth", Table, "-s", draft, "--epsilon", "1", "-q", "-o", PathOf("x.csv")).AssertFault(ExitCodes.PrivacyRefusal, "fact-from-data");
        Assert.Equal(0, Run("schema", "infer", Table, "--declare", "-o", draft, "-f").Exit);
        Assert.Equal(0, Run("schema", "validate", draft).Exit);
        Assert.Equal(0, Run("synth", Table, "-s", draft, "--epsilon", "1", "-o", PathOf("x.csv")).Exit);
    }

    [Fact]
    public void Validate_lists_every_fault_and_a_guess()
    {
        var bad = Write("bad.json", SchemaText.Replace("\"integer\"", "\"interger\"", StringComparison.Ordinal).Replace("\"string\"", "\"strin\"", StringComparison.Ordinal));
        var run = Run("schema", "validate", bad);

        Assert.Equal((3, "The schema has 2 faults.\n"), (run.Exit, run.Error));
        Assert.Contains("Did you mean 'integer'?", run.Output, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'string'?", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Show_lists_the_columns()
    {
        var run = Run("schema", "show", Schema);

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Equal(
            """
            COLUMN  TYPE      ROLE  DOMAIN        SOURCE
            age     integer   use   0 to 99       declared
            town    category  use   3 categories  declared

            FACT           IS             SOURCE
            dialect        not stated     
            rows           200            declared
            missingValues  an empty cell  public

            """.ReplaceLineEndings("\n"),
            run.Output);
    }

    [Fact]
    public void Model_show_prints_the_statement_and_on_request_the_noisy_counts()
    {
        var model = Train();

        Assert.StartsWith("PRIVACY STATEMENT\n", Run("model", "show", model).Output, StringComparison.Ordinal);
        Assert.Contains("town (Gaussian noise, standard deviation", Run("model", "show", model, "--measurements").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_show_certifies_what_was_measured()
    {
        var model = Train("--method", "mst");

        var shown = Run("model", "show", model, "--errors").Output;
        var independent = Run("model", "show", Train("-m", "independent", "-f"), "--errors", "--confidence", "0.5").Output;

        Assert.Matches(@"\nCOLUMNS +CELLS  ERROR AT MOST\nage +\d+ +\d+\.\d %\ntown +\d+ +\d+\.\d %\nage x town +\d+ +\d+\.\d %\n", shown);
        Assert.Contains("With a confidence of 95 %", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Not certified", shown, StringComparison.Ordinal);
        Assert.Contains("With a confidence of 50 %", independent, StringComparison.Ordinal);
        Assert.Contains("Not certified: 1 other pair of columns.", independent, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sample_schema_is_valid_and_makes_rows()
    {
        var schema = Path.Combine(AppContext.BaseDirectory, "samples", "people.schema.json");

        Assert.Equal(0, Run("schema", "validate", schema).Exit);
        Assert.Equal(0, Run("fake", schema, "-n", "10", "-q").Exit);
    }

    [Theory]
    [InlineData("synth")]
    [InlineData("train")]
    [InlineData("sample")]
    [InlineData("fake")]
    [InlineData("schema infer")]
    [InlineData("schema validate")]
    public void Quiet_is_quiet(string command)
    {
        var source = command switch { "sample" => Train(), "fake" or "schema validate" => Schema, _ => Table };
        string[] privacy = command is "synth" or "train" ? ["--epsilon", "1", "-s", Schema] : [];
        string[] output = command is "schema validate" ? [] : ["-o", PathOf("out.csv")];
        var run = Run([.. command.Split(' '), source, "--quiet", .. output, .. privacy]);

        Assert.Equal(new Outcome(0, "", ""), run);
    }

    [Fact]
    public void A_cancelled_run_leaves_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(Stream.Null, Stream.Null, error, false, false);

        Assert.Equal(130, CommandLine.Run(["synth", Table, "-s", Schema, "--epsilon", "1", "-o", PathOf("x.csv"), "-q"], terminal, cancelled.Token));
        Assert.Equal("veil: cancelled; no half-written file was left.\n", error.ToString());
        Assert.Equal(["people.csv", "people.schema.json"], Files);
    }

    [Fact]
    public void A_closed_pipe_is_no_fault()
    {
        using var error = new StringWriter();
        using var closed = new ClosedPipe();
        var terminal = new Terminal(Stream.Null, closed, error, false, false);

        Assert.Equal(0, CommandLine.Run(["fake", Schema, "-n", "100000", "-q"], terminal, CancellationToken.None));
        Assert.Equal("", error.ToString());
    }

    private sealed class ClosedPipe : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe", 32);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
