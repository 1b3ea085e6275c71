using System.Collections.Immutable;
using System.Text.Json;
using Veil.Data.Text;

namespace Veil.Workflows.Releases;

/// <summary>A file that a manifest lists.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">The SHA-256 of its content, in hexadecimal digits.</param>
internal sealed record ManifestFile(string Name, long Bytes, string Sha256);

/// <summary>
/// The manifest of a bundle: what it consists of. It is canonical JSON, whose bytes are what is signed; that there is to be a signature,
/// and with which key, stands in it, so that a signature cannot be left out.
/// </summary>
/// <param name="Program">The program that made the bundle.</param>
/// <param name="Published">The day of the release.</param>
/// <param name="Files">The files of the bundle, but for the manifest itself and its signature.</param>
/// <param name="KeyId">Names the key that the manifest is signed with; null when it is not signed.</param>
internal sealed record BundleManifest(string Program, DateOnly Published, ImmutableArray<ManifestFile> Files, string? KeyId)
{
    private const int Version = 1;
    private const string Day = "yyyy-MM-dd";
    private const string Algorithm = "ECDSA-P256-SHA256";

    /// <summary>The manifest of some files.</summary>
    public static BundleManifest Of(IEnumerable<BundleFile> files, string program, DateOnly published, string? keyId) => new(
        program, published, [.. files.Select(file => new ManifestFile(file.Name, file.Content.Length, file.Sha256))], keyId);

    /// <summary>The bytes of the manifest.</summary>
    public byte[] Write() => CanonicalJson.Of(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("bundleVersion", Version);
        json.WriteString("program", Program);
        json.WriteString("published", Published.ToString(Day, null));
        json.WriteStartArray("files");
        foreach (var file in Files)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteNumber("bytes", file.Bytes);
            json.WriteString("sha256", file.Sha256);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (KeyId is not null)
        {
            json.WriteStartObject("signature");
            json.WriteString("algorithm", Algorithm);
            json.WriteString("keyId", KeyId);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="InvalidDataException">It is none, or not in its canonical form: the message is a sentence on why.</exception>
    public static BundleManifest Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var root = document.RootElement;
            if (root.GetProperty("bundleVersion").GetInt32() is not Version and var version)
            {
                throw new InvalidDataException(
                    $"It is of version {version}, which this program does not know: use the version of Veil that it names.");
            }

            var manifest = new BundleManifest(
                Text(root, "program"),
                DateOnly.ParseExact(Text(root, "published"), Day, null),
                [
                    .. root.GetProperty("files").EnumerateArray().Select(file =>
                        new ManifestFile(Text(file, "name"), file.GetProperty("bytes").GetInt64(), Text(file, "sha256"))),
                ],
                root.TryGetProperty("signature", out var signature) ? Text(signature, "keyId") : null);
            return manifest.Write().AsSpan().SequenceEqual(utf8.Span)
                ? manifest
                : throw new InvalidDataException("It is not in the form in which it was written.");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException("It is not the manifest of a bundle.", fault);
        }
    }

    private static string Text(JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new JsonException($"'{name}' is null.");
}
