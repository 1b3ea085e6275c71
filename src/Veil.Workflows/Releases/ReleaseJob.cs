using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Reports.Evaluations;
using Veil.Reports.Models;
using Veil.Reports.Pages;
using Veil.Synthesis.Certificates;
using Veil.Synthesis.Models;
using Veil.Workflows.Files;
using Veil.Workflows.Models;
using Veil.Workflows.Sampling;

namespace Veil.Workflows.Releases;

/// <summary>The request of a release.</summary>
public sealed record ReleaseRequest
{
    /// <summary>Path of the synthetic table. The statement that was written with it must lie beside it.</summary>
    public required string Data { get; init; }

    /// <summary>
    /// The model that the rows were drawn from; null when it is not at hand. With it, the rows are drawn again and compared, and the
    /// report of the model is part of the release.
    /// </summary>
    public ModelSource? Model { get; init; }

    /// <summary>The place that the bundle goes to.</summary>
    public required ByteOutput Output { get; init; }

    /// <summary>Path of the private key that the bundle is signed with; null to leave it unsigned.</summary>
    public string? Key { get; init; }

    /// <summary>What the publisher says about the release.</summary>
    public ReleaseCard Card { get; init; } = new();

    /// <summary>The day of the release.</summary>
    public DateOnly Published { get; init; } = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
}

/// <summary>The result of a release.</summary>
/// <param name="Statement">The statement of the released rows.</param>
/// <param name="Files">The names of the files in the bundle.</param>
/// <param name="Bytes">The size of the bundle.</param>
/// <param name="KeyId">Names the key that the bundle is signed with; null when it is not signed.</param>
/// <param name="IsDrawnAgain">True when the rows were found to be those that the model draws with the seed of the statement.</param>
public sealed record ReleaseResult(
    PrivacyStatement Statement, ImmutableArray<string> Files, long Bytes, string? KeyId, bool IsDrawnAgain);

/// <summary>
/// Packs a synthetic table, its statement and the documents about it into one file that anyone can verify. Only what has a guarantee,
/// or needs none, is released; nothing that was computed from real rows without one can be part of it.
/// </summary>
public sealed class ReleaseJob : IJob<ReleaseRequest, ReleaseResult>
{
    /// <inheritdoc/>
    public void Check(ReleaseRequest request)
    {
        OutputFiles.RefuseSame(
            [request.Output.Path],
            request.Data, new OutputFiles(request.Data, Overwrite: false).StatementJson, request.Model?.Path, request.Key);
        request.Output.Check();
        RefuseMarkedName(request.Data);
    }

    /// <summary>Checks, packs and signs.</summary>
    /// <exception cref="VeilException">
    /// A file cannot be read or written; or the table is not for release, or is not the one that the statement, or the model, is about.
    /// </exception>
    public ReleaseResult Run(ReleaseRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        Check(request);
        using var key = request.Key is { } path ? SigningKey.LoadPrivate(path) : null;
        var statement = StatementBeside(request.Data);
        RefuseMode(statement, request.Data);
        Require("not-for-release", request.Data, StatementChecks.Of(statement));
        var data = ReleasedFile.Read(request.Data);
        RefuseContent(data, request.Data);
        var model = request.Model?.Load();
        RefuseOtherModel(model, statement, request);
        var read = StatedRows.Read(data, BundleNames.Data, model?.OutputSchema.Dialect?.Value, cancellationToken);
        Require("data-not-of-statement", request.Data, StatedRows.Check(statement, read));
        if (model is not null)
        {
            RefuseOtherRows(model, statement, data, request.Data, cancellationToken);
        }

        var files = Files(request, statement, model, data, read, key, cancellationToken);
        if (BundleZip.LengthOf(files) > BundleZip.Largest)
        {
            throw ReleasedFile.TooLarge(request.Data);
        }

        var zip = BundleZip.Write(files);
        request.Output.Write(stream => stream.Write(zip));
        return new ReleaseResult(statement, [.. files.Select(file => file.Name)], zip.Length, key?.Id, model is not null);
    }

    private static List<BundleFile> Files(
        ReleaseRequest request, PrivacyStatement statement, SynthesisModel? model, byte[] data, TableRead read, SigningKey? key,
        CancellationToken cancellationToken)
    {
        var facts = new ReleaseFacts(statement, request.Card, request.Published);
        var schema = model is null ? PublishedSchema.Of(statement, read, cancellationToken) : PublishedSchema.Of(model, read);
        List<BundleFile> files =
        [
            new(BundleNames.Data, data),
            new(BundleNames.Schema, Encoding.UTF8.GetBytes(SchemaJson.ToText(schema))),

            // Both are written anew from the facts: whatever else was put into the files beside the table stays behind.
            new(BundleNames.Statement, StatementChecks.Write(statement)),
            new(BundleNames.StatementText, Encoding.UTF8.GetBytes(StatementMarkdown.Write(statement))),
            .. model is null ? [] : new[] { new BundleFile(BundleNames.Report, Report(model, facts, cancellationToken)) },
        ];
        files.AddRange(
        [
            new BundleFile(BundleNames.Card, DataCard.Write(facts, schema, [.. files])),
            new BundleFile(BundleNames.Registry, RegistryEntry.Write(facts, UnitsOf(model))),
        ]);
        files.Insert(0, new BundleFile(BundleNames.Readme, ReleaseReadme.Write(facts, [.. files], key?.Id)));
        var manifest = BundleManifest.Of(files, PrivacyStatement.CurrentProgram, request.Published, key?.Id).Write();
        files.Add(new BundleFile(BundleNames.Manifest, manifest));
        if (key is not null)
        {
            files.Add(new BundleFile(BundleNames.Signature, key.Sign(manifest)));
        }

        return files;
    }

    private static byte[] Report(SynthesisModel model, ReleaseFacts facts, CancellationToken cancellationToken)
    {
        var certificate = ErrorCertificate.Of(model, ModelReportRequest.UsualConfidence, cancellationToken);
        return Encoding.UTF8.GetBytes(PageHtml.ToText(ModelReport.Of(ModelReportJob.Summary(model, certificate), facts.Card.Title)));
    }

    // Where each row is a unit, the number of rows that the model knows is one of units: declared, or measured with noise.
    private static long? UnitsOf(SynthesisModel? model) =>
        model is { Statement.Guarantee.Unit.EntityColumn: null, DefaultRows: { } rows } ? rows : null;

    private static PrivacyStatement StatementBeside(string data)
    {
        var path = new OutputFiles(data, Overwrite: false).StatementJson;
        if (path is null || !File.Exists(path))
        {
            throw new VeilException(
                FaultKind.BadInput, "statement-absent", $"There is no privacy statement beside '{data}'.",
                "Release a table together with the statement that was written with it, such as people.privacy.json beside people.csv.");
        }

        try
        {
            return StatementChecks.Read(ReleasedFile.Read(path));
        }
        catch (InvalidDataException fault)
        {
            throw new VeilException(
                FaultKind.BadInput, "statement-damaged", $"'{path}' cannot be used. {fault.Message}",
                "Copy it again from where it was made, or draw the rows again.", fault);
        }
    }

    private static void RefuseMarkedName(string data)
    {
        foreach (var mode in Enum.GetValues<StatementMode>().Where(mode => mode != StatementMode.Release))
        {
            if (Path.GetFileName(data).Contains($".{mode.ToString().ToLowerInvariant()}.", StringComparison.OrdinalIgnoreCase))
            {
                throw NotForRelease($"The name of '{data}' says that it has no guarantee.");
            }
        }
    }

    private static void RefuseMode(PrivacyStatement statement, string data)
    {
        if (statement.Warning is { } warning)
        {
            throw NotForRelease($"The statement of '{data}' says: {warning}");
        }
    }

    private static void RefuseContent(byte[] data, string path)
    {
        if (data is [0x1F, 0x8B, ..] or [(byte)'P', (byte)'K', 3, 4, ..])
        {
            throw new VeilException(
                FaultKind.BadInput, "release-compressed", $"'{path}' is compressed, and a bundle holds the table as it is read.",
                "Release the table that was written, before it was compressed.");
        }

        // An evaluation was computed from real rows, and every form of it says so.
        if (data.AsSpan().IndexOf(Encoding.UTF8.GetBytes(EvaluationReport.Banner)) >= 0)
        {
            throw NotForRelease($"'{path}' holds an evaluation, which was computed from real rows.");
        }
    }

    private static void RefuseOtherModel(SynthesisModel? model, PrivacyStatement statement, ReleaseRequest request)
    {
        if (model is not null && !Same(model.Statement with { Sample = null }, statement with { Sample = null }))
        {
            throw NotOfModel(request.Data, "The statement of the model is another than that of the rows.");
        }
    }

    // The seed stands in the statement, so whether these are the rows of the model can be seen by drawing them again.
    private static void RefuseOtherRows(
        SynthesisModel model, PrivacyStatement statement, byte[] data, string path, CancellationToken cancellationToken)
    {
        var found = SHA256.HashData(data);
        foreach (var isExcelSafe in new[] { false, true })
        {
            using var hash = SHA256.Create();
            using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
            {
                var format = FormatCatalog.Default.Of(BundleNames.Data);
                var sink = new StreamSink(stream, BundleNames.Data, format, new SinkOptions { ExcelSafe = isExcelSafe });
                var sample = statement.Sample!;
                var drawn = new RowDrawing(model, sink, sample.Rows, sample.Seed, sample.Conditions, cancellationToken).Write(null);
                if (!Same(drawn.Statement, statement))
                {
                    break;
                }
            }

            if (hash.Hash.AsSpan().SequenceEqual(found))
            {
                return;
            }
        }

        throw NotOfModel(path, "The model draws other rows with the seed of the statement.");
    }

    private static bool Same(PrivacyStatement one, PrivacyStatement other) =>
        StatementChecks.Write(one).AsSpan().SequenceEqual(StatementChecks.Write(other));

    private static void Require(string code, string data, IEnumerable<VerifiedPoint> points)
    {
        if (points.FirstOrDefault(point => point.State == CheckState.Failed) is { } failed)
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal, code, $"'{data}' cannot be released with the statement beside it. {failed.Detail}",
                "Draw the rows again, with ‹job sample›, and release them with the statement that comes with them.");
        }
    }

    private static VeilException NotOfModel(string data, string reason) => new(
        FaultKind.PrivacyRefusal, "data-not-of-model", $"The rows of '{data}' are not those of the model. {reason}",
        "Give ‹model› the model that they were drawn from, or draw them again with ‹job sample›.");

    private static VeilException NotForRelease(string message) => new(
        FaultKind.PrivacyRefusal, "not-for-release", message, "Release rows of a model that was trained with a guarantee.");
}
