using System.Text.Json;

namespace Veil.Evaluation.Tests;

/// <summary>
/// Cases worked out with numpy, scipy, scikit-learn and pandas: what goes into a measure and what comes out. Null among the inputs
/// is a missing value, null among the results means that there is no number.
/// </summary>
internal static class WorkedCases
{
    private static readonly JsonElement s_all = Read();

    /// <summary>The cases of a measure.</summary>
    public static JsonElement.ArrayEnumerator Of(string measure) => s_all.GetProperty("cases").GetProperty(measure).EnumerateArray();

    /// <summary>The columns of the small table that some cases are about.</summary>
    /// <param name="part">real or synthetic.</param>
    public static JsonElement Fixture(string part) => s_all.GetProperty("fixture").GetProperty(part);

    private static JsonElement Read()
    {
        using var stream = typeof(WorkedCases).Assembly.GetManifestResourceStream("WorkedCases.json")!;
        using var reader = new StreamReader(stream);
        return JsonElement.Parse(reader.ReadToEnd());
    }
}
