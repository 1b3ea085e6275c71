using System.Globalization;
using System.Text.Json;
using System.Text;
using Veil.Data.Tables;
using Veil.Evaluation.Fidelity;

namespace Veil.Evaluation.Tests.Fidelity;

/// <summary>The measures against those of an independent program (numpy, scipy) on the same files.</summary>
public sealed class ReferenceAgreementTests
{
    [Theory]
    [InlineData("adult", "adult__mst__eps1__s0")]
    [InlineData("adult", "adult__ds_corr_k1_memo__eps1__s0")]
    [InlineData("compas", "compas__ds_indep__eps0.1__s0")]
    [InlineData("compas", "compas__aim_fast__eps1__s0")]
    public void Measures_agree_with_the_reference(string data, string run)
    {
        var shared = SharedFolder();
        Assert.SkipWhen(shared is null, "The reference measurements are not on this machine (set VEIL_SHARED).");
        var numeric = Numeric(Path.Combine(shared, "data", $"{data}.schema.json"));
        var real = Read(Path.Combine(shared, "data", $"{data}_train.csv"), numeric);
        var synthetic = Read(Path.Combine(shared, "reference", "synthetic", $"{run}.csv"), numeric);
        var (tv1, tv1Max, ks) = Reference(Path.Combine(shared, "reference", "results.json"), run);

        var cancellation = TestContext.Current.CancellationToken;
        var variation = OneWayTotalVariation.Measure(real, synthetic, cancellation);

        Assert.Equal(tv1, variation.Mean!.Value, 1e-4);
        Assert.Equal(tv1Max, variation.Maximum!.Value, 1e-4);
        Assert.Equal(ks, KolmogorovSmirnov.Measure(real, synthetic, cancellation).Mean!.Value, 1e-4);
    }

    private static string? SharedFolder()
    {
        var named = Environment.GetEnvironmentVariable("VEIL_SHARED");
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Veil.slnx")))
        {
            root = root.Parent;
        }

        var folder = named ?? Path.Combine(root?.Parent?.FullName ?? "", "shared");
        return Directory.Exists(Path.Combine(folder, "reference", "synthetic")) ? folder : null;
    }

    private static HashSet<string> Numeric(string path)
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(path));
        return [.. schema.RootElement.GetProperty("numeric").EnumerateArray().Select(name => name.GetString()!)];
    }

    private static (double Tv1, double Tv1Max, double Ks) Reference(string path, string run)
    {
        using var results = JsonDocument.Parse(File.ReadAllText(path));
        var row = results.RootElement.GetProperty("runs").EnumerateArray().First(r => r.GetProperty("file").GetString() == run);
        return (row.GetProperty("tv1").GetDouble(), row.GetProperty("tv1_max").GetDouble(), row.GetProperty("ks").GetDouble());
    }

    /// <summary>A table out of a file without quotes. Labels such as 1.0 are read as 1, as the reference does.</summary>
    private static Table Read(string path, HashSet<string> numeric)
    {
        var lines = File.ReadAllLines(path);
        var rows = lines.Skip(1).Select(line => line.Split(',')).ToList();
        return new Table([.. lines[0].Split(',').Select((name, c) => numeric.Contains(name)
            ? (Column)new DecimalColumn(name, [.. rows.Select(row => Number(row[c]))])
            : Labels(name, rows.Select(row => row[c])))]);
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;

    private static LabelColumn Labels(string name, IEnumerable<string> texts)
    {
        var labels = new LabelPoolBuilder();
        var codes = texts.Select(text => text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text)
            .Select(text => text.Length == 0 ? LabelColumn.Missing : labels.GetOrAdd(Encoding.UTF8.GetBytes(text)))
            .ToArray();
        return new LabelColumn(name, codes, labels.Build(), ColumnType.Category);
    }
}
