using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Veil.Synthesis.Tests.Models;

/// <summary>A model file taken apart, to be put together again with something wrong in it but all checksums right.</summary>
internal sealed class ModelArchive
{
    /// <summary>What the archive holds beside the manifest, which is made anew.</summary>
    public SortedDictionary<string, byte[]> Entries { get; } = new(StringComparer.Ordinal);

    /// <summary>Entries that the manifest does not name.</summary>
    public List<(string Name, byte[] Bytes)> Unlisted { get; } = [];

    /// <summary>Changes the manifest before it is sealed.</summary>
    public Action<JsonObject> Manifest { get; set; } = _ => { };

    /// <summary>Changes the sealed manifest's text.</summary>
    public Func<byte[], byte[]> ManifestBytes { get; set; } = bytes => bytes;

    public static ModelArchive Open(byte[] model)
    {
        var archive = new ModelArchive();
        using var zip = new ZipArchive(new MemoryStream(model));
        foreach (var entry in zip.Entries.Where(entry => entry.FullName != "manifest.json"))
        {
            using var content = new MemoryStream();
            using var source = entry.Open();
            source.CopyTo(content);
            archive.Entries.Add(entry.FullName, content.ToArray());
        }

        return archive;
    }

    public void Change(string entry, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(Entries[entry])!.AsObject();
        change(json);
        Entries[entry] = Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    public byte[] Close()
    {
        var listed = new JsonArray();
        foreach (var (name, bytes) in Entries)
        {
            listed.Add(new JsonObject { ["name"] = name, ["length"] = bytes.Length, ["sha256"] = Hash(bytes) });
        }

        var json = new JsonObject { ["formatVersion"] = 1, ["entries"] = listed };
        Manifest(json);
        var manifest = ManifestBytes(Encoding.UTF8.GetBytes(json.ToJsonString()));
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.Comment = string.Create(CultureInfo.InvariantCulture, $"veil model sha256:{Hash(manifest)}");
            Add(zip, "manifest.json", manifest);
            foreach (var (name, bytes) in Entries)
            {
                Add(zip, name, bytes);
            }

            foreach (var (name, bytes) in Unlisted)
            {
                Add(zip, name, bytes);
            }
        }

        return stream.ToArray();
    }

    private static void Add(ZipArchive zip, string name, byte[] bytes)
    {
        using var output = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        output.Write(bytes);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
