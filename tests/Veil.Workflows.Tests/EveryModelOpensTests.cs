using System.Globalization;
using Veil.Auditing;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Contracts;
using Veil.Workflows.Evaluating;
using Veil.Workflows.Files;
using Veil.Workflows.Sampling;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests;

/// <summary>
/// Whatever a small table holds of which nothing is declared, and whatever method learns it: the model that is paid for can be saved
/// and opened, and its rows can be written, read with its schema, and evaluated. A table has its own noise, the same in every run.
/// </summary>
public sealed class EveryModelOpensTests : IDisposable
{
    private static readonly string[] s_words = ["Ashby", "Borough", "Crewe", "Zürich", "😀", "two words", "\"a,b\"", "NA"];

    private static readonly Func<Random, int, string>[] s_kinds =
    [
        (random, _) => Text(random.Next(90)),
        (random, _) => Text(random.Next(-5, 5) * 1_000_000),
        (_, row) => Text(row + 1),
        (_, row) => Text(row + 1).PadLeft(7, '0'),
        (_, row) => $"P{row}",
        (random, _) => (random.NextDouble() * 100).ToString("F2", CultureInfo.InvariantCulture),
        (random, _) => Math.Exp(random.NextDouble() * 40).ToString("R", CultureInfo.InvariantCulture),
        (random, _) => random.NextInt64(long.MaxValue).ToString(CultureInfo.InvariantCulture),
        (random, _) => $"\"${random.Next(1, 999)},{random.Next(1000):000}.{random.Next(100):00}\"",
        (random, _) => $"{random.Next(101)}%",
        (random, _) => random.Next(2) == 0 ? "yes" : "no",
        (random, _) => Text(random.Next(2)),
        (random, _) => s_words[random.Next(s_words.Length)],
        (random, _) => Moment(random, "yyyy-MM-dd"),
        (random, _) => Moment(random, "dd.MM.yyyy"),
        (random, _) => Moment(random, "MM/dd/yy"),
        (random, _) => Moment(random, "yyyy-MM-ddTHH:mm"),
        (random, _) => Moment(random, "yyyy-MM-dd HH:mm:ss.fff"),
        (random, _) => Moment(random, "HH:mm"),
        (random, _) => Moment(random, "yyyy"),
        (_, _) => "same",
        (_, _) => "7",
        (_, _) => "",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("veil-opens-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Seeds), 1, 12)]
    public void Of_a_random_table(int seed) => CheckAll(Random(seed), method => !method.ChecksFeasibility, seed);

    [Theory]
    [MemberData(nameof(Seeds), 13, 50)]
    [Slow]
    public void Of_many_random_tables(int seed) => CheckAll(Random(seed), method => !method.ChecksFeasibility, seed);

    [Theory]
    [MemberData(nameof(Seeds), 1, 12)]
    [Slow]
    public void Of_a_random_table_that_a_network_learns(int seed) => CheckAll(Random(seed), method => method.ChecksFeasibility, seed);

    [Fact]
    public void Of_ids_up_to_500() => CheckAll(Jobs.Csv("id,k", 500, (row, random) => $"{row + 1},{random.Next(5)}"), method => !method.ChecksFeasibility);

    [Fact]
    public void Of_minutes() =>
        CheckAll(Jobs.Csv("at", 300, (_, random) => Moment(random, "yyyy-MM-ddTHH:mm")), method => !method.ChecksFeasibility);

    public static TheoryData<int> Seeds(int first, int last) => [.. Enumerable.Range(first, last - first + 1)];

    private static string Random(int seed)
    {
        var shape = new Random(seed);
        var rows = shape.Next(30, 401);
        var columns = Enumerable.Range(0, shape.Next(1, 6)).Select(_ => (Kind: s_kinds[shape.Next(s_kinds.Length)], Missing: shape.Next(3) * 0.2)).ToList();
        return Jobs.Csv(
            string.Join(",", columns.Select((_, i) => $"c{i}")),
            rows,
            (row, random) => string.Join(",", columns.Select(column => random.NextDouble() < column.Missing ? "\"\"" : column.Kind(random, row) is "" ? "\"\"" : column.Kind(random, row))),
            seed);
    }

    private void CheckAll(string csv, Func<SynthesizerInfo, bool> chosen, int noise = 1)
    {
        var faults = new List<string>();
        foreach (var method in SynthesizerCatalog.All.Select(method => method.Info).Where(method => method.ReadsData && chosen(method)))
        {
            try
            {
                Check(csv, method, noise);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                faults.Add($"{method.Name}: {fault}");
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    private void Check(string csv, SynthesizerInfo method, int noise)
    {
        var (model, rows) = (Path.Combine(_folder.FullName, method.Name + ".veil"), Path.Combine(_folder.FullName, method.Name + ".csv"));
        var learnt = new TrainJob().Run(
            new TrainRequest
            {
                Input = Jobs.Source(csv, Jobs.WithHeader),

                // Networks refuse a budget of which so few rows teach them nothing.
                Privacy = method.ChecksFeasibility
                    ? new PrivacyRequest { Epsilon = 1000, LargestEpsilon = 1000, AcceptedBecause = "a test that looks at files, not at privacy" }
                    : Jobs.Epsilon(1),
                Method = method.Name,
                Options = method.Options.Has("epochs") ? new Dictionary<string, string> { ["epochs"] = "1" } : new Dictionary<string, string>(),
                Output = ByteOutput.ToFile(model),
                Noise = RepeatableNoise.Of((ulong)noise),
            },
            null,
            TestContext.Current.CancellationToken).Model;
        new SampleJob().Run(
            new SampleRequest { Model = ModelSource.FromFile(model), Output = Jobs.ToFile(rows), Rows = 60, Seed = 1 }, null, TestContext.Current.CancellationToken);

        // A table of keys alone has no column that is read.
        var back = Jobs.Read(File.ReadAllText(rows), learnt.OutputSchema);
        Assert.Equal(60, back.Columns.Count == 0 ? 60 : back.RowCount);
        var found = new EvaluateJob().Run(
            new EvaluateRequest
            {
                Real = Jobs.Source(csv, Jobs.WithHeader),
                Synthetic = new CsvSource(ByteInput.FromFile(rows), Jobs.WithHeader),
            },
            null,
            TestContext.Current.CancellationToken);
        Assert.NotEmpty(found.Result.Findings);
    }

    private static string Moment(Random random, string form) =>
        new DateTime(2024, 1, 31, 10, 20, 0).AddMinutes(-random.Next(3_000_000)).ToString(form, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
