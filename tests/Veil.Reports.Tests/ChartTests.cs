using System.Diagnostics;
using System.Text.Json;
using Veil.Reports.Charts;
using Veil.Reports.Pages;

namespace Veil.Reports.Tests;

/// <summary>Every chart is a specification of the grammar that it claims, and can be drawn.</summary>
public sealed class ChartTests
{
    private static readonly Lazy<JsonSchemaCheck> s_schema = new(() =>
        new JsonSchemaCheck(JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vega-lite.schema.json"))).RootElement));

    [Fact]
    public void Charts_of_an_evaluation_follow_the_grammar()
    {
        foreach (var figure in Figures())
        {
            Assert.True(Fault(Spec(figure)) is null, $"{figure.Title}: {Fault(Spec(figure))}");
        }
    }

    [Theory]
    [InlineData("\"type\":\"bar\"", "\"type\":\"barr\"")]
    [InlineData("\"sort\":null", "\"sort\":7")]
    [InlineData("\"encoding\":", "\"encodings\":")]
    [InlineData("\"field\":\"share\"", "\"feild\":\"share\"")]
    public void The_check_of_the_grammar_finds_faults(string good, string bad)
    {
        var spec = Spec(Figures().First(figure => figure.Title == "sex"));

        Assert.Null(Fault(spec));
        Assert.Contains(good, spec, StringComparison.Ordinal);
        Assert.NotNull(Fault(spec.Replace(good, bad, StringComparison.Ordinal)));
    }

    [Fact]
    public void Charts_can_be_drawn()
    {
        var figures = Figures().ToList();
        var drawn = Draw(figures.Select(Spec));

        using var pins = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vega", "package.json")));
        var versions = pins.RootElement.GetProperty("dependencies");
        Assert.Equal(versions.GetProperty("vega").GetString(), drawn.GetProperty("vega").GetString());
        Assert.Equal(versions.GetProperty("vega-lite").GetString(), drawn.GetProperty("vegaLite").GetString());
        foreach (var (figure, picture) in figures.Zip(drawn.GetProperty("drawn").EnumerateArray()))
        {
            Assert.True(picture.GetProperty("marks").GetInt32() > 0, $"{figure.Title} is empty.");
            Assert.True(picture.GetProperty("warnings").GetArrayLength() == 0, $"{figure.Title}: {picture.GetProperty("warnings")}");
        }
    }

    [Fact]
    public void Labels_that_hold_markup_or_expressions_are_drawn_as_text()
    {
        const string Label = "</script><script>alert(1)</script> {{datum}} \"]}";
        var figures = Examples.FiguresOf(Examples.Page(Examples.Hostile(Label))).ToList();
        Assert.All(figures, figure => Assert.Null(Fault(Spec(figure))));

        foreach (var picture in Draw(figures.Select(Spec)).GetProperty("drawn").EnumerateArray())
        {
            Assert.DoesNotContain("<script", picture.GetProperty("svg").GetString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_absent()
    {
        var spec = ChartJson.Write(
            new UnitView { Mark = new Mark("point") }, new ChartData([new Field("a", "A")], [[double.NaN], [double.PositiveInfinity], [1.5], ["x"], [null]]), "");

        Assert.Contains("""[{"a":null},{"a":null},{"a":1.5},{"a":"x"},{"a":null}]""", spec, StringComparison.Ordinal);
    }

    internal static string? Fault(string spec)
    {
        using var document = JsonDocument.Parse(spec);
        return s_schema.Value.FaultOf(document.RootElement);
    }

    private static IEnumerable<Figure> Figures() => Examples.FiguresOf(Examples.Page(Examples.Result));

    private static string Spec(Figure figure) => ChartJson.Write(figure.View, figure.Data, figure.Says);

    private static JsonElement Draw(IEnumerable<string> specs)
    {
        using var node = StartNode();
        node.StandardInput.Write($"[{string.Join(',', specs)}]");
        node.StandardInput.Close();
        var output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.Equal(0, node.ExitCode);
        using var document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }

    private static Process StartNode()
    {
        try
        {
            return Process.Start(new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "render.js"), Path.Combine(AppContext.BaseDirectory, "vega")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("Node.js, which draws charts without a browser, is not installed.");
            throw;
        }
    }
}
