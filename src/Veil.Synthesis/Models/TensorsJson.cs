using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Veil.Synthesis.Models;

/// <summary>The weights of a model: names and shapes in JSON, values as raw little-endian arrays beside it.</summary>
internal static class TensorsJson
{
    /// <summary>The entry that holds the values of a tensor.</summary>
    public static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"tensors/{index:00000}.f32");

    /// <summary>The values of a tensor.</summary>
    public static byte[] Bytes(ModelTensor tensor)
    {
        var bytes = new byte[tensor.Values.Length * sizeof(float)];
        for (var i = 0; i < tensor.Values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), tensor.Values[i]);
        }

        return bytes;
    }

    /// <summary>Writes names and shapes, and the progress of training: nothing for a model without tensors.</summary>
    public static void Write(Utf8JsonWriter json, ModelContent model)
    {
        if (model.Tensors.IsEmpty && model.Training is null)
        {
            return;
        }

        Write(json, "tensors", model.Tensors);
        if (model.Training is { } training)
        {
            json.WriteStartObject("training");
            json.WriteNumber("step", training.Step);
            json.WriteNumber("steps", training.Steps);
            if (training.Continuation is { } continuation)
            {
                json.WriteString("continuation", continuation);
            }

            if (training.Parent is { } parent)
            {
                json.WriteString("parent", parent);
            }

            Write(json, "state", training.State);
            json.WriteEndObject();
        }
    }

    /// <summary>Reads them back.</summary>
    /// <exception cref="InvalidDataException">Values are absent, are no numbers, or do not fit their shape.</exception>
    public static (ImmutableArray<ModelTensor> Tensors, ModelTraining? Training) Read(
        JsonElement root, IReadOnlyDictionary<string, byte[]> entries)
    {
        if (!root.TryGetProperty("tensors", out _))
        {
            return ([], null);
        }

        var tensors = Read(root, "tensors", 0, entries);
        if (!root.TryGetProperty("training", out var json))
        {
            return (tensors, null);
        }

        var (step, steps) = (json.Whole("step"), json.Whole("steps"));
        return step >= 0 && step <= steps && steps <= int.MaxValue
            ? (tensors, new ModelTraining((int)step, (int)steps, Read(json, "state", tensors.Length, entries))
            {
                Continuation = json.OptionalText("continuation"),
                Parent = json.OptionalText("parent"),
            })
            : throw new InvalidDataException("The steps of the training are no numbers of steps.");
    }

    private static void Write(Utf8JsonWriter json, string name, ImmutableArray<ModelTensor> tensors)
    {
        json.WriteStartArray(name);
        foreach (var tensor in tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteStartArray("shape");
            foreach (var size in tensor.Shape)
            {
                json.WriteNumberValue(size);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static ImmutableArray<ModelTensor> Read(JsonElement json, string name, int first, IReadOnlyDictionary<string, byte[]> entries)
    {
        ImmutableArray<ModelTensor> tensors = [.. json.Items(name).Select((item, i) => Read(item, entries[NameOf(first + i)]))];
        return tensors.DistinctBy(tensor => tensor.Name).Count() == tensors.Length
            ? tensors
            : throw new InvalidDataException("Two tensors have one name.");
    }

    private static ModelTensor Read(JsonElement json, byte[] bytes)
    {
        ImmutableArray<int> shape = [.. json.Items("shape").Select(size => size.GetInt32())];
        double count = 1;
        foreach (var size in shape)
        {
            count *= size >= 0 ? size : throw new InvalidDataException("A tensor has a negative size.");
        }

        if (count * sizeof(float) != bytes.Length)
        {
            throw new InvalidDataException("A tensor does not fit its shape.");
        }

        var values = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
            if (!float.IsFinite(values[i]))
            {
                throw new InvalidDataException("A weight is not a number.");
            }
        }

        return new ModelTensor(json.Text("name"), shape, ImmutableCollectionsMarshal.AsImmutableArray(values));
    }
}
