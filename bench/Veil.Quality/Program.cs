using System.Globalization;
using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Fidelity;
using Veil.Workflows;

// Prints how near synthetic tables come to real ones, over tables, budgets and repeats, as Markdown.
if (args.Length is not (2 or 3) || !Directory.Exists(args[0]) || !Directory.Exists(args[1]))
{
    Console.Error.WriteLine("usage: Veil.Quality FOLDER_OF_TABLES FOLDER_OF_SCHEMAS [REPEATS]");
    Console.Error.WriteLine("  tables are NAME_train.csv, schemas NAME.schema.json, for NAME in adult, compas, titanic");
    return 2;
}

var repeats = args.Length == 3 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3;
Console.WriteLine($"Method independent, default delta, mean of {repeats} runs: mean total variation of single columns (mean Kolmogorov-Smirnov of numeric columns).");
Console.WriteLine();
Console.WriteLine("| table | epsilon | nothing declared | domain declared |");
Console.WriteLine("|---|---|---|---|");
foreach (var name in new[] { "adult", "compas", "titanic" })
{
    var path = Path.Combine(args[0], name + "_train.csv");
    var schema = SchemaJson.Load(Path.Combine(args[1], name + ".schema.json"));
    var real = Read(path, schema);
    foreach (var epsilon in new[] { 0.1, 1, 10 })
    {
        var unknown = Measure(real, path, null, schema, epsilon, repeats);
        var declared = Measure(real, path, schema, schema, epsilon, repeats);
        Console.WriteLine(FormattableString.Invariant($"| {name} | {epsilon} | {unknown} | {declared} |"));
    }
}

return 0;

static string Measure(Table real, string path, Schema? declared, Schema compared, double epsilon, int repeats)
{
    double variation = 0, distance = 0;
    for (var run = 0; run < repeats; run++)
    {
        var job = new TrainJob(new TrainRequest
        {
            Input = CsvInput.FromFile(path),
            Schema = declared,
            Privacy = new PrivacyRequest { Epsilon = epsilon },
        });
        var model = job.Run(null, CancellationToken.None).Model;
        using var rows = new MemoryStream();
        SampleJob.Run(model, new SampleRequest { Output = new OutputFiles("-", false) }, rows, null, CancellationToken.None);
        rows.Position = 0;
        var read = CsvReader.Read(CsvInput.FromStream(rows, "synthetic rows"), new CsvReadOptions { Schema = compared, BadRows = BadRows.Drop });
        variation += OneWayTotalVariation.Measure(real, read.Table).Mean ?? double.NaN;
        distance += KolmogorovSmirnov.Measure(real, read.Table).Mean ?? double.NaN;
    }

    return FormattableString.Invariant($"{variation / repeats:0.0000} ({distance / repeats:0.0000})");
}

static Table Read(string path, Schema schema) =>
    CsvReader.Read(CsvInput.FromFile(path), new CsvReadOptions { Schema = schema }).Table;
