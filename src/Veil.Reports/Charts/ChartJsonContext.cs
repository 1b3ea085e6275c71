using System.Text.Json;
using System.Text.Json.Serialization;

namespace Veil.Reports.Charts;

/// <summary>
/// How charts become JSON, written by the compiler: a native program cannot look at types while it runs. The types after the
/// first are those of properties that may hold one of several.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(View))]
[JsonSerializable(typeof(Legend))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(int))]
internal sealed partial class ChartJsonContext : JsonSerializerContext;
