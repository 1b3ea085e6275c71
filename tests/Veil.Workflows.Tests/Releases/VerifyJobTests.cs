using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Veil.Data.Errors;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Models;
using Veil.Workflows.Releases;

namespace Veil.Workflows.Tests.Releases;

/// <summary>A verification finds whatever was changed, and says what it looked at.</summary>
public sealed class VerifyJobTests : ReleaseDesk
{
    [Fact]
    public void A_signed_bundle_passes_every_check()
    {
        var (secret, open) = Keys();

        var verified = Verify(Bundle(secret, withModel: true), open);

        Assert.All(verified.Points, point => Assert.Equal(CheckState.Passed, point.State));
        Assert.Equal(
            [
                "archive", "manifest", "README.html", "synthetic.csv", "schema.json", "statement.json", "statement.md", "model.report.html",
                "croissant.json", "registry.json", "signature", "statement", "charges", "guarantee", "rows", "columns",
            ],
            verified.Points.Select(point => point.Subject));
    }

    [Fact]
    public void A_bundle_is_verified_wherever_it_is()
    {
        var (secret, open) = Keys();
        var elsewhere = Directory.CreateTempSubdirectory("veil-elsewhere-");
        try
        {
            var (bundle, key) = (Path.Combine(elsewhere.FullName, "b.zip"), Path.Combine(elsewhere.FullName, "k.pem"));
            File.Move(Bundle(secret), bundle);
            File.Move(open, key);

            Assert.True(Verify(bundle, key).IsGood);
            Assert.Equal([bundle, key], Directory.GetFileSystemEntries(elsewhere.FullName).Order(StringComparer.Ordinal));
        }
        finally
        {
            elsewhere.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_flipped_byte_is_found(bool isSigned) => FindFlips(isSigned, 100);

    [Theory]
    [Slow]
    [InlineData(false)]
    [InlineData(true)]
    public void A_thousand_flipped_bytes_are_found(bool isSigned) => FindFlips(isSigned, 1000);

    [Fact]
    public void A_flipped_byte_between_the_files_is_found()
    {
        var bundle = Bundle();
        var bytes = File.ReadAllBytes(bundle);
        var files = FilesOf(bundle);
        var contents = files.Select(file => bytes.AsSpan().IndexOf(file.Content.Span)).Zip(files, (at, file) => (at, at + file.Content.Length)).ToList();
        var between = Enumerable.Range(0, bytes.Length).Where(at => contents.TrueForAll(part => at < part.at || at >= part.Item2)).ToList();

        // Headers, names, the directory and its end: bytes that no hash covers.
        Assert.InRange(between.Count, 700, 1500);
        Assert.All(between.Where((_, i) => i % 7 == 0 || i > between.Count - 30), at => AssertFound(bytes, at, 1));
    }

    [Fact]
    public void A_byte_more_or_less_is_found()
    {
        var bytes = File.ReadAllBytes(Bundle());

        Assert.Equal(["archive"], Failures(Verify(Write("b.zip", [.. bytes, 0]))));
        Assert.Equal(["archive"], Failures(Verify(Write("b.zip", [0, .. bytes]))));
        Assert.Equal(["archive"], Failures(Verify(Write("b.zip", bytes[..^1]))));
        Assert.Equal(["archive"], Failures(Verify(Write("b.zip", bytes[1..]))));
    }

    [Fact]
    public void A_signature_of_another_key_does_not_pass()
    {
        var (secret, open) = Keys();
        var (_, other) = Keys("other");
        var bundle = Bundle(secret);

        Assert.Equal(["signature"], Failures(Verify(bundle, other)));
        Assert.Equal(CheckState.NotChecked, Verify(bundle).Points.Single(point => point.Subject == "signature").State);

        // Signed again by somebody else, who says to be the first.
        var files = FilesOf(bundle);
        using var forger = SigningKey.LoadPrivate(Path.ChangeExtension(In("other.pem"), ".pem"));
        var forged = forger.Sign(files[^2].Content.Span);
        files[^1] = new BundleFile(BundleNames.Signature, forged);
        Assert.Equal(["signature"], Failures(Verify(Write("forged.zip", BundleZip.Write(files)), open)));
    }

    [Fact]
    public void A_signature_can_neither_be_left_out_nor_be_added()
    {
        var (secret, open) = Keys();
        var signed = FilesOf(Bundle(secret));
        var stripped = Write("stripped.zip", BundleZip.Write(signed[..^1]));

        Assert.Equal(["signature"], Failures(Verify(stripped)));
        Assert.Equal(["signature"], Failures(Verify(stripped, open)));

        var unsigned = FilesOf(Bundle());
        Assert.Equal(["signature"], Failures(Verify(In("people.zip"), open)));
        Assert.Equal(["signature"], Failures(Verify(Write("added.zip", BundleZip.Write([.. unsigned, signed[^1]])))));
    }

    [Fact]
    public void Files_that_are_missing_added_or_elsewhere_are_found()
    {
        var files = FilesOf(Bundle());
        for (var i = 0; i < files.Count; i++)
        {
            Assert.Contains("archive", Failures(Verify(Write("b.zip", BundleZip.Write([.. files[..i], .. files[(i + 1)..]])))));
        }

        Assert.Equal(["archive"], Failures(Verify(Write("b.zip", BundleZip.Write([.. files, new BundleFile("more.txt", new byte[3])])))));
        Assert.Equal(["archive"], Failures(Verify(Write("b.zip", BundleZip.Write([.. files, new BundleFile("../evil.sh", new byte[3])])))));
        Assert.Equal(["archive"], Failures(Verify(Write("b.zip", BundleZip.Write([.. files, files[0]])))));
        Assert.Contains("archive", Failures(Verify(Write("b.zip", BundleZip.Write([files[1], files[0], .. files[2..]])))));

        // A file that a bundle may have, and that this one's manifest does not list.
        var report = new BundleFile(BundleNames.Report, new byte[3]);
        var at = files.FindIndex(file => file.Name == BundleNames.Card);
        Assert.Equal(["manifest"], Failures(Verify(Write("b.zip", BundleZip.Write([.. files[..at], report, .. files[at..]])))));
    }

    [Fact]
    public void A_bundle_made_anew_about_other_rows_is_found_by_what_it_says()
    {
        var files = FilesOf(Bundle());
        var data = files.FindIndex(file => file.Name == BundleNames.Data);
        var text = Encoding.UTF8.GetString(files[data].Content.Span);
        files[data] = new BundleFile(BundleNames.Data, Encoding.UTF8.GetBytes(text + "1,Ashby,k\n"));

        Assert.Equal(["synthetic.csv", "rows"], Failures(Verify(Write("b.zip", BundleZip.Write(files)))));
        Assert.Equal(["rows"], Failures(Verify(Write("b.zip", BundleZip.Write(Listed(files))))));
    }

    [Fact]
    public void A_statement_of_research_in_a_bundle_is_found()
    {
        var files = FilesOf(Bundle());
        var at = files.FindIndex(file => file.Name == BundleNames.Statement);
        files[at] = new BundleFile(BundleNames.Statement, Json(Sampled with { IsResearch = true }));

        Assert.Equal(["statement"], Failures(Verify(Write("b.zip", BundleZip.Write(Listed(files))))));
    }

    [Fact]
    public void What_is_no_bundle_fails_and_is_not_unpacked()
    {
        using (var zip = ZipFile.Open(In("bomb.zip"), ZipArchiveMode.Create))
        {
            using var entry = zip.CreateEntry(BundleNames.Data, CompressionLevel.SmallestSize).Open();
            entry.Write(new byte[50_000_000]);
        }

        Assert.InRange(new FileInfo(In("bomb.zip")).Length, 1, 100_000);
        Assert.Equal(["archive"], Failures(Verify(In("bomb.zip"))));
        Assert.Equal(["archive"], Failures(Verify(Write("text.zip", "a,b\n1,2\n"u8.ToArray()))));
        Assert.Equal(["archive"], Failures(Verify(Write("empty.zip", []))));
        Assert.Equal(["archive"], Failures(Verify(Write("hollow.zip", BundleZip.Write([])))));
        Assert.Equal("release-unreadable", Assert.Throws<VeilException>(() => Verify(In("absent.zip"))).Code);
    }

    [Fact]
    public void A_single_statement_is_recomputed()
    {
        Draw();

        var verified = Verify(In("people.privacy.json"));

        Assert.True(verified.IsGood);
        Assert.Equal(["statement", "charges", "guarantee", "signature"], verified.Points.Select(point => point.Subject));
        Assert.Equal(CheckState.NotChecked, verified.Points[^1].State);
    }

    [Theory]
    [InlineData(100)]
    public void A_flipped_byte_of_a_statement_is_found(int flips) => FindFlipsOfStatement(flips);

    [Theory]
    [Slow]
    [InlineData(1000)]
    public void A_thousand_flipped_bytes_of_a_statement_are_found(int flips) => FindFlipsOfStatement(flips);

    [Fact]
    public void A_statement_that_was_changed_on_purpose_is_found_by_its_charges()
    {
        var guarantee = Sampled.Guarantee!;
        var noisy = Sampled.Charges.Select(charge => charge.Event is GaussianEvent gaussian
            ? charge with { Event = new GaussianEvent(gaussian.Sigma / 2, gaussian.L2Sensitivity, gaussian.IsRounded) }
            : charge);

        Assert.Equal(
            ["guarantee"],
            FailuresOf(Sampled with { Guarantee = new(guarantee.Epsilon * 0.9, guarantee.Delta, guarantee.Unit, guarantee.Neighbours) }));
        Assert.Equal(
            ["guarantee"],
            FailuresOf(Sampled with { Guarantee = new(guarantee.Epsilon, guarantee.Delta / 2, guarantee.Unit, guarantee.Neighbours) }));
        Assert.Equal(["charges", "guarantee"], FailuresOf(Sampled with { Charges = [.. noisy] }));
        Assert.Equal(["charges"], FailuresOf(Sampled with { Charges = Sampled.Charges[1..] }));
        Assert.Equal(["charges"], FailuresOf(Sampled with { Spent = Sampled.Spent / 2 }));
        Assert.Equal(["guarantee"], FailuresOf(Sampled with { Guarantee = null, Rule = null }));
    }

    [Fact]
    public void A_statement_cannot_claim_another_mode_than_its_facts_have()
    {
        var text = Encoding.UTF8.GetString(Json(Sampled with { SecureNoise = false }));
        var claimed = text.Replace("\"mode\": \"research\"", "\"mode\": \"release\"", StringComparison.Ordinal);

        Assert.Equal(["statement"], Failures(Verify(Write("s.json", Sealed(claimed)))));
        Assert.True(Verify(Write("s.json", Sealed(text))).IsGood);
    }

    [Fact]
    public void A_statement_without_its_hash_was_changed() =>
        Assert.Equal(["statement"], Failures(Verify(Write("s.json", Encoding.UTF8.GetBytes(Unsealed(Encoding.UTF8.GetString(Json(Sampled))))))));

    [Fact]
    public void A_statement_without_a_guarantee_has_nothing_to_check()
    {
        var verified = Verify(Write("s.json", Json(Sampled with { IsResearch = true })));

        Assert.True(verified.IsGood);
        Assert.Equal(CheckState.NotChecked, verified.Points.Single(point => point.Subject == "guarantee").State);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"statementVersion": 99}""")]
    [InlineData("""{"statementVersion": 1, "mode": 3}""")]
    [InlineData("""{"sha256": 1}""")]
    public void What_is_no_statement_fails(string json) =>
        Assert.Equal(["statement"], Failures(Verify(Write("s.json", Encoding.UTF8.GetBytes(json)))));

    private static PrivacyStatement Sampled { get; } = Model.Statement with { Sample = new StatedSample(60, 5) };

    private static byte[] Json(PrivacyStatement statement)
    {
        using var stream = new MemoryStream();
        StatementJson.Write(statement, stream);
        return stream.ToArray();
    }

    private static string Unsealed(string json)
    {
        var at = json.LastIndexOf(",\n", StringComparison.Ordinal);
        return json[..at] + "\n}";
    }

    // A changed statement with the hash that it would have been written with.
    private static byte[] Sealed(string json)
    {
        var facts = Unsealed(json);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)));
        return Encoding.UTF8.GetBytes($"{facts[..^2]},\n  \"sha256\": \"{hash}\"\n}}");
    }

    // The manifest of changed files, as whoever changes an unsigned bundle would write it.
    private static List<BundleFile> Listed(List<BundleFile> files)
    {
        var listed = files.Where(file => BundleNames.IsListed(file.Name)).ToList();
        var manifest = BundleManifest.Of(listed, PrivacyStatement.CurrentProgram, Day, null).Write();
        return [.. listed, new BundleFile(BundleNames.Manifest, manifest)];
    }

    private string[] FailuresOf(PrivacyStatement statement) => Failures(Verify(Write("s.json", Json(statement))));

    private void FindFlips(bool isSigned, int count)
    {
        var (secret, open) = Keys();
        var bytes = File.ReadAllBytes(Bundle(isSigned ? secret : null));
        var random = new Random(count);
        for (var i = 0; i < count; i++)
        {
            AssertFound(bytes, random.Next(bytes.Length), (byte)random.Next(1, 256), isSigned ? open : null);
        }
    }

    private void FindFlipsOfStatement(int count)
    {
        Draw();
        var bytes = File.ReadAllBytes(In("people.privacy.json"));
        var random = new Random(count);
        for (var i = 0; i < count; i++)
        {
            AssertFound(bytes, random.Next(bytes.Length), (byte)random.Next(1, 256));
        }
    }

    private void AssertFound(byte[] bytes, int at, byte change, string? key = null)
    {
        bytes[at] ^= change;
        Assert.False(Verify(Write("flipped", bytes), key).IsGood, $"The change {change} at {at} of {bytes.Length} was not found.");
        bytes[at] ^= change;
    }
}
