using Veil.Reports.Charts;

namespace Veil.Reports.Evaluations;

/// <summary>Real, synthetic and reference rows have the same colour, dashes and shape in every chart of a report.</summary>
internal static class SeriesColor
{
    public const string Real = "real";
    public const string Synthetic = "synthetic";

    // The page defines its colours in this order: blue, vermilion, green, purple, grey.
    private static readonly string[] s_known = [Real, Synthetic, "hold-out", "independent columns", "uniform"];

    private static readonly double[][] s_dashes = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [1, 4], [12, 3]];

    /// <summary>The colour of a field whose values are names of series.</summary>
    /// <param name="names">The series that occur.</param>
    /// <param name="legend">Whether a legend is shown.</param>
    public static Channel Of(IEnumerable<string> names, bool legend = true) => new()
    {
        Field = "series",
        Type = "nominal",
        Title = "",
        Scale = new Scale { Domain = [.. Domain(names)] },
        Legend = legend ? LegendOf(names) : Channel.Nothing,
    };

    /// <summary>The dashes of the same field, which distinguish series without colours.</summary>
    public static Channel Dashes(IEnumerable<string> names)
    {
        var domain = Domain(names);
        return new Channel
        {
            Field = "series",
            Type = "nominal",
            Title = "",
            Scale = new Scale { Domain = [.. domain], Range = [.. domain.Select((_, i) => s_dashes[i % s_dashes.Length])] },
            Legend = LegendOf(names),
        };
    }

    private static Legend LegendOf(IEnumerable<string> names) =>
        new() { Orient = "top", Direction = "horizontal", Values = [.. names.Distinct()] };

    // Colours are assigned by position in the domain, so known series keep their positions.
    private static List<string> Domain(IEnumerable<string> names)
    {
        var all = names.Distinct().ToList();
        var last = all.Max(name => Array.IndexOf(s_known, name));
        return [.. s_known.Take(last + 1), .. all.Except(s_known)];
    }
}
