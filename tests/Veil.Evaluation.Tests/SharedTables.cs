using System.Globalization;
using System.Text;
using System.Text.Json;
using Veil.Data.Tables;

namespace Veil.Evaluation.Tests;

/// <summary>Real tables, synthetic ones and the figures of an independent program, which not every machine has.</summary>
internal sealed class SharedTables
{
    private readonly string _folder;

    private SharedTables(string folder) => _folder = folder;

    /// <summary>The tables; skips the test where there are none.</summary>
    public static SharedTables OrSkip()
    {
        var named = Environment.GetEnvironmentVariable("VEIL_SHARED");
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Veil.slnx")))
        {
            root = root.Parent;
        }

        var folder = named ?? Path.Combine(root?.Parent?.FullName ?? "", "shared");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(folder, "reference", "synthetic")),
            "The reference measurements are not on this machine (set VEIL_SHARED).");
        return new SharedTables(folder);
    }

    /// <summary>A real table: train or holdout.</summary>
    public Table Real(string data, string part = "train") =>
        Read(Path.Combine(_folder, "data", $"{data}_{part}.csv"), Numeric(data));

    /// <summary>What a run made; its name begins with the table's.</summary>
    public Table Synthetic(string run) =>
        Read(Path.Combine(_folder, "reference", "synthetic", $"{run}.csv"), Numeric(run.Split("__")[0]));

    /// <summary>The column of a real table that is to be predicted.</summary>
    public string Target(string data) => Parse("data", $"{data}.schema.json").GetProperty("target").GetString()!;

    /// <summary>A figure of a run.</summary>
    public double Figure(string run, string name) => Parse("reference", "results.json").GetProperty("runs")
        .EnumerateArray().First(row => row.GetProperty("file").GetString() == run).GetProperty(name).GetDouble();

    private JsonElement Parse(params string[] path) =>
        JsonElement.Parse(File.ReadAllText(Path.Combine([_folder, .. path])));

    private HashSet<string> Numeric(string data) =>
        [.. Parse("data", $"{data}.schema.json").GetProperty("numeric").EnumerateArray().Select(name => name.GetString()!)];

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
