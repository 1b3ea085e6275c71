using System.Text.Json;
using Veil.Data.Tables;

namespace Veil.Evaluation.Tests.Fidelity;

/// <summary>One worked case: what goes in, and what numpy, scipy and scikit-learn say comes out.</summary>
internal sealed class OracleCase(JsonElement json)
{
    private const double Tolerance = 1e-9;

    public string Id => json.GetProperty("id").GetString()!;

    public JsonElement Inputs => json.GetProperty("inputs");

    public JsonElement Expected => json.GetProperty("expected");

    /// <summary>The cases of a measure.</summary>
    public static IReadOnlyList<OracleCase> All(string measure) => [.. WorkedCases.Of(measure).Select(json => new OracleCase(json))];

    public bool Has(string input) => Inputs.TryGetProperty(input, out _);

    public double[] Numbers(string input) => Numbers(Inputs.GetProperty(input));

    public double[][] Points(string input) => [.. Inputs.GetProperty(input).EnumerateArray().Select(Numbers)];

    public int[] Counts(string input) => [.. Inputs.GetProperty(input).EnumerateArray().Select(value => value.GetInt32())];

    public string?[] Texts(string input) => Texts(Inputs.GetProperty(input));

    /// <summary>A table of the case, as labels: its own, or the fixture with ages in its bins.</summary>
    public Table Labels(string part)
    {
        var table = Has("use") ? WorkedCases.Fixture(part) : Inputs.GetProperty(part);
        return new Table(
        [
            .. table.EnumerateObject().OrderBy(column => column.Name, StringComparer.Ordinal).Select(column => Tables.Labels(
                column.Name, column.Name == "age" && Has("age_bins") ? Binned(column.Value) : Texts(column.Value))),
        ]);
    }

    /// <summary>A numeric column of the fixture.</summary>
    public static double[] Fixture(string part, string column) => Numbers(WorkedCases.Fixture(part).GetProperty(column));

    public static string?[] FixtureTexts(string part, string column) => Texts(WorkedCases.Fixture(part).GetProperty(column));

    /// <summary>Compares; a case lists what it is about, and null means that there is no number.</summary>
    public void Check(string name, double? actual) => Check(Expected, name, actual);

    public void Check(JsonElement expected, string name, double? actual)
    {
        if (!expected.TryGetProperty(name, out var value))
        {
            return;
        }

        if (value.ValueKind is JsonValueKind.Null)
        {
            Assert.True(actual is null, $"{Id}: {name} is {actual}, and should not be defined.");
            return;
        }

        var number = value.ValueKind is JsonValueKind.String ? double.PositiveInfinity : value.GetDouble();
        Assert.True(
            actual is { } is1 && (is1 == number || Math.Abs(is1 - number) <= Tolerance * Math.Max(1, Math.Abs(number))),
            $"{Id}: {name} is {actual}, and should be {number}.");
    }

    private static double[] Numbers(JsonElement array) =>
        [.. array.EnumerateArray().Select(value => value.ValueKind is JsonValueKind.Null ? double.NaN : value.GetDouble())];

    private static string?[] Texts(JsonElement array) =>
        [.. array.EnumerateArray().Select(value => value.ValueKind is JsonValueKind.Null ? null : value.ToString())];

    private string?[] Binned(JsonElement ages)
    {
        var bins = Inputs.GetProperty("age_bins");
        if (bins.ValueKind is JsonValueKind.Null)
        {
            return Texts(ages);
        }

        double[] edges = [.. bins.EnumerateArray().Select(edge => edge.ValueKind is JsonValueKind.String ? double.PositiveInfinity : edge.GetDouble())];
        return [.. Numbers(ages).Select(age => $"bin {edges.Count(edge => edge <= age)}")];
    }
}
