using System.Text.Json.Nodes;
using Veil.Data.Errors;
using Veil.Data.Formats.Csv;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Models;

/// <summary>Model files that were damaged, cut, or made to do harm.</summary>
public sealed class ModelFileTests
{
    private static readonly byte[] s_file = Fitting.Save(Fitting.Fit(
        "independent",
        SmallTable.Rows(40),
        SmallTable.Schema with { Columns = [SmallTable.Schema.Find("id")!, SmallTable.Schema.Find("city")!, SmallTable.Schema.Find("age")!] }));

    [Fact]
    public void An_archive_put_together_again_is_the_same_model() =>
        Assert.Equal(s_file, Fitting.Save(Fitting.Load(ModelArchive.Open(s_file).Close())));

    [Fact]
    public void A_model_of_a_version_whose_schema_gave_dialects_and_formats_no_provenance_opens()
    {
        var old = ModelArchive.Open(s_file);
        var entry = old.Entries.Keys.Single(name => name.Contains("schema", StringComparison.Ordinal));
        old.Change(entry, schema =>
        {
            schema["missingValues"] = new JsonArray("");
            schema["dialect"] = new JsonObject { ["delimiter"] = ";", ["decimalChar"] = "," };
            schema["privacy"]!.AsObject().Remove("missingValuesProvenance");
        });

        var model = Fitting.Load(old.Close());

        Assert.Equal((';', ','), (CsvDialectJson.Find(model.Content.Schema)!.Delimiter, CsvDialectJson.Find(model.Content.Schema)!.DecimalMark));
        Assert.Equal("", Assert.Single(model.Content.Schema.MissingCodes.Value));
    }

    [Theory]
    [InlineData(0xFF)]
    [InlineData(0x01)]
    [InlineData(0x80)]
    public void A_changed_byte_is_noticed_or_changes_nothing(byte change)
    {
        var harmless = 0;
        for (var at = 0; at < s_file.Length; at++)
        {
            var damaged = s_file.ToArray();
            damaged[at] ^= change;
            try
            {
                var again = Fitting.Save(Fitting.Load(damaged));
                Assert.Equal(s_file, again);
                harmless++;
            }
            catch (VeilException fault)
            {
                Assert.True(fault.Code is "model-damaged" or "model-newer", fault.Code);
                Assert.Equal(FaultKind.BadInput, fault.Kind);
            }
        }

        // Dates, attributes and other fields of the archive that mean nothing here.
        Assert.InRange(harmless, 0, s_file.Length / 4);
    }

    [Fact]
    public void A_cut_file_is_refused_wherever_it_is_cut()
    {
        for (var length = 0; length < s_file.Length; length++)
        {
            AssertDamaged(s_file[..length]);
        }
    }

    [Fact]
    public void Bytes_after_the_end_are_refused_or_change_nothing()
    {
        foreach (var more in new[] { 1, 7, 100 })
        {
            byte[] longer = [.. s_file, .. new byte[more]];
            try
            {
                Assert.Equal(s_file, Fitting.Save(Fitting.Load(longer)));
            }
            catch (VeilException fault)
            {
                Assert.Equal("model-damaged", fault.Code);
            }
        }
    }

    [Fact]
    public void What_is_no_model_at_all_is_refused()
    {
        AssertDamaged([]);
        AssertDamaged("name,age\nAnn,3\n"u8.ToArray());
        AssertDamaged(new byte[100_000]);
        AssertDamaged("PK\u0003\u0004"u8.ToArray());
        AssertDamaged([.. Enumerable.Repeat((byte)'P', 50), .. s_file[^22..]]);
    }

    [Fact]
    public void The_message_names_the_file_and_no_content()
    {
        var fault = AssertDamaged([1, 2, 3]);

        Assert.Contains("test.veil", fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.WayOut);
    }

    [Fact]
    public void A_newer_format_asks_for_a_newer_program()
    {
        var archive = ModelArchive.Open(s_file);
        archive.Manifest = manifest => manifest["formatVersion"] = 2;

        var fault = Assert.Throws<VeilException>(() => Fitting.Load(archive.Close()));

        Assert.Equal("model-newer", fault.Code);
        Assert.Contains("model format 2", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("\"1\"")]
    [InlineData("null")]
    public void A_format_that_never_was_is_damage(string version)
    {
        var archive = ModelArchive.Open(s_file);
        archive.Manifest = manifest => manifest["formatVersion"] = JsonNode.Parse(version);

        AssertDamaged(archive.Close());
    }

    [Fact]
    public void A_method_that_nobody_knows_is_named()
    {
        var archive = ModelArchive.Open(s_file);
        archive.Change("model.json", json => json["method"] = "astrology");

        var fault = Assert.Throws<VeilException>(() => Fitting.Load(archive.Close()));

        Assert.Equal("model-method-unknown", fault.Code);
        Assert.Contains("astrology", fault.Message, StringComparison.Ordinal);
        Assert.Contains("independent", fault.WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_only_claims_to_be_a_tree_of_pairs_is_refused()
    {
        var archive = ModelArchive.Open(s_file);
        archive.Change("model.json", json => json["method"] = "mst");

        var fault = Assert.Throws<VeilException>(() => Fitting.Csv(Fitting.Load(archive.Close()), 10, 1));

        Assert.Equal((FaultKind.BadInput, "model-damaged"), (fault.Kind, fault.Code));
    }

    [Theory]
    [InlineData("readme.txt")]
    [InlineData("../x")]
    [InlineData("/etc/veil-test")]
    [InlineData("model.json")]
    public void Entries_that_the_manifest_does_not_name_are_refused(string name)
    {
        var archive = ModelArchive.Open(s_file);
        archive.Unlisted.Add((name, [1]));

        AssertDamaged(archive.Close());
    }

    [Fact]
    public void Names_that_look_like_paths_are_names_and_nothing_is_written()
    {
        var outside = Path.Combine(Path.GetTempPath(), $"veil-{Guid.NewGuid():N}");
        var archive = ModelArchive.Open(s_file);
        archive.Entries.Add($"../../../../../../../..{outside}", [1]);

        try
        {
            Fitting.Load(archive.Close());
        }
        catch (VeilException fault)
        {
            Assert.Equal("model-damaged", fault.Code);
        }

        Assert.False(File.Exists(outside));
    }

    [Theory]
    [InlineData("model.json")]
    [InlineData("schema.json")]
    [InlineData("statement.json")]
    [InlineData("arrays/00000.i64")]
    public void An_absent_entry_is_noticed(string name)
    {
        var archive = ModelArchive.Open(s_file);
        Assert.True(archive.Entries.Remove(name));

        AssertDamaged(archive.Close());
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(1L << 40)]
    [InlineData(-1)]
    public void An_entry_that_says_it_is_huge_is_refused_without_room_for_it(long length)
    {
        var archive = ModelArchive.Open(s_file);
        archive.Manifest = manifest => manifest["entries"]![0]!["length"] = length;

        AssertDamaged(archive.Close());
    }

    [Fact]
    public void An_entry_that_unfolds_beyond_measure_is_refused()
    {
        var bomb = ModelArchive.Open(s_file);
        bomb.Entries["arrays/00000.i64"] = new byte[100 << 20];
        var secretly = ModelArchive.Open(s_file);
        secretly.Entries["arrays/00000.i64"] = new byte[100 << 20];
        secretly.Manifest = manifest => manifest["entries"]![0]!["length"] = 8;
        var manifest = ModelArchive.Open(s_file);
        manifest.ManifestBytes = bytes => [.. bytes, .. Enumerable.Repeat((byte)' ', 40 << 20)];

        foreach (var file in new[] { bomb.Close(), secretly.Close(), manifest.Close() })
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            AssertDamaged(file);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 << 20);
        }
    }

    [Fact]
    public void Contents_that_do_not_fit_together_are_refused()
    {
        var changes = new Dictionary<string, Action<ModelArchive>>
        {
            ["a cell too few"] = archive => archive.Entries["arrays/00000.i64"] = archive.Entries["arrays/00000.i64"][..^8],
            ["half a count"] = archive => archive.Entries["arrays/00000.i64"] = archive.Entries["arrays/00000.i64"][..^3],
            ["unknown attribute"] = archive => archive.Change("model.json", json => json["measurements"]![0]!["attributes"]![0] = "zzz"),
            ["measurement absent"] = archive => archive.Change("model.json", json => json["measurements"]!.AsArray().RemoveAt(1)),
            ["unmeasured cell outside"] = archive => archive.Change("model.json", json => json["measurements"]![0]!["unmeasuredCell"] = 99),
            ["negative noise"] = archive => archive.Change("model.json", json => json["measurements"]![0]!["standardDeviation"] = -1),
            ["rows below zero"] = archive => archive.Change("model.json", json => json["rows"] = -5),
            ["labels twice"] = archive => archive.Change("model.json", json => json["attributes"]![0]!["labels"]![0] = json["attributes"]![0]!["labels"]![1]!.DeepClone()),
            ["attribute twice"] = archive => archive.Change("model.json", json => json["attributes"]![0]!["name"] = "age"),
            ["attribute of no column"] = archive => archive.Change("model.json", json => json["attributes"]!.AsArray().Add(
                JsonNode.Parse("""{"name":"zzz","type":"Category","missing":false,"ordered":false,"labels":["a"]}"""))),
            ["another type"] = archive => archive.Change("model.json", json => json["attributes"]![1]!["type"] = "Decimal"),
            ["column without attribute"] = archive => archive.Change("model.json", json => json["attributes"]!.AsArray().RemoveAt(1)),
            ["grid steps back"] = archive => archive.Change("model.json", json => json["attributes"]![1]!["grid"]!["step"] = -1),
            ["grid unknown"] = archive => archive.Change("model.json", json => json["attributes"]![1]!["grid"]!["kind"] = "wave"),
            ["grid of nothing"] = archive => archive.Change("model.json", json => json["attributes"]![1]!["grid"]!["count"] = 0),
            ["attributes absent"] = archive => archive.Change("model.json", json => json.Remove("attributes")),
            ["text for a number"] = archive => archive.Change("model.json", json => json["rows"] = "many"),
            ["unknown event"] = archive => archive.Change("statement.json", json => json["charges"]![0]!["event"]!["mechanism"] = "magic"),
            ["another statement"] = archive => archive.Change("statement.json", json => json["statementVersion"] = 7),
            ["no schema"] = archive => archive.Entries["schema.json"] = "[]"u8.ToArray(),
            ["no JSON"] = archive => archive.Entries["model.json"] = [0xFF, 0xFE, 0x00],
            ["JSON of an array"] = archive => archive.Entries["model.json"] = "[1,2]"u8.ToArray(),
            ["deep JSON"] = archive => archive.Entries["model.json"] = [.. Enumerable.Repeat((byte)'[', 1_000_000)],
        };
        foreach (var (what, change) in changes)
        {
            var archive = ModelArchive.Open(s_file);
            change(archive);
            var file = archive.Close();
            try
            {
                var model = Fitting.Load(file);
                Assert.Single(model.Sample(10, 1, TestContext.Current.CancellationToken));
                Assert.Fail($"{what}: the model was taken for good.");
            }
            catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
            {
                Assert.True(fault is VeilException { Code: "model-damaged" }, $"{what}: {fault}");
            }
        }
    }

    private static VeilException AssertDamaged(byte[] file)
    {
        var fault = Assert.Throws<VeilException>(() => Fitting.Load(file));
        Assert.Equal("model-damaged", fault.Code);
        return fault;
    }
}
