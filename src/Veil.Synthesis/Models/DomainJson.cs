using System.Collections.Immutable;
using System.Text.Json;
using Veil.Data.Domains;
using Veil.Data.Tables;

namespace Veil.Synthesis.Models;

/// <summary>A domain as JSON: the meaning of a cell number.</summary>
internal static class DomainJson
{
    public static void Write(Utf8JsonWriter json, Domain domain)
    {
        json.WriteStartArray("attributes");
        foreach (var attribute in domain.Attributes)
        {
            WriteAttribute(json, attribute);
        }

        json.WriteEndArray();
    }

    public static Domain Read(JsonElement root) => new(root.Items("attributes").Select(ReadAttribute));

    private static void WriteAttribute(Utf8JsonWriter json, Attribute attribute)
    {
        json.WriteStartObject();
        if (attribute is CompressedAttribute merged)
        {
            WriteMerged(json, merged);
            json.WriteEndObject();
            return;
        }

        json.WriteString("name", attribute.Name);
        json.WriteString("type", attribute.Type.ToString());
        json.WriteBoolean("missing", attribute.MissingCell >= 0);
        switch (attribute)
        {
            case CategoryAttribute category:
                WriteCategory(json, category);
                break;
            case NumericAttribute numeric:
                WriteNumeric(json, numeric);
                break;
            default:
                throw new NotSupportedException($"No JSON form is defined for {attribute.GetType().Name}.");
        }

        json.WriteEndObject();
    }

    private static void WriteMerged(Utf8JsonWriter json, CompressedAttribute merged)
    {
        json.WriteStartArray("mergedCells");
        foreach (var cell in merged.MergedCells)
        {
            json.WriteNumberValue(cell);
        }

        json.WriteEndArray();
        json.WriteStartArray("fineWeights");
        foreach (var weight in merged.FineWeights)
        {
            json.WriteNumberValue(weight);
        }

        json.WriteEndArray();
        json.WritePropertyName("fine");
        WriteAttribute(json, merged.Fine);
    }

    private static CompressedAttribute ReadMerged(JsonElement json)
    {
        ImmutableArray<int> cells = [.. json.Items("mergedCells")
            .Select(cell => cell.TryGetInt32(out var merged) ? merged : throw new JsonException("A merged cell is not whole."))];
        ImmutableArray<double> weights = [.. json.Items("fineWeights")
            .Select(weight => weight.TryGetDouble(out var value) ? value : throw new JsonException("A weight is no number."))];
        return new CompressedAttribute(ReadAttribute(json.Member("fine")), cells, weights);
    }

    private static void WriteCategory(Utf8JsonWriter json, CategoryAttribute category)
    {
        json.WriteBoolean("ordered", category.IsOrdered);
        if (category.OtherLabel is { } other)
        {
            json.WriteString("other", other);
        }

        json.WriteStartArray("labels");
        foreach (var label in category.Labels)
        {
            json.WriteStringValue(label);
        }

        json.WriteEndArray();
    }

    private static void WriteNumeric(Utf8JsonWriter json, NumericAttribute numeric)
    {
        json.WritePropertyName("grid");
        WriteGrid(json, numeric.Grid);
        json.WriteStartArray("cellStarts");
        foreach (var start in numeric.CellStarts)
        {
            json.WriteNumberValue(start);
        }

        json.WriteEndArray();
    }

    private static void WriteGrid(Utf8JsonWriter json, Grid grid)
    {
        json.WriteStartObject();
        switch (grid)
        {
            case WholeGrid whole:
                json.WriteString("kind", "whole");
                json.WriteNumber("minimum", whole.Minimum);
                json.WriteNumber("step", whole.Step);
                json.WriteBoolean("roundsDown", whole.RoundsDown);
                break;
            case DecimalGrid exact:
                json.WriteString("kind", "decimal");
                json.WriteNumber("minimum", exact.Minimum);
                json.WriteNumber("step", exact.Step);
                break;
            case MonthGrid months:
                json.WriteString("kind", "months");
                json.WriteNumber("minimum", months.FirstMonth);
                json.WriteNumber("step", months.MonthsPerStep);
                json.WriteBoolean("milliseconds", months.InMilliseconds);
                break;
            case GappedGrid gapped:
                json.WriteString("kind", "gapped");
                WriteRuns(json, gapped);
                break;
            default:
                throw new NotSupportedException($"No JSON form is defined for {grid.GetType().Name}.");
        }

        json.WriteNumber("count", grid.Count);
        json.WriteEndObject();
    }

    private static void WriteRuns(Utf8JsonWriter json, GappedGrid grid)
    {
        json.WriteStartArray("runs");
        foreach (var run in grid.Runs)
        {
            json.WriteNumberValue(run.First);
            json.WriteNumberValue(run.Last);
        }

        json.WriteEndArray();
        json.WritePropertyName("whole");
        WriteGrid(json, grid.Whole);
    }

    private static Attribute ReadAttribute(JsonElement json)
    {
        if (json.TryGetProperty("fine", out _))
        {
            return ReadMerged(json);
        }

        var name = json.Text("name");
        var type = json.Choice<ColumnType>("type");
        var missing = json.Flag("missing");
        if (!json.TryGetProperty("grid", out var grid))
        {
            ImmutableArray<string> labels =
                [.. json.Items("labels").Select(label => label.GetString() ?? throw new JsonException("A label is null."))];
            return new CategoryAttribute(name, type, labels, json.OptionalText("other"), missing, json.Flag("ordered"));
        }

        ImmutableArray<long> starts = [.. json.Items("cellStarts")
            .Select(start => start.TryGetInt64(out var at) ? at : throw new JsonException("A cell start is not whole."))];
        return new NumericAttribute(name, type, ReadGrid(grid), starts, missing);
    }

    private static Grid ReadGrid(JsonElement json)
    {
        var count = json.Whole("count");
        return json.Text("kind") switch
        {
            "whole" => new WholeGrid(json.Whole("minimum"), json.Whole("step"), count, json.Flag("roundsDown")),
            "decimal" => new DecimalGrid(json.Number("minimum"), json.Number("step"), count),
            "months" => new MonthGrid(
                checked((int)json.Whole("minimum")), checked((int)json.Whole("step")), count, json.Flag("milliseconds")),
            "gapped" => ReadGapped(json, count),
            _ => throw new JsonException("The kind of a grid is unknown."),
        };
    }

    private static GappedGrid ReadGapped(JsonElement json, long count)
    {
        long[] ends = [.. json.Items("runs")
            .Select(end => end.TryGetInt64(out var at) ? at : throw new JsonException("The end of a run is not whole."))];
        if (ends.Length % 2 != 0)
        {
            throw new JsonException("A run has two ends.");
        }

        var grid = new GappedGrid(ReadGrid(json.Member("whole")), [.. ends.Chunk(2).Select(run => new ValueRange(run[0], run[1]))]);
        return grid.Count == count ? grid : throw new JsonException("The runs of a grid do not have as many values as it says.");
    }
}
