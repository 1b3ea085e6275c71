using System.IO.Compression;
using System.Text;
using Veil.Auditing;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Reports.Models;
using Veil.Synthesis.Certificates;
using Veil.Synthesis.Models;
using Veil.Workflows.Files;
using Veil.Workflows.Models;
using Veil.Workflows.Sampling;
using Veil.Workflows.Schemas;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests;

/// <summary>Runs jobs on tables in memory.</summary>
internal static class Jobs
{
    /// <summary>The owner says that the first line holds names.</summary>
    public static CsvReadOptions WithHeader { get; } = new() { Declared = new DeclaredDialect { HasHeader = true } };

    /// <summary>A text as a table that is read.</summary>
    public static CsvSource Source(string csv, CsvReadOptions? reading = null) =>
        new(ByteInput.FromStream(new MemoryStream(Encoding.UTF8.GetBytes(csv)), "table.csv"), reading);

    /// <summary>A file that rows go to.</summary>
    public static FileSink ToFile(string path, bool overwrite = false, SinkOptions? options = null) =>
        FormatCatalog.Default.Sink(path, overwrite, options ?? new SinkOptions());

    /// <summary>A stream that rows go to.</summary>
    public static StreamSink ToStream(Stream stream) => new(stream, "-", new CsvFormat(), new SinkOptions());

    public static PrivacyRequest Epsilon(double epsilon) => new() { Epsilon = epsilon };

    public static TrainResult Train(
        string csv,
        PrivacyRequest privacy,
        Schema? schema = null,
        IProgress<JobProgress>? progress = null,
        CancellationToken? cancellation = null,
        ulong noise = 1) =>
        new TrainJob().Run(
            new TrainRequest
            {
                Input = Source(csv, WithHeader),
                Privacy = privacy,
                Schema = schema,
                Method = "independent",
                Noise = privacy.NoiseSeed is null ? RepeatableNoise.Of(noise) : null,
            },
            progress,
            cancellation ?? TestContext.Current.CancellationToken);

    public static BudgetPlan Plan(
        Schema schema, string method, PrivacyRequest privacy, IReadOnlyDictionary<string, string>? options = null) => new PlanJob().Run(
            new PlanRequest { Schema = schema, Method = method, Privacy = privacy, Options = options ?? new Dictionary<string, string>() },
            null,
            TestContext.Current.CancellationToken);

    public static Schema Declare(Schema schema, Declaration declaration) => new DeclareJob().Run(
        new DeclareRequest { Schema = schema, Declaration = declaration }, null, TestContext.Current.CancellationToken);

    public static ModelSummary Summary(SynthesisModel model) => ModelReportJob.Summary(
        model, ErrorCertificate.Of(model, ModelReportRequest.UsualConfidence, TestContext.Current.CancellationToken));

    public static SynthesisModel Model(string csv, double epsilon, Schema? schema = null, ulong noise = 1) =>
        Train(csv, Epsilon(epsilon), schema, noise: noise).Model;

    public static string Sample(SynthesisModel model, long? rows = null, ulong seed = 1)
    {
        using var stream = new MemoryStream();
        new SampleJob().Run(
            new SampleRequest { Model = ModelSource.Of(model), Output = ToStream(stream), Rows = rows, Seed = seed },
            null,
            TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>All bytes that a model would hand to others, unfolded: its file's entries, and both statements.</summary>
    public static string Unfolded(SynthesisModel model)
    {
        using var file = new MemoryStream();
        model.Save(file);
        var text = new StringBuilder(StatementMarkdown.Write(model.Statement));
        using (var zip = new ZipArchive(new MemoryStream(file.ToArray())))
        {
            foreach (var entry in zip.Entries)
            {
                using var reader = new StreamReader(entry.Open(), Encoding.Latin1);
                text.Append('\n').Append(entry.FullName).Append('\n').Append(reader.ReadToEnd());
            }
        }

        return text.ToString();
    }

    public static Table Read(string csv, Schema schema) => CsvReader.Read(
        ByteInput.FromStream(new MemoryStream(Encoding.UTF8.GetBytes(csv)), "synthetic"),
        new CsvReadOptions { Schema = schema },
        null,
        TestContext.Current.CancellationToken).Table;

    public static string Csv(string header, int rows, Func<int, Random, string> row, int seed = 1)
    {
        var random = new Random(seed);
        var text = new StringBuilder(header).Append('\n');
        for (var i = 0; i < rows; i++)
        {
            text.Append(row(i, random)).Append('\n');
        }

        return text.ToString();
    }

    public static Fact<T> Declared<T>(T value) => new(value, Provenance.Declared);

    public static ColumnSchema Column(string name, ColumnType type) => new() { Name = name, Type = Declared(type) };

    public static ColumnSchema Integer(string name, double minimum, double maximum) =>
        Column(name, ColumnType.Integer) with { Bounds = Declared(new Bounds(minimum, maximum)) };

    public static ColumnSchema Category(string name, params string[] labels) =>
        Column(name, ColumnType.Category) with { Categories = Declared<System.Collections.Immutable.ImmutableArray<string>>([.. labels]) };
}
