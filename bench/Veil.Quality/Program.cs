using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Fidelity;
using Veil.Evaluation.Learners;
using Veil.Evaluation.Tables;
using Veil.Evaluation.Utility;
using Veil.Quality;
using Veil.Workflows.Files;
using Veil.Workflows.Sampling;
using Veil.Workflows.Training;

// Prints how near synthetic tables come to real ones, over tables, methods, budgets and repeats, as Markdown, beside what
// other programs reached on the same tables.
var settings = QualitySettings.Parse(args);
if (settings is null)
{
    Console.Error.WriteLine(QualitySettings.Usage);
    return 2;
}

if (settings.Inversion.Length > 0)
{
    PrintInversion();
    return 0;
}

var reference = settings.Reference is { } file ? JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("aggregated") : (JsonElement?)null;
Console.WriteLine($"Delta {settings.Delta}, domain declared, mean of {settings.Repeats} runs, beside TV 2 the standard deviation between them in brackets. TV n: mean total variation over marginals of n columns on 32 bins; AUC: gradient-boosted trees trained on synthetic rows, tested on real ones; logistic: the same of logistic regression on 8000 rows; quality: the score of SDMetrics; seconds: elapsed, processor time in brackets.");
Console.WriteLine();
Console.WriteLine("| table | epsilon | method | TV 1 | TV 2 | TV 3 | AUC | logistic | quality | seconds | theirs: TV 1 | TV 2 | TV 3 | AUC |");
Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
foreach (var name in settings.Tables)
{
    var path = Path.Combine(settings.Folder, name + "_train.csv");
    var schema = SchemaJson.Load(Path.Combine(settings.Schemas, name + ".schema.json"));
    var (real, holdout) = (Read(path, schema), Read(Path.Combine(settings.Folder, name + "_holdout.csv"), schema));
    var target = QualitySettings.TargetOf(name);
    foreach (var epsilon in settings.Epsilons)
    {
        foreach (var method in settings.Methods)
        {
            var runs = Enumerable.Range(0, settings.Repeats).Select(_ => Run(path, schema, real, holdout, target, method, epsilon)).ToList();
            string Mean(Func<Figures, double?> figure) => runs.Average(figure) is { } mean ? mean.ToString("0.0000", CultureInfo.InvariantCulture) : "";
            var deviation = Math.Sqrt(runs.Sum(run => Math.Pow(run.Two - runs.Average(other => other.Two), 2)) / Math.Max(1, runs.Count - 1));
            var theirs = Theirs(name, method, epsilon);
            Console.WriteLine(FormattableString.Invariant(
                $"| {name} | {(epsilon is null ? "none" : epsilon)} | {method} | {Mean(run => run.One)} | {Mean(run => run.Two)} ({deviation:0.0000}) | {Mean(run => run.Three)} | {Mean(run => run.Auc)} | {Mean(run => run.Logistic)} | {Mean(run => run.Quality)} | {runs.Average(run => run.Seconds):0.0} ({runs.Average(run => run.ProcessorSeconds):0.0}) | {theirs} |"));
        }
    }
}

return 0;

// How much of real rows their places along principal components give away.
void PrintInversion()
{
    Console.WriteLine("| table | components | cells read back | guessed | labels read back | guessed | numbers read back | guessed |");
    Console.WriteLine("|---|---|---|---|---|---|---|---|");
    foreach (var name in settings.Tables)
    {
        var real = Read(Path.Combine(settings.Folder, name + "_train.csv"), SchemaJson.Load(Path.Combine(settings.Schemas, name + ".schema.json")));
        foreach (var components in settings.Inversion)
        {
            var columns = Enumerable.Range(1, settings.Repeats).SelectMany(seed => EncodingInversion.OfPrincipalComponents(real, components, (ulong)seed, CancellationToken.None)).ToList();
            string Mean(Func<InvertedColumn, bool> which) => FormattableString.Invariant(
                $"{columns.Where(which).Average(column => column.Recovered):0.000} | {columns.Where(which).Average(column => column.Guessed):0.000}");
            Console.WriteLine($"| {name} | {components} | {Mean(_ => true)} | {Mean(column => !column.IsNumeric)} | {Mean(column => column.IsNumeric)} |");
        }
    }
}

Figures Run(string path, Schema schema, Table real, Table holdout, string target, string spelled, double? epsilon)
{
    var (method, options) = QualitySettings.MethodOf(spelled);
    var (watch, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
    var request = new TrainRequest
    {
        Input = new CsvSource(ByteInput.FromFile(path)),
        Schema = schema,
        Method = method,
        Options = options,
        Privacy = epsilon is { } budget ? new PrivacyRequest { Epsilon = budget, Delta = settings.Delta } : null,
        Unprotected = epsilon is null,
    };
    var model = new TrainJob().Run(request, null, CancellationToken.None).Model;
    using var rows = new MemoryStream();
    var output = new StreamSink(rows, "synthetic rows", new CsvFormat(), new SinkOptions());
    new SampleJob().Run(
        new SampleRequest { Model = ModelSource.Of(model), Output = output, Rows = real.RowCount }, null, CancellationToken.None);
    var (seconds, processorSeconds) = (watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
    rows.Position = 0;
    var synthetic = CsvReader.Read(ByteInput.FromStream(rows, "synthetic rows"), new CsvReadOptions { Schema = schema }).Table;
    var quality = SdMetricsQuality.Of(real, synthetic).Score;
    if (settings.Cells)
    {
        (real, synthetic, holdout) = (CellTables.Of(real, schema), CellTables.Of(synthetic, schema), CellTables.Of(holdout, schema));
    }

    var cells = BinnedTables.Of(real, synthetic);
    return new Figures(
        Variation(cells, ReferenceSets.All(cells.Names.Count, 1)),
        Variation(cells, ReferenceSets.All(cells.Names.Count, 2)),
        Variation(cells, ReferenceSets.Triples(cells.Names.Count)),
        TrainOnSynthetic.Auc(real, synthetic, holdout, target, CancellationToken.None),
        Logistic(real, synthetic, holdout, target),
        quality,
        seconds,
        processorSeconds);
}

string Theirs(string table, string method, double? epsilon)
{
    if (reference is null || QualitySettings.ReferenceOf(table, method, epsilon) is not { } known)
    {
        return " | | | ";
    }

    foreach (var entry in reference.Value.EnumerateArray())
    {
        if (entry.GetProperty("dataset").GetString() == table && entry.GetProperty("method").GetString() == known && entry.GetProperty("eps").GetDouble() == epsilon)
        {
            string Figure(string key) => entry.GetProperty(key).GetProperty("mean").GetDouble().ToString("0.0000", CultureInfo.InvariantCulture);
            return $"{Figure("tv1")} | {Figure("tv2")} | {Figure("tv3")} | {Figure("tstr_auc")}";
        }
    }

    return " | | | ";
}

// Learnt from 8000 rows, as the figures of others were.
static double? Logistic(Table real, Table synthetic, Table holdout, string target)
{
    const int Rows = 8000;
    var some = synthetic.Take([.. Enumerable.Range(0, Math.Min(Rows, synthetic.RowCount))]);
    var options = new UtilityOptions { Learners = [new LogisticRegression()], Resamples = 0, Permutations = 0 };
    return TrainOnSynthetic.Measure(real, some, holdout, target, options).Learners[0].TrainedOnSynthetic[Measure.Auc].Value;
}

static double Variation(BinnedTables cells, IEnumerable<int[]> sets) => sets.AsParallel().Average(set => cells.TotalVariation(set));

static Table Read(string path, Schema schema) =>
    CsvReader.Read(ByteInput.FromFile(path), new CsvReadOptions { Schema = schema }).Table;
