using System.Text.Json;
using Veil.Evaluation.Results;

namespace Veil.Reports.Evaluations;

/// <summary>Writes an evaluation as JSON: every number with its interval and its reference values, under a stable name.</summary>
public static class MetricsJson
{
    /// <summary>The version of the format.</summary>
    public const int Version = 1;

    /// <summary>Writes the document.</summary>
    /// <param name="result">The result of the evaluation.</param>
    /// <param name="facts">Facts about the comparison as names and values.</param>
    /// <param name="stream">The stream to write to; left open.</param>
    public static void Write(EvaluationResult result, IReadOnlyList<(string Name, string Value)> facts, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteString("internal", EvaluationReport.Banner);
        json.WriteStartObject("facts");
        foreach (var (name, value) in facts)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteStartArray("findings");
        foreach (var finding in result.Findings)
        {
            Write(json, finding);
        }

        json.WriteEndArray();
        json.WriteStartArray("distributions");
        foreach (var distribution in result.Distributions)
        {
            Write(json, distribution);
        }

        json.WriteEndArray();
        json.WriteStartArray("matrices");
        foreach (var matrix in result.Matrices)
        {
            Write(json, matrix);
        }

        json.WriteEndArray();
        WriteSeries(json, "curves", result.Curves.Select(curve => (curve.Id, curve.Title, curve.Across, curve.Up, curve.Series)));
        WriteSeries(json, "clouds", result.Clouds.Select(cloud => (cloud.Id, cloud.Title, cloud.Across, cloud.Up, cloud.Groups)));
        WriteStrings(json, "notes", result.Notes);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("id", finding.Id);
        json.WriteString("section", Wording.Anchor(finding.Section));
        json.WriteString("title", finding.Title);
        json.WriteString("sentence", finding.Sentence);
        WriteNumber(json, "value", finding.Value);
        json.WriteString("reason", finding.Reason);
        WriteNumber(json, "low", finding.Low);
        WriteNumber(json, "high", finding.High);
        json.WriteString("interval", finding.Interval);
        WriteNumber(json, "least", finding.Least);
        WriteNumber(json, "most", finding.Most);
        json.WriteString("direction", JsonNamingPolicy.CamelCase.ConvertName(finding.Direction.ToString()));
        json.WriteNumber("count", finding.Count);
        var reads = Enum.GetValues<Sources>().Where(source => finding.Reads.HasFlag(source));
        WriteStrings(json, "reads", reads.Select(source => source.ToString().ToLowerInvariant()));
        WriteNumber(json, "ofHoldout", finding.OfHoldout);
        WriteNumber(json, "ofIndependent", finding.OfIndependent);
        WriteNumber(json, "ofUniform", finding.OfUniform);
        WriteStrings(json, "columns", finding.Columns);
        json.WriteString("group", finding.Group);
        json.WriteBoolean("headline", finding.IsHeadline);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Distribution distribution)
    {
        json.WriteStartObject();
        json.WriteString("column", distribution.Column);
        WriteNumber(json, "distance", distribution.Distance);
        json.WriteBoolean("ordered", distribution.IsOrdered);
        WriteStrings(json, "cells", distribution.Cells);
        WriteNumbers(json, "real", distribution.Real);
        WriteNumbers(json, "synthetic", distribution.Synthetic);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PairMatrix matrix)
    {
        json.WriteStartObject();
        json.WriteString("id", matrix.Id);
        json.WriteString("title", matrix.Title);
        WriteNumber(json, "least", matrix.Least);
        WriteNumber(json, "most", matrix.Most);
        WriteStrings(json, "columns", matrix.Names);
        foreach (var (name, values) in new[] { ("real", matrix.Real), ("synthetic", matrix.Synthetic) })
        {
            json.WriteStartArray(name);
            foreach (var row in values)
            {
                json.WriteStartArray();
                foreach (var value in row)
                {
                    WriteValue(json, value);
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteSeries(
        Utf8JsonWriter json,
        string name,
        IEnumerable<(string Id, string Title, string Across, string Up, IReadOnlyList<Series> Series)> all)
    {
        json.WriteStartArray(name);
        foreach (var each in all)
        {
            json.WriteStartObject();
            json.WriteString("id", each.Id);
            json.WriteString("title", each.Title);
            json.WriteString("across", each.Across);
            json.WriteString("up", each.Up);
            json.WriteStartArray("series");
            foreach (var series in each.Series)
            {
                json.WriteStartObject();
                json.WriteString("name", series.Name);
                WriteNumbers(json, "x", series.X);
                WriteNumbers(json, "y", series.Y);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            WriteValue(json, value);
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        json.WritePropertyName(name);
        WriteValue(json, value);
    }

    // JSON has no infinity, which is written by its name. NaN is written as null.
    private static void WriteValue(Utf8JsonWriter json, double? value)
    {
        switch (value)
        {
            case null or double.NaN:
                json.WriteNullValue();
                break;
            case { } number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case { } number:
                json.WriteStringValue(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }
}
