using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Veil.Acceptance.Tests;

/// <summary>Model files that were damaged on their way.</summary>
public sealed class ModelFileTests : VeilProcess, IClassFixture<ModelFileTests.Trained>
{
    public ModelFileTests(Trained trained) => File.WriteAllBytes(PathOf("m.veil"), trained.Model);

    [Fact]
    public void First_byte() => Damage(bytes => Flip(bytes, 0));

    [Fact]
    public void Manifest() => Damage(bytes => Flip(bytes, Inside(bytes, "manifest.json")));

    [Fact]
    public void Schema_entry() => Damage(bytes => Flip(bytes, Inside(bytes, "schema.json")));

    [Fact]
    public void Statement_entry() => Damage(bytes => Flip(bytes, Inside(bytes, "statement.json")));

    [Fact]
    public void Counts()
    {
        using var zip = ZipFile.OpenRead(PathOf("m.veil"));
        var array = zip.Entries.First(entry => !entry.FullName.EndsWith(".json", StringComparison.Ordinal)).FullName;

        Damage(bytes => Flip(bytes, Inside(bytes, array)));
    }

    [Fact]
    public void Last_byte() => Damage(bytes => Flip(bytes, bytes.Length - 1));

    [Fact]
    public void Cut_in_the_middle() => Damage(bytes => bytes[..(bytes.Length / 2)]);

    [Fact]
    public void Cut_by_one_byte() => Damage(bytes => bytes[..^1]);

    [Fact]
    public void Empty() => Damage(_ => []);

    [Fact]
    public void Something_else() => Damage(_ => Encoding.UTF8.GetBytes("age,town\n"));

    [Fact]
    public void A_newer_version()
    {
        using (var zip = ZipFile.Open(PathOf("m.veil"), ZipArchiveMode.Update))
        {
            var entry = zip.GetEntry("manifest.json")!;
            string manifest;
            using (var reader = new StreamReader(entry.Open()))
            {
                manifest = reader.ReadToEnd().Replace("\"formatVersion\": 1", "\"formatVersion\": 99", StringComparison.Ordinal).Replace("\"formatVersion\":1", "\"formatVersion\":99", StringComparison.Ordinal);
            }

            entry.Delete();
            using var changed = zip.CreateEntry("manifest.json").Open();
            changed.Write(Encoding.UTF8.GetBytes(manifest));
            zip.Comment = zip.Comment[..^64] + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest)));
        }

        Run("sample", "m.veil", "-n", "3", "-o", "out.csv").AssertFault(3, "model-newer", "'m.veil'");
    }

    [Fact]
    public void A_folder_or_nothing_is_no_model()
    {
        Run("sample", Folder, "-n", "3").AssertFault(3, "model-unreadable", Folder);
        Run("model", "show", "absent.veil").AssertFault(3, "model-unreadable", "'absent.veil'");
    }

    private void Damage(Func<byte[], byte[]> damage)
    {
        var files = Files;
        File.WriteAllBytes(PathOf("m.veil"), damage(File.ReadAllBytes(PathOf("m.veil"))));
        Run("sample", "m.veil", "-n", "3", "-o", "out.csv").AssertFault(3, "model-damaged", "'m.veil'");
        Run("model", "show", "m.veil").AssertFault(3, "model-damaged", "'m.veil'");
        Assert.Equal(files, Files);
    }

    // A byte of the packed content that follows the name in an entry's own header.
    private static int Inside(byte[] bytes, string entry) => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(entry)) + entry.Length + 12;

    private static byte[] Flip(byte[] bytes, int at)
    {
        bytes[at] ^= 0xFF;
        return bytes;
    }

    /// <summary>One model, which every test damages a copy of.</summary>
    public sealed class Trained : VeilProcess
    {
        public Trained()
        {
            Write("t.csv", TableText(200));
            Write("s.json", Schema);
            Assert.Equal(0, Run("train", "t.csv", "-s", "s.json", "--epsilon", "1", "-o", "m.veil", "-q").Exit);
            Model = File.ReadAllBytes(PathOf("m.veil"));
        }

        public byte[] Model { get; }
    }
}
