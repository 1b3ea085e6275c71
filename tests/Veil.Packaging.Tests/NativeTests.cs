using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Veil.Packaging.Tests;

/// <summary>The program as one native file: nothing that it needs was trimmed away, and it starts at once.</summary>
[Slow]
[Collection("Builds")]
public sealed class NativeTests : IDisposable
{
    // It takes half of it.
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("veil-native-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void One_file_starts_at_once_and_synthesizes_evaluates_trains_and_reports()
    {
        Assert.SkipWhen(OperatingSystem.IsLinux() && !HasLinker(), "There is no C compiler here, which links a native program.");
        var dist = Path.Combine(_folder, "dist");
        Repository.Run(
            Repository.Root, "dotnet", "publish", Path.Combine("src", "Veil.Cli"), "-c", Repository.Configuration, "-r", RuntimeInformation.RuntimeIdentifier, "-o", dist);
        var veil = Path.Combine(dist, OperatingSystem.IsWindows() ? "veil.exe" : "veil");

        // The shortest of some starts: a machine that is busy with other tests makes a person wait.
        Assert.InRange(Enumerable.Range(0, 5).Min(_ => TimeOfHelp(veil)), TimeSpan.Zero, s_start);
        var (people, schema) = (Repository.Sample("people.csv"), Repository.Sample("people.schema.json"));
        Veil("synth", people, "-s", schema, "-m", "mst", "--epsilon", "1", "-o", "mst.csv");
        Veil("train", people, "-s", schema, "-m", "ctgan", "--epsilon", "10", "--epochs", "1", "-o", "ctgan.veil");
        Veil("sample", "ctgan.veil", "-n", "1000", "-o", "ctgan.csv");
        Veil("train", people, "-s", schema, "-m", "mst", "--epsilon", "1", "-o", "mst.veil");
        Veil("model", "report", "mst.veil", "-o", "model.html");
        Veil("evaluate", "ctgan.csv", "--real", people, "-s", schema, "--report", "evaluation.html", "--json", "numbers.json");

        Assert.Equal(20_001, File.ReadLines(Path.Combine(_folder, "mst.csv")).Count());
        Assert.Equal(1001, File.ReadLines(Path.Combine(_folder, "ctgan.csv")).Count());
        Assert.Contains("vega", File.ReadAllText(Path.Combine(_folder, "model.html")), StringComparison.Ordinal);
        Assert.Contains("vega", File.ReadAllText(Path.Combine(_folder, "evaluation.html")), StringComparison.Ordinal);

        void Veil(params string[] args) => Repository.Run(_folder, veil, args);
    }

    private static TimeSpan TimeOfHelp(string veil)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(veil, "--help") { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return watch.Elapsed;
    }

    private static bool HasLinker() =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "clang")) || File.Exists(Path.Combine(folder, "gcc")));
}
