using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Veil.Data.Errors;
using Veil.Data.Files;
using Veil.Data.Formats;
using Veil.Synthesis.Conditions;
using Veil.Synthesis.Models;

namespace Veil.Workflows;

/// <summary>What a sampling job is to do.</summary>
public sealed record SampleRequest
{
    /// <summary>Where rows and statement go.</summary>
    public required OutputFiles Output { get; init; }

    /// <summary>The number of rows; null for the declared or noisy number of the real table.</summary>
    public long? Rows { get; init; }

    /// <summary>Seed of the drawing; null for a fresh one, which the statement tells.</summary>
    public ulong? Seed { get; init; }

    /// <summary>What all rows shall have in common, such as <c>age >= 65</c>; all must hold. Empty for rows of the whole model.</summary>
    public ImmutableArray<string> Conditions { get; init; } = [];

    /// <summary>Whether text that a spreadsheet would take for a formula is made harmless.</summary>
    public bool ExcelSafe { get; init; }
}

/// <summary>What a sampling job did.</summary>
/// <param name="Output">Where rows and statement went.</param>
/// <param name="Statement">The statement beside the rows.</param>
/// <param name="Sampling">Time spent waiting for rows to be drawn and decoded; more are drawn while rows are written.</param>
/// <param name="Writing">Time spent writing.</param>
public sealed record SampleResult(OutputFiles Output, PrivacyStatement Statement, TimeSpan Sampling, TimeSpan Writing);

/// <summary>Draws rows from a model into a file, with the statement beside it: free of privacy cost.</summary>
public static class SampleJob
{
    /// <summary>Draws and writes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="request">What to draw and where to put it.</param>
    /// <param name="standardOutput">Where rows go when the request says so.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Stops it; no half-written file is left.</param>
    /// <exception cref="VeilException">The files cannot be written, the number of rows is not known, or a condition is at fault or never holds.</exception>
    public static SampleResult Run(
        SynthesisModel model,
        SampleRequest request,
        Stream standardOutput,
        IProgress<JobProgress>? progress,
        CancellationToken cancellationToken)
    {
        var rows = request.Rows ?? model.DefaultRows ?? throw new VeilException(
            FaultKind.Usage,
            "rows-absent",
            "Nobody declared how many rows the table has, so the number to make is not known.",
            "Say how many with -n.");
        var seed = request.Seed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var source = model.Given(Condition.Parse(request.Conditions, model.Content.Schema, model.Content.Domain), cancellationToken);
        var statement = model.Statement with
        {
            Sample = new StatedSample(rows, seed) { Conditions = request.Conditions, Probability = source.Probability },
        };
        var output = request.Output.Marked(statement.Mode);
        output.Validate();

        var sampling = TimeSpan.Zero;
        var writing = TimeSpan.Zero;
        if (output.IsStandardOutput)
        {
            WriteRows(standardOutput);
            return new SampleResult(output, statement, sampling, writing);
        }

        // The statements come when all rows are written and before the table gets its name: where the table is, its
        // statement is, and a run that is stopped changes nothing.
        AtomicFile.Write(output.Table, output.Overwrite, stream =>
        {
            WriteRows(stream);
            if (output.StatementJson is { } json && output.StatementMarkdown is { } markdown)
            {
                AtomicFile.Write(json, output.Overwrite, target => StatementJson.Write(statement, target));
                AtomicFile.Write(markdown, output.Overwrite, target => target.Write(Encoding.UTF8.GetBytes(StatementMarkdown.Write(statement))));
            }
        });

        return new SampleResult(output, statement, sampling, writing);

        void WriteRows(Stream stream)
        {
            var options = new CsvWriteOptions { ExcelSafe = request.ExcelSafe, DisplayName = output.Table };
            using var writer = new CsvWriter(stream, model.OutputSchema, options);
            var watch = Stopwatch.StartNew();
            long done = 0;
            progress?.Report(new JobProgress("writing", 0.9));
            foreach (var chunk in source.Sample(rows, seed, cancellationToken))
            {
                sampling += watch.Elapsed;
                watch.Restart();
                writer.Write(chunk, cancellationToken);
                writing += watch.Elapsed;
                watch.Restart();
                done += chunk.RowCount;
                progress?.Report(new JobProgress("writing", 0.9 + (0.1 * done / rows)));
            }

            writer.Flush();
            writing += watch.Elapsed;
        }
    }
}
