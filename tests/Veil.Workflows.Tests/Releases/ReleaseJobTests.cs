using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Reports.Evaluations;
using Veil.Synthesis.Models;
using Veil.Workflows.Files;
using Veil.Workflows.Releases;
using Veil.Workflows.Sampling;

namespace Veil.Workflows.Tests.Releases;

/// <summary>A release holds what belongs together and may be published, and nothing else.</summary>
public sealed class ReleaseJobTests : ReleaseDesk
{
    [Fact]
    public void A_release_holds_the_table_and_the_documents_about_it()
    {
        var data = Draw();

        var released = Release(Request(data));

        Assert.Equal(
            ["README.html", "synthetic.csv", "schema.json", "statement.json", "statement.md", "croissant.json", "registry.json", "manifest.json"],
            released.Files);
        Assert.Equal(new FileInfo(In("people.zip")).Length, released.Bytes);
        Assert.Null(released.KeyId);
        Assert.False(released.IsDrawnAgain);
        using var zip = ZipFile.OpenRead(In("people.zip"));
        Assert.Equal(released.Files, zip.Entries.Select(entry => entry.FullName));
        Assert.Equal(File.ReadAllText(data), Text(zip, "synthetic.csv"));
        Assert.Equal(File.ReadAllText(In("people.privacy.json")), Text(zip, "statement.json"));
        Assert.Equal(File.ReadAllText(In("people.privacy.md")), Text(zip, "statement.md"));
        Assert.Contains("ynthetic", Text(zip, "README.html").Split('\n')[0], StringComparison.Ordinal);
        Assert.True(Verify(In("people.zip")).IsGood);
    }

    [Fact]
    public void Equal_requests_give_equal_bytes()
    {
        var data = Draw();

        Release(Request(data) with { Model = ModelSource.Of(Model) });
        Release(Request(data, "again.zip") with { Model = ModelSource.Of(Model, "under another name") });

        Assert.Equal(File.ReadAllBytes(In("people.zip")), File.ReadAllBytes(In("again.zip")));
    }

    [Fact]
    public void With_its_model_the_rows_are_drawn_again_and_its_report_is_added()
    {
        var released = Release(Request(Draw()) with { Model = ModelSource.Of(Model) });

        Assert.True(released.IsDrawnAgain);
        Assert.Contains("model.report.html", released.Files);
        Assert.Contains("May be published", Text("model.report.html"), StringComparison.Ordinal);
        Assert.True(Verify(In("people.zip")).IsGood);
    }

    [Fact]
    public void Rows_under_a_condition_and_rows_for_spreadsheets_are_those_of_the_model_too()
    {
        Assert.True(Release(Request(Draw("old.csv", conditions: ["age >= 65"])) with { Model = ModelSource.Of(Model) }).IsDrawnAgain);
        Assert.Contains("Only rows with age", Text("croissant.json"), StringComparison.Ordinal);
        new SampleJob().Run(
            new SampleRequest
            {
                Model = ModelSource.Of(Model),
                Output = Jobs.ToFile(In("safe.csv"), options: new SinkOptions { ExcelSafe = true }),
                Rows = 90,
                Seed = 1,
            },
            null,
            TestContext.Current.CancellationToken);
        Assert.Contains("'=Borough", File.ReadAllText(In("safe.csv")), StringComparison.Ordinal);
        Assert.True(Release(Request(In("safe.csv")) with { Model = ModelSource.Of(Model) }).IsDrawnAgain);
    }

    [Fact]
    public void Rows_of_no_data_are_released_as_such()
    {
        var schema = new Schema { Columns = [Jobs.Integer("a", 0, 9)] };
        var model = new Training.TrainJob().Run(
            new Training.TrainRequest { Input = Jobs.Source("a\n1\n"), Method = "random", Schema = schema }, null, TestContext.Current.CancellationToken).Model;

        Release(Request(Draw("fake.csv", 10, model)) with { Model = ModelSource.Of(model) });

        Assert.True(Verify(In("people.zip")).IsGood);
        Assert.Contains("No data were read", Text("README.html"), StringComparison.Ordinal);
        Assert.Contains("\"epsilon\": 0", Text("registry.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_tells_names_and_types_and_not_how_many_rows_the_original_had()
    {
        foreach (var model in new[] { null, ModelSource.Of(Model) })
        {
            Release(Request(Draw($"{model is null}.csv")) with { Model = model });

            var schema = SchemaJson.Parse(Text("schema.json"), "schema.json");
            Assert.Equal(["age", "town", "key"], schema.Columns.Select(column => column.Name));
            Assert.Equal([ColumnRole.Use, ColumnRole.Use, ColumnRole.Identifier], schema.Columns.Select(column => column.Role.Value));
            Assert.NotNull(schema.Dialect);
            Assert.Null(schema.Rows);
            Assert.DoesNotContain("777", Text("schema.json"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_the_publisher_says_is_text_wherever_it_stands()
    {
        const string Attack = "<script>alert(1)</script>\"";
        Release(Request(Draw()) with
        {
            Card = new ReleaseCard { Title = Attack, Description = Attack, License = Attack, Curator = Attack, Contact = Attack, IntendedUse = Attack },
        });

        Assert.DoesNotContain("<script>alert", Text("README.html"), StringComparison.Ordinal);
        foreach (var name in new[] { "croissant.json", "registry.json" })
        {
            Assert.DoesNotContain("<script>", Text(name), StringComparison.Ordinal);
            using var json = JsonDocument.Parse(Text(name));
        }
    }

    [Fact]
    public void Rows_of_another_model_are_refused()
    {
        var data = Draw();

        AssertRefused("data-not-of-model", Request(data) with { Model = ModelSource.Of(Train(Jobs.Epsilon(1))) });

        // The statement is that of the model, and one cell is not.
        var text = File.ReadAllText(data);
        File.WriteAllText(data, text.Replace("Crewe", "Ashby", StringComparison.Ordinal));
        AssertRefused("data-not-of-model", Request(data) with { Model = ModelSource.Of(Model) });
    }

    [Fact]
    public void A_table_that_the_statement_is_not_about_is_refused()
    {
        var data = Draw();
        var lines = File.ReadAllLines(data);

        File.WriteAllLines(data, lines.SkipLast(1));
        AssertRefused("data-not-of-statement", Request(data));
        File.WriteAllLines(data, lines.Select(line => line[..line.LastIndexOf(',')]));
        AssertRefused("data-not-of-statement", Request(data));
        File.WriteAllLines(data, lines.Select((line, i) => i == 0 ? "age,city,key" : line));
        AssertRefused("data-not-of-statement", Request(data));
    }

    [Fact]
    public void The_statement_of_a_model_is_about_no_rows()
    {
        var data = Draw();
        WriteStatement("people", Model.Statement);

        AssertRefused("data-not-of-statement", Request(data));
    }

    [Fact]
    public void A_table_without_a_guarantee_is_refused_under_every_name()
    {
        var research = Draw("people.csv", model: Train(Jobs.Epsilon(1) with { Research = true, NoiseSeed = 1 }));
        Assert.False(File.Exists(research));

        AssertRefused("not-for-release", Request(In("people.research.csv")));
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(research)!))
        {
            File.Move(file, file.Replace(".research", "", StringComparison.Ordinal));
        }

        AssertRefused("not-for-release", Request(research));
        WriteStatement("people", Model.Statement with { IsUnprotected = true, Sample = new StatedSample(60, 5) });
        AssertRefused("not-for-release", Request(research));
    }

    [Fact]
    public void A_statement_that_promises_more_than_its_charges_is_refused()
    {
        var data = Draw();
        var honest = Model.Statement with { Sample = new StatedSample(60, 5) };
        var guarantee = honest.Guarantee!;

        WriteStatement("people", honest with { Guarantee = new(guarantee.Epsilon / 2, guarantee.Delta, guarantee.Unit, guarantee.Neighbours) });
        AssertRefused("not-for-release", Request(data));
        WriteStatement("people", honest with { Charges = [.. honest.Charges.Select(charge => charge with { Cost = charge.Cost / 2 })] });
        AssertRefused("not-for-release", Request(data));
        WriteStatement("people", honest);
        Release(Request(data));
    }

    [Fact]
    public void An_evaluation_is_refused_whatever_it_is_called()
    {
        var data = Draw();
        File.AppendAllText(data, $"1,Ashby,\"{EvaluationReport.Banner}\"\n");

        AssertRefused("not-for-release", Request(data));
    }

    [Fact]
    public void What_cannot_be_read_is_named()
    {
        var data = Draw();
        Assert.Equal("statement-absent", Refused(Request(In("absent.csv"))).Code);
        using (var packed = new GZipStream(File.Create(In("packed.csv")), CompressionLevel.Fastest))
        {
            packed.Write(File.ReadAllBytes(data));
        }

        File.Copy(In("people.privacy.json"), In("packed.privacy.json"));
        Assert.Equal("release-compressed", Refused(Request(In("packed.csv"))).Code);
        File.AppendAllText(In("people.privacy.json"), " ");
        Assert.Equal("statement-damaged", Refused(Request(data)).Code);
        File.Delete(In("people.privacy.json"));
        Assert.Equal("statement-absent", Refused(Request(data)).Code);
        Assert.False(File.Exists(In("people.zip")));
    }

    [Fact]
    public void A_bundle_replaces_nothing_unasked_and_nothing_that_is_read()
    {
        var data = Draw();
        File.WriteAllText(In("people.zip"), "mine");

        Assert.Equal("file-exists", Refused(Request(data) with { Output = ByteOutput.ToFile(In("people.zip")) }).Code);
        Assert.Equal("output-is-input", Refused(Request(data) with { Output = ByteOutput.ToFile(data, overwrite: true) }).Code);
        Assert.Equal("mine", File.ReadAllText(In("people.zip")));
    }

    private void WriteStatement(string name, PrivacyStatement statement)
    {
        using var file = File.Create(In($"{name}.privacy.json"));
        StatementJson.Write(statement, file);
    }

    private void AssertRefused(string code, ReleaseRequest request)
    {
        var fault = Refused(request);

        Assert.Equal((code, FaultKind.PrivacyRefusal), (fault.Code, fault.Kind));
        Assert.False(File.Exists(In("people.zip")));
    }

    private string Text(string name)
    {
        using var zip = ZipFile.OpenRead(In("people.zip"));
        return Text(zip, name);
    }

    private static string Text(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.GetEntry(name)!.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
