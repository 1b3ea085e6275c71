using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Text;
using Veil.Synthesis.Models;

namespace Veil.Workflows.Releases;

/// <summary>The request of a verification.</summary>
public sealed record VerifyRequest
{
    /// <summary>Path of a bundle, or of a single privacy statement (JSON).</summary>
    public required string Input { get; init; }

    /// <summary>Path of the key that the bundle must be signed with; null to check no signature.</summary>
    public string? Key { get; init; }
}

/// <summary>The result of a verification.</summary>
/// <param name="Points">What was checked, in order.</param>
public sealed record VerifyResult(IReadOnlyList<VerifiedPoint> Points)
{
    /// <summary>True when no check failed.</summary>
    public bool IsGood => Points.All(point => point.State != CheckState.Failed);
}

/// <summary>
/// Verifies a bundle, or a single statement, from its bytes alone: offline, and without any state of this machine. Nothing is unpacked
/// to the disk.
/// </summary>
public sealed class VerifyJob : IJob<VerifyRequest, VerifyResult>
{
    /// <inheritdoc/>
    public void Check(VerifyRequest request)
    {
    }

    /// <summary>Verifies.</summary>
    /// <exception cref="VeilException">
    /// The file or the key cannot be read. What is wrong in the file is a failed check of the result.
    /// </exception>
    public VerifyResult Run(VerifyRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        using var key = request.Key is { } path ? SigningKey.Load(path) : null;
        var bytes = ReleasedFile.Read(request.Input);
        return new VerifyResult(
            IsJson(bytes) ? [.. OfStatement(bytes, key)] : [.. OfBundle(bytes, key, cancellationToken)]);
    }

    // A zip file begins with PK.
    private static bool IsJson(ReadOnlySpan<byte> bytes) => bytes.TrimStart("\uFEFF \t\r\n"u8) is [(byte)'{', ..];

    private static List<VerifiedPoint> OfStatement(byte[] bytes, SigningKey? key)
    {
        var points = new List<VerifiedPoint>();
        if (Try("statement", points, () => StatementChecks.Read(bytes)) is { } statement)
        {
            points.Add(Readable(statement));
            points.AddRange(StatementChecks.Of(statement));
        }

        points.Add(key is null
            ? VerifiedPoint.NotChecked("signature", "A statement alone is not signed; a bundle is.")
            : VerifiedPoint.Failed("signature", "A statement alone is not signed: verify the bundle that it came in."));
        return points;
    }

    private static List<VerifiedPoint> OfBundle(byte[] bytes, SigningKey? key, CancellationToken cancellationToken)
    {
        var points = new List<VerifiedPoint>();
        if (Try("archive", points, () => BundleZip.Read(bytes)) is not { } files)
        {
            return points;
        }

        points.Add(Archive(bytes, files));
        var found = files.ToDictionary(file => file.Name);
        if (found.GetValueOrDefault(BundleNames.Manifest) is { } written
            && Try("manifest", points, () => BundleManifest.Read(written.Content)) is { } manifest)
        {
            points.Add(Listed(manifest, files));
            points.AddRange(manifest.Files.Select(file => Content(file, found.GetValueOrDefault(file.Name))));
            points.Add(Signature(manifest, written, found.GetValueOrDefault(BundleNames.Signature), key));
        }

        if (found.GetValueOrDefault(BundleNames.Statement) is { } json
            && Try("statement", points, () => StatementChecks.Read(json.Content)) is { } statement)
        {
            points.Add(VerifiedPoint.Of(
                "statement", statement.Mode == StatementMode.Release, Readable(statement).Detail, "It is not the statement of a release."));
            points.AddRange(StatementChecks.Of(statement));
            points.AddRange(Rows(statement, found, cancellationToken));
        }

        return points;
    }

    private static VerifiedPoint Readable(PrivacyStatement statement) => VerifiedPoint.Passed(
        "statement", $"A statement of the mode {statement.Mode.ToString().ToLowerInvariant()}, of {statement.Program}.");

    private static VerifiedPoint Archive(byte[] bytes, IReadOnlyList<BundleFile> files)
    {
        var absent = BundleNames.Required.Except(files.Select(file => file.Name)).ToList();
        if (absent.Count > 0)
        {
            return VerifiedPoint.Failed("archive", $"It lacks {string.Join(", ", absent)}.");
        }

        var isSame = files.Select(file => file.Name).SequenceEqual(BundleNames.All.Where(name => files.Any(file => file.Name == name)))
            && BundleZip.LengthOf(files) == bytes.Length && BundleZip.Write(files).AsSpan().SequenceEqual(bytes);
        return VerifiedPoint.Of(
            "archive", isSame, $"{files.Count} files, and nothing else.",
            "Its bytes are not those that these files give: something was changed, or lies between them.");
    }

    private static VerifiedPoint Listed(BundleManifest manifest, IReadOnlyList<BundleFile> files)
    {
        var names = files.Select(file => file.Name).Where(BundleNames.IsListed);
        return VerifiedPoint.Of(
            "manifest", manifest.Files.Select(file => file.Name).SequenceEqual(names),
            $"It lists the files of the bundle, made by {manifest.Program}.", "It does not list the files of the bundle.");
    }

    private static VerifiedPoint Content(ManifestFile listed, BundleFile? file) => VerifiedPoint.Of(
        Shown(listed.Name),
        file is not null && file.Content.Length == listed.Bytes && file.Sha256 == listed.Sha256,
        $"{NumberText.Bytes(listed.Bytes)}, SHA-256 as in the manifest.",
        file is null
            ? "The manifest lists it, and it is not there." : "It was changed: its size or its SHA-256 is not that of the manifest.");

    // Names in a manifest that was tampered with may be anything.
    private static string Shown(string name) => BundleNames.All.Contains(name) ? name : "a listed file";

    private static VerifiedPoint Signature(BundleManifest manifest, BundleFile written, BundleFile? signature, SigningKey? key) =>
        (manifest.KeyId, signature, key) switch
        {
            (null, null, null) => VerifiedPoint.NotChecked("signature", "The bundle is not signed: anyone may have made it."),
            (null, null, _) => VerifiedPoint.Failed("signature", "The bundle is not signed."),
            (null, _, _) => VerifiedPoint.Failed("signature", "There is a signature that the manifest does not announce."),
            (_, null, _) => VerifiedPoint.Failed("signature", "The manifest announces a signature, and it is not there."),
            (_, _, null) => VerifiedPoint.NotChecked(
                "signature", $"Signed with the key {KeyName(manifest.KeyId)}; it is checked where the public key is given."),
            _ => VerifiedPoint.Of(
                "signature",
                key.Id == manifest.KeyId && key.Verify(written.Content.Span, signature.Content.Span),
                $"Signed with the key that was given, {KeyName(key.Id)}.",
                key.Id == manifest.KeyId
                    ? "The signature is not one of the key that was given."
                    : $"Signed with another key than the one that was given, {KeyName(key.Id)}."),
        };

    private static string KeyName(string id) => id.All(char.IsAsciiHexDigitLower) && id.Length > 16 ? id[..16] + "…" : "of no known name";

    private static IEnumerable<VerifiedPoint> Rows(
        PrivacyStatement statement, Dictionary<string, BundleFile> found, CancellationToken cancellationToken)
    {
        if (!found.TryGetValue(BundleNames.Data, out var data) || !found.TryGetValue(BundleNames.Schema, out var json))
        {
            return [];
        }

        try
        {
            using var stream = StatedRows.Stream(json.Content);
            var schema = SchemaJson.Parse(stream, BundleNames.Schema);
            return StatedRows.Check(statement, StatedRows.Read(data.Content, BundleNames.Data, schema.Dialect?.Value, cancellationToken));
        }
        catch (VeilException fault)
        {
            return [VerifiedPoint.Failed("rows", $"They cannot be read: {fault.Message}")];
        }
    }

    private static T? Try<T>(string subject, List<VerifiedPoint> points, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (InvalidDataException fault)
        {
            points.Add(VerifiedPoint.Failed(subject, fault.Message));
            return null;
        }
    }
}
