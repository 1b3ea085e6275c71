using Veil.Auditing;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation;
using Veil.Evaluation.Results;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests;

/// <summary>
/// How near single columns come, on real and on sample tables: so that a change which makes results worse is noticed.
/// The noise has fixed seeds, so these tests never waver; where nothing is declared, thresholds leave many times what runs differ by.
/// </summary>
public sealed class QualityTests
{
    private static readonly string s_root = FindRoot();

    [Slow]
    [Theory]
    [InlineData(1, true, 0.006, 0.02)]
    [InlineData(1, false, 0.02, 0.05)]
    [InlineData(0.1, true, 0.034, 0.1)]
    public void Adult_comes_near(double epsilon, bool isDeclared, double totalVariation, double kolmogorovSmirnov)
    {
        var shared = Environment.GetEnvironmentVariable("VEIL_SHARED")
            ?? Path.Combine(Directory.GetParent(s_root)?.FullName ?? s_root, "shared");
        var table = Path.Combine(shared, "data", "adult_train.csv");
        Assert.SkipUnless(File.Exists(table), "The real tables are not on this machine (set VEIL_SHARED).");

        AssertNear(table, Path.Combine(s_root, "samples", "schemas", "adult.schema.json"), epsilon, isDeclared, totalVariation, kolmogorovSmirnov);
    }

    [Theory]
    [InlineData(1, true, 0.012, 0.012)]
    [InlineData(1, false, 0.02, 0.016)]
    [InlineData(0.1, true, 0.075, 0.065)]
    public void The_sample_table_comes_near(double epsilon, bool isDeclared, double totalVariation, double kolmogorovSmirnov) =>
        AssertNear(
            Path.Combine(s_root, "samples", "people.csv"),
            Path.Combine(s_root, "samples", "people.schema.json"),
            epsilon,
            isDeclared,
            totalVariation,
            kolmogorovSmirnov);

    private static void AssertNear(
        string path, string schemaPath, double epsilon, bool isDeclared, double totalVariation, double kolmogorovSmirnov)
    {
        const int Runs = 4;
        var schema = SchemaJson.Load(schemaPath);
        var real = CsvReader.Read(ByteInput.FromFile(path), new CsvReadOptions { Schema = schema }, null, TestContext.Current.CancellationToken).Table;
        double variation = 0, distance = 0;
        for (var run = 0; run < Runs; run++)
        {
            var request = new TrainRequest
            {
                Input = new CsvSource(ByteInput.FromFile(path), Jobs.WithHeader),
                Privacy = isDeclared ? Jobs.Epsilon(epsilon) with { Research = true, NoiseSeed = (ulong)run + 1 } : Jobs.Epsilon(epsilon),
                Schema = isDeclared ? schema : null,
                Method = "independent",
                Noise = isDeclared ? null : RepeatableNoise.Of((ulong)run + 1),
            };
            var model = new TrainJob().Run(request, null, TestContext.Current.CancellationToken).Model;
            var synthetic = AsDeclared(Jobs.Sample(model, real.RowCount, (ulong)run), schema);
            var compared = new EvaluationInput { Real = real, Synthetic = synthetic, Schema = new Schema() };
            var findings = new Evaluator(Section.Columns).Run(compared, null, TestContext.Current.CancellationToken).Findings;
            variation += findings.Single(finding => finding.Id == "columns.total-variation.mean").Value!.Value / Runs;
            distance += findings.Single(finding => finding.Id == "columns.kolmogorov-smirnov.mean").Value!.Value / Runs;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"Total variation {variation:0.00000}, Kolmogorov-Smirnov {distance:0.00000}.");
        Assert.InRange(variation, 0, totalVariation);
        Assert.InRange(distance, 0, kolmogorovSmirnov);
    }

    // What was learnt is read as what is true, so that the same measures compare the two.
    private static Table AsDeclared(string csv, Schema schema)
    {
        var used = schema with { Columns = [.. schema.Columns.Where(column => column.Role.Value == ColumnRole.Use)] };
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(csv));
        var raw = CsvReader.Read(ByteInput.FromStream(stream, "synthetic"), new CsvReadOptions(), null, TestContext.Current.CancellationToken).Table;
        return TypedTable.Convert(raw, used, badCellsMissing: true);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Veil.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("Veil.slnx is above no folder of the tests.");
    }
}
