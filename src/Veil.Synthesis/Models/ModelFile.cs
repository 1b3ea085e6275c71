using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Privacy.Mechanisms;

namespace Veil.Synthesis.Models;

/// <summary>
/// The .veil file: a zip of JSON and raw little-endian arrays. It holds public facts and noisy measurements, and
/// reading one runs nothing that is in it.
/// </summary>
/// <remarks>
/// manifest.json lists every other entry with its length and SHA-256; the archive's comment holds the SHA-256 of the
/// manifest, so that a changed byte anywhere in the contents is noticed. Equal models give equal bytes.
/// </remarks>
internal static class ModelFile
{
    private const int FormatVersion = 1;

    // The most that a file may unpack to: a hundred times its size, as for compressed tables, but a small file some megabytes.
    private const long LargestModel = 1L << 30;
    private const long AlwaysAllowed = 16L << 20;
    private const long LargestRatio = 100;
    private const int MostEntries = 10_000;
    private const string CommentPrefix = "veil model sha256:";
    private const string Manifest = "manifest.json";

    private static readonly DateTimeOffset s_noTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Write(ModelContent model, Stream stream)
    {
        var entries = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["schema.json"] = Bytes(output => SchemaJson.Write(model.Schema, output)),
            ["statement.json"] = Bytes(output => StatementJson.Write(model.Statement, output)),
            ["model.json"] = Bytes(output => WriteModel(model, output)),
        };
        for (var i = 0; i < model.Measurements.Length; i++)
        {
            entries.Add(ArrayName(i), Array(model.Measurements[i].Counts));
        }

        for (var i = 0; i < model.Potentials.Length; i++)
        {
            entries.Add(PotentialName(i), Array(model.Potentials[i].Logs));
        }

        foreach (var (tensor, i) in Tensors(model).Select((tensor, i) => (tensor, i)))
        {
            entries.Add(TensorsJson.NameOf(i), TensorsJson.Bytes(tensor));
        }

        var manifest = Bytes(output => WriteManifest(entries, output));
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        zip.Comment = CommentPrefix + Convert.ToHexStringLower(SHA256.HashData(manifest));
        Add(zip, Manifest, manifest);
        foreach (var (name, bytes) in entries)
        {
            Add(zip, name, bytes);
        }
    }

    public static ModelContent Read(Stream stream, string displayName)
    {
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            return ReadModel(ReadEntries(zip, Math.Clamp(stream.Length * LargestRatio, AlwaysAllowed, LargestModel)));
        }
        catch (NewerFormatException newer)
        {
            throw new VeilException(
                FaultKind.BadInput,
                "model-newer",
                $"'{displayName}' was made by a newer version of Veil (model format {newer.Version}; this program reads {FormatVersion}).",
                "Use a newer version of Veil.");
        }
        catch (Exception fault) when (fault is InvalidDataException or JsonException or ArgumentException or OverflowException
            or EndOfStreamException or KeyNotFoundException or NotSupportedException or VeilException or FormatException
            or InvalidOperationException or IOException)
        {
            throw new VeilException(
                FaultKind.BadInput,
                "model-damaged",
                $"'{displayName}' is not a Veil model, or it is damaged.",
                "Copy the file again from where it was made, or train the model again.",
                fault);
        }
    }

    private static Dictionary<string, byte[]> ReadEntries(ZipArchive zip, long room)
    {
        if (zip.Entries.Count is 0 or > MostEntries || !zip.Comment.StartsWith(CommentPrefix, StringComparison.Ordinal))
        {
            throw new InvalidDataException("The archive is not a model.");
        }

        var manifest = ReadEntry(
            zip.GetEntry(Manifest) ?? throw new InvalidDataException("There is no manifest."), Math.Min(room, AlwaysAllowed));
        if (Convert.ToHexStringLower(SHA256.HashData(manifest)) != zip.Comment[CommentPrefix.Length..])
        {
            throw new InvalidDataException("The manifest was changed.");
        }

        using var document = JsonDocument.Parse(manifest);
        var version = document.RootElement.Whole("formatVersion");
        if (version != FormatVersion)
        {
            throw version > FormatVersion ? new NewerFormatException(version) : new InvalidDataException("There is no such format.");
        }

        var entries = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var item in document.RootElement.Items("entries"))
        {
            var name = item.Text("name");
            var length = item.Whole("length");
            var entry = zip.GetEntry(name) ?? throw new InvalidDataException("An entry is absent.");
            var bytes = length >= 0 && length <= room ? ReadEntry(entry, length) : throw new InvalidDataException("An entry is too large.");
            room -= length;
            if (bytes.Length != length || Convert.ToHexStringLower(SHA256.HashData(bytes)) != item.Text("sha256"))
            {
                throw new InvalidDataException("An entry was changed.");
            }

            entries.Add(name, bytes);
        }

        return entries.Count + 1 == zip.Entries.Count ? entries : throw new InvalidDataException("The archive holds something else.");
    }

    private static byte[] ReadEntry(ZipArchiveEntry entry, long limit)
    {
        // The lengths that the archive states are not trusted: reading stops at the limit.
        using var source = entry.Open();
        using var bytes = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = source.Read(buffer)) > 0;)
        {
            if (bytes.Length + read > limit)
            {
                throw new InvalidDataException("An entry is longer than it says.");
            }

            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    private static ModelContent ReadModel(Dictionary<string, byte[]> entries)
    {
        using var document = JsonDocument.Parse(entries["model.json"]);
        using var statement = JsonDocument.Parse(entries["statement.json"]);
        var root = document.RootElement;
        var domain = DomainJson.Read(root);
        var measurements = root.Items("measurements")
            .Select((item, i) => ReadMeasurement(domain, item, entries[ArrayName(i)])).ToImmutableArray();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var measurement in measurements)
        {
            double cells = 1;
            for (var i = 0; i < measurement.Attributes.Length; i++)
            {
                var name = measurement.Attributes[i];
                var index = domain.IndexOf(name);
                var attribute = index >= 0 ? domain[index] : throw new InvalidDataException("A measurement is of an unknown attribute.");

                // Single columns are measured first before any of their cells are merged.
                if (measurement.Groups.Length > 0)
                {
                    cells *= measurement.Groups[i].Max() + 1;
                    continue;
                }

                var isFine = attribute is CompressedAttribute && measurement.Attributes.Length == 1 && seen.Add(name);
                cells *= isFine ? ((CompressedAttribute)attribute).Fine.Size : attribute.Size;
            }

            if (cells != measurement.Counts.Length)
            {
                throw new InvalidDataException("A measurement does not fit its attributes.");
            }
        }

        var views = root.Items("views").Select(item => ReadView(domain, item)).ToImmutableArray();
        int[] sizes = [.. domain.Attributes.Select(attribute => attribute.Size), .. views.Select(view => view.Groups.Max() + 1)];
        var potentials = root.Items("potentials")
            .Select((nodes, i) => ReadPotential(sizes, nodes, entries[PotentialName(i)])).ToImmutableArray();
        var (tensors, training) = TensorsJson.Read(root, entries);
        var schema = SchemaJson.Parse(new MemoryStream(entries["schema.json"]), "schema.json");
        var used = schema.Columns.Where(column => column.Role.Value == ColumnRole.Use).ToList();
        if (used.Count != domain.Count
            || used.Any(column => domain.IndexOf(column.Name) is var at && (at < 0 || domain[at].Type != column.Type?.Value)))
        {
            throw new InvalidDataException("The attributes are not those of the schema.");
        }

        return new ModelContent
        {
            Method = root.Text("method"),
            Schema = schema,
            Domain = domain,
            Measurements = measurements,
            Views = views,
            Potentials = potentials,
            Tensors = tensors,
            Training = training,
            Rows = root.Number("rows") is >= 0 and var rows ? rows : throw new InvalidDataException("The number of rows is negative."),
            Statement = StatementJson.Read(statement.RootElement),
        };
    }

    private static void WriteModel(ModelContent model, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("method", model.Method);
        json.WriteNumber("rows", model.Rows);
        DomainJson.Write(json, model.Domain);
        json.WriteStartArray("measurements");
        foreach (var measurement in model.Measurements)
        {
            json.WriteStartObject();
            json.WriteStartArray("attributes");
            foreach (var name in measurement.Attributes)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
            json.WriteString("noise", measurement.Noise.ToString());
            json.WriteNumber("standardDeviation", measurement.StandardDeviation);
            json.WriteNumber("unmeasuredCell", measurement.UnmeasuredCell);
            if (measurement.Groups.Length > 0)
            {
                json.WriteStartObject("groups");
                for (var i = 0; i < measurement.Groups.Length; i++)
                {
                    WriteGroups(json, measurement.Attributes[i], measurement.Groups[i]);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("views");
        foreach (var view in model.Views)
        {
            json.WriteStartObject();
            json.WriteNumber("attribute", view.Attribute);
            WriteGroups(json, "groups", view.Groups);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("potentials");
        foreach (var potential in model.Potentials)
        {
            json.WriteStartArray();
            foreach (var node in potential.Nodes)
            {
                json.WriteNumberValue(node);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        TensorsJson.Write(json, model);
        json.WriteEndObject();
    }

    private static IEnumerable<ModelTensor> Tensors(ModelContent model) => model.Tensors.Concat(model.Training?.State ?? []);

    private static void WriteGroups(Utf8JsonWriter json, string name, ImmutableArray<int> groups)
    {
        json.WriteStartArray(name);
        foreach (var group in groups)
        {
            json.WriteNumberValue(group);
        }

        json.WriteEndArray();
    }

    private static ImmutableArray<int> ReadGroups(JsonElement json, int cells)
    {
        ImmutableArray<int> groups = [.. json.EnumerateArray().Select(group => group.GetInt32())];
        return groups.Length == cells && groups.Distinct().Order().SequenceEqual(Enumerable.Range(0, groups.Distinct().Count()))
            ? groups
            : throw new InvalidDataException("Groups of cells do not fit their attribute.");
    }

    private static ModelView ReadView(Domain domain, JsonElement json)
    {
        var attribute = json.Whole("attribute");
        return attribute >= 0 && attribute < domain.Count
            ? new ModelView((int)attribute, ReadGroups(json.GetProperty("groups"), domain[(int)attribute].Size))
            : throw new InvalidDataException("A view is of an unknown attribute.");
    }

    private static ModelPotential ReadPotential(int[] sizes, JsonElement json, byte[] array)
    {
        ImmutableArray<int> nodes = [.. json.EnumerateArray().Select(node => node.GetInt32())];
        double cells = 1;
        foreach (var node in nodes)
        {
            cells *= node >= 0 && node < sizes.Length ? sizes[node]
                : throw new InvalidDataException("A potential is of an unknown attribute.");
        }

        if (array.Length != cells * sizeof(double))
        {
            throw new InvalidDataException("A potential does not fit its attributes.");
        }

        var logs = new double[array.Length / sizeof(double)];
        for (var i = 0; i < logs.Length; i++)
        {
            logs[i] = BinaryPrimitives.ReadDoubleLittleEndian(array.AsSpan(i * sizeof(double)));

            // Minus infinity is a cell that cannot be; anything above a finite number is no logarithm.
            if (!(logs[i] < double.PositiveInfinity))
            {
                throw new InvalidDataException("A potential is not a number.");
            }
        }

        return new ModelPotential(nodes, ImmutableCollectionsMarshal.AsImmutableArray(logs));
    }

    private static NoisyMarginal ReadMeasurement(Domain domain, JsonElement json, byte[] array)
    {
        var counts = ImmutableArray.CreateBuilder<long>(array.Length / sizeof(long));
        for (var at = 0; at + sizeof(long) <= array.Length; at += sizeof(long))
        {
            counts.Add(BinaryPrimitives.ReadInt64LittleEndian(array.AsSpan(at)));
        }

        var names = json.Items("attributes").Select(name => name.GetString() ?? throw new JsonException("A name is null.")).ToList();
        ImmutableArray<ImmutableArray<int>> groups = json.TryGetProperty("groups", out var given)
            ? [.. names.Select(
                name => ReadGroups(given.GetProperty(name), domain.IndexOf(name) is >= 0 and var index ? domain[index].Size : 0))]
            : [];
        var unmeasured = json.Whole("unmeasuredCell");
        var deviation = json.Number("standardDeviation");
        if (unmeasured < -1 || unmeasured >= counts.Count || deviation < 0 || array.Length % sizeof(long) != 0)
        {
            throw new InvalidDataException("A measurement does not fit its attributes.");
        }

        return new NoisyMarginal([.. names], counts.ToImmutable(), json.Choice<NoiseKind>("noise"), deviation)
        {
            UnmeasuredCell = (int)unmeasured,
            Groups = groups,
        };
    }

    private static void WriteManifest(SortedDictionary<string, byte[]> entries, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("formatVersion", FormatVersion);
        json.WriteStartArray("entries");
        foreach (var (name, bytes) in entries)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("length", bytes.Length);
            json.WriteString("sha256", Convert.ToHexStringLower(SHA256.HashData(bytes)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Add(ZipArchive zip, string name, byte[] bytes)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = s_noTime;
        using var output = entry.Open();
        output.Write(bytes);
    }

    private static byte[] Array(ImmutableArray<long> counts)
    {
        var bytes = new byte[counts.Length * sizeof(long)];
        for (var i = 0; i < counts.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), counts[i]);
        }

        return bytes;
    }

    private static byte[] Array(ImmutableArray<double> logs)
    {
        var bytes = new byte[logs.Length * sizeof(double)];
        for (var i = 0; i < logs.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), logs[i]);
        }

        return bytes;
    }

    private static string PotentialName(int index) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"potentials/{index:00000}.f64");

    private static string ArrayName(int index) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"arrays/{index:00000}.i64");

    private static byte[] Bytes(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    private sealed class NewerFormatException(long version) : Exception
    {
        public long Version { get; } = version;
    }
}
