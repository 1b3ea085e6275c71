using System.Text.Json;
using System.Text.Json.Serialization;

namespace Veil.Reports.Charts;

/// <summary>The width or height of a view.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct Extent
{
    private readonly double _pixels;
    private readonly bool _isStep;

    private Extent(double pixels, bool isStep)
    {
        _pixels = pixels;
        _isStep = isStep;
    }

    /// <summary>The full width of the container.</summary>
    public static Extent Container { get; }

    /// <summary>A number of pixels.</summary>
    public static Extent Pixels(double pixels) => new(pixels, isStep: false);

    /// <summary>A number of pixels per label of the axis.</summary>
    public static Extent Step(double pixels) => new(pixels, isStep: true);

    internal sealed class Converter : JsonConverter<Extent>
    {
        public override Extent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Charts are written only.");

        public override void Write(Utf8JsonWriter writer, Extent value, JsonSerializerOptions options)
        {
            if (value == Container)
            {
                writer.WriteStringValue("container");
            }
            else if (value._isStep)
            {
                writer.WriteStartObject();
                writer.WriteNumber("step", value._pixels);
                writer.WriteEndObject();
            }
            else
            {
                writer.WriteNumberValue(value._pixels);
            }
        }
    }
}
