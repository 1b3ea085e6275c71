using System.IO.Compression;
using System.Text.RegularExpressions;
using Veil.Tests;

namespace Veil.Cli.Tests;

/// <summary>
/// All that commands say about two thousand people of the sample, word for word. Where it changes on purpose, the difference is
/// read and the received text approved.
/// </summary>
public sealed partial class GoldenTests : Workplace
{
    private static readonly string s_samples = Path.Combine(AppContext.BaseDirectory, "samples");

    private readonly string _people;
    private readonly string _schema = Path.Combine(s_samples, "people.schema.json");

    public GoldenTests() => _people = Write(
        "sample.csv", string.Concat(File.ReadLines(Path.Combine(s_samples, "people.csv")).Take(2001).Select(line => line + "\n")));

    [Fact]
    public void Inspect() => Approval.Verify(Said("inspect", _people, "--header"));

    [Fact]
    public void Plan() => Approval.Verify(Said("plan", "-s", _schema, "--epsilon", "1"));

    [Fact]
    public void Synth()
    {
        var said = Said(["synth", _people, "-s", _schema, "-m", "independent", .. Repeatable, "--seed", "1", "-o", PathOf("out.csv")]);

        Approval.Verify(string.Join('\n', [said, .. Directory.GetFiles(Path.GetDirectoryName(_people)!, "out*").Order(StringComparer.Ordinal).Select(Beginning)]));
    }

    [Fact]
    public void Model_show()
    {
        Said(["train", _people, "-s", _schema, "-m", "mst", .. Repeatable, "-o", PathOf("model.veil")]);

        Approval.Verify(Said("model", "show", PathOf("model.research.veil")));
    }

    [Fact]
    public void Evaluate()
    {
        var lines = File.ReadAllLines(_people);
        var (real, other) = (Write("real.csv", Lines(i => i % 2 == 0)), Write("other.csv", Lines(i => i % 2 == 1)));

        Approval.Verify(Said("evaluate", other, "--real", real, "-s", _schema, "--seed", "1"));

        string Lines(Func<int, bool> takes) => string.Concat(lines.Where((_, i) => i == 0 || takes(i)).Take(601).Select(line => line + "\n"));
    }

    [Fact]
    public void Release()
    {
        var (data, bundle, key) = (PathOf("drawn.csv"), PathOf("people.zip"), PathOf("release.pem"));
        Said("train", _people, "-s", _schema, "-m", "independent", "--epsilon", "1", "-o", PathOf("model.veil"));
        Said("sample", PathOf("model.veil"), "-n", "30", "--seed", "1", "-o", data);
        var said = new List<string> { Said("keygen", "-o", key) };
        said.Add(Said(
            "release", data, "--model", PathOf("model.veil"), "-o", bundle, "--key", key, "--title", "People of the register", "--description",
            "One row for each person.", "--curator", "The register", "--contact", "data@example.org", "--license",
            "https://creativecommons.org/licenses/by/4.0/", "--intended-use", "Tests of software."));
        said.Add(Said("verify", bundle, "--key", PathOf("release.pub.pem")));
        using var zip = ZipFile.OpenRead(bundle);
        foreach (var name in new[] { "manifest.json", "croissant.json", "registry.json" })
        {
            using var reader = new StreamReader(zip.GetEntry(name)!.Open());
            said.Add($"{name}:\n{Scrub(reader.ReadToEnd())}\n");
        }

        // The day, and the rows, which come of noise.
        Approval.Verify(Sizes().Replace(Hashes().Replace(Days().Replace(string.Join('\n', said), "DAY"), "HASH"), "SIZE"));
    }

    private static string[] Repeatable => ["--epsilon", "1", "--research", "--noise-seed", "1"];

    private string Said(params string[] args)
    {
        var run = Run(args);
        Assert.Equal(0, run.Exit);
        return Scrub(run.Error + run.Output);
    }

    private string Beginning(string path) =>
        $"\n{Path.GetFileName(path)}:\n" + Scrub(string.Join('\n', File.ReadLines(path).Take(path.EndsWith(".csv", StringComparison.Ordinal) ? 11 : 60)));

    // Folders, times and versions differ from run to run.
    private string Scrub(string text)
    {
        text = text.Replace(Path.GetDirectoryName(_people)! + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        text = Times().Replace(text, "TIME s");
        text = Runs().Replace(text, "RUN");
        return Versions().Replace(text, "VERSION");
    }

    [GeneratedRegex(@"\b\d+\.\d\d s\b")]
    private static partial Regex Times();

    [GeneratedRegex(@"\b[0-9a-f]{32}\b")]
    private static partial Regex Runs();

    [GeneratedRegex(@"\b[0-9a-f]{64}\b|\b[0-9a-f]{16}(?=…)")]
    private static partial Regex Hashes();

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\d\b")]
    private static partial Regex Days();

    [GeneratedRegex(@"\b[\d.]+ (?:kB|MB)(?=[,.])|(?<=""bytes"":)\d+|\b\d+(?= B"")")]
    private static partial Regex Sizes();

    [GeneratedRegex(@"(?<=Veil |\.NET )\d+\.\d+\.\d+")]
    private static partial Regex Versions();
}
