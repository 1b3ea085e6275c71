using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Fidelity;

/// <summary>How near each column by itself is to the real one.</summary>
public sealed class ColumnsPart : IEvaluationPart
{
    private const double Level = 0.05;

    /// <inheritdoc/>
    public string Name => "single columns";

    /// <inheritdoc/>
    public Section Section => Section.Columns;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        var data = FidelityData.Of(context);
        var counts = new MarginalCounts[data.Names.Length];
        var distances = MarginalDistances.Measure(
            data, MarginalSets.Of(data.Names.Length, 1, data.Names.Length, 0), context.Cancellation, (set, count) => counts[set] = count);
        context.Report(0.3);
        var findings = new Findings(Section);
        var numeric = data.NumericNames.ToList();
        var distanceOf = Numeric(data, numeric, Distances.KolmogorovSmirnov, context);
        context.Report(0.6);
        var areaOf = Numeric(data, numeric, Normalised, context);
        AddOverview(findings, data, distances, numeric, distanceOf, areaOf, counts);
        for (var column = 0; column < data.Names.Length; column++)
        {
            AddDistances(findings, data, distances, counts[column], column);
        }

        for (var column = 0; column < numeric.Count; column++)
        {
            AddNumeric(findings, data, numeric[column], distanceOf[column], areaOf[column]);
            StatisticQueries.Add(findings, data, numeric[column]);
        }

        return new EvaluationResult
        {
            Findings = findings.All,
            Distributions =
            [
                .. Enumerable.Range(0, data.Names.Length).Select(column => ColumnCells.Of(data, counts[column], column, distances.Of(FidelityData.Synthetic, column) ?? 1))
                    .OrderByDescending(distribution => distribution.Distance),
            ],
            Notes = data.Notes,
        };
    }

    /// <summary>The area between the distributions in units of the real range; null where that is a single value.</summary>
    internal static double? Normalised(NumericValues real, NumericValues other) =>
        real.Values.Length < 2 ? null : Distances.Wasserstein(real, other) / (real.Values[^1] - real.Values[0]);

    private static Measured[] Numeric(
        FidelityData data, List<string> names, Func<NumericValues, NumericValues, double?> measure, EvaluationContext context)
    {
        var measured = new Measured[names.Count];
        Parallel.For(
            0,
            names.Count,
            new ParallelOptions { CancellationToken = context.Cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            i => measured[i] = data.Measure(
                table => measure(data.Numbers(FidelityData.Real, names[i]), data.Numbers(table, names[i]))));
        return measured;
    }

    private static void AddOverview(
        Findings findings,
        FidelityData data,
        MarginalDistances distances,
        List<string> numeric,
        Measured[] distanceOf,
        Measured[] areaOf,
        MarginalCounts[] counts)
    {
        findings.Add(
            "total-variation.mean",
            "Mean distance of single columns",
            data.Measure(table => distances.Of(table)?.Mean),
            data.Names.Length,
            value => $"On average, {Words.Share(value)} of a column's values would have to change to give it the real distribution.",
            change: finding => (finding with { Most = 1, IsHeadline = true }).WithInterval(distances.MeanWithout));
        findings.Add(
            "total-variation.maximum",
            "Largest distance of a single column",
            data.Measure(table => distances.Of(table)?.Maximum),
            data.Names.Length,
            value => $"In the worst column, {Words.Share(value)} of the values would have to change to give it the real distribution.",
            change: finding => finding with { Most = 1, IsHeadline = true });
        findings.Add(
            "kolmogorov-smirnov.mean",
            "Mean Kolmogorov-Smirnov distance of numeric columns",
            Mean([.. distanceOf.Select((distance, i) => WithLost(data, numeric[i], distance))]),
            numeric.Count,
            value => $"At some value of a numeric column, the share of rows at or below it is off by {Words.Share(value)} on average over the columns.",
            "No numeric column has a real value, or the synthetic table has no row.",
            finding => finding with { Most = 1, IsHeadline = true });
        findings.Add(
            "wasserstein.mean",
            "Mean Wasserstein distance of numeric columns",
            Mean(areaOf),
            areaOf.Count(area => area.Value is not null),
            value => $"Values of numeric columns would have to move by {Words.Share(value)} of the real range on average over the {areaOf.Count(area => area.Value is not null)} of {areaOf.Length} columns that have two real values and a synthetic one.",
            "No numeric column has two different real values.",
            finding => finding);
        findings.Add(
            "jensen-shannon.mean",
            "Mean Jensen-Shannon distance of single columns",
            data.Measure(table => Mean(counts.Select(count => JensenShannon(count, table)))),
            data.Names.Length,
            value => $"The mean Jensen-Shannon distance (base 2) is {Words.Number(value)}; 0 is the same, 1 nothing in common.",
            change: finding => finding with { Most = 1 });
    }

    private static void AddDistances(Findings findings, FidelityData data, MarginalDistances distances, MarginalCounts counts, int column)
    {
        var name = data.Names[column];
        var expected = Divergences.ExpectedTotalVariation(counts.Of(FidelityData.Real), counts.Rows(FidelityData.Synthetic));
        findings.Add(
            "total-variation",
            "Distance of the distributions",
            data.Measure(table => distances.Of(table, column)),
            counts.Rows(FidelityData.Synthetic),
            value => $"{Words.Share(value)} of the values of '{name}' would have to change to give it the real distribution; other real rows would show about {Words.Share(expected ?? 0)}.",
            change: finding => finding with { Most = 1, Columns = [name] });
        findings.Add(
            "jensen-shannon",
            "Jensen-Shannon distance",
            data.Measure(table => JensenShannon(counts, table)),
            counts.Rows(FidelityData.Synthetic),
            value => $"The Jensen-Shannon distance (base 2) of '{name}' is {Words.Number(value)}; 0 is the same, 1 nothing in common.",
            change: finding => finding with { Most = 1, Columns = [name] });
        findings.Add(
            "hellinger",
            "Hellinger distance",
            data.Measure(table => Divergences.Hellinger(counts.Of(FidelityData.Real), counts.Of(table))),
            counts.Rows(FidelityData.Synthetic),
            value => $"The Hellinger distance of '{name}' is {Words.Number(value)}; 0 is the same, 1 nothing in common.",
            change: finding => finding with { Most = 1, Columns = [name] });
        var raw = Divergences.KullbackLeibler(counts.Of(FidelityData.Synthetic), counts.Of(FidelityData.Real));
        findings.Add(
            "kullback-leibler",
            "Kullback-Leibler divergence",
            data.Measure(table => Divergences.KullbackLeibler(counts.Of(table), counts.Of(FidelityData.Real), Divergences.Smoothing)),
            counts.Rows(FidelityData.Synthetic),
            value => $"The divergence of the synthetic '{name}' from the real one is {Words.Number(value)} nats, half a row added to every cell; without that it is {(double.IsPositiveInfinity(raw ?? 0) ? "infinite, because a synthetic value does not occur among the real ones" : Words.Number(raw))}.",
            change: finding => finding with { Columns = [name] });
        var test = ChiSquare.Homogeneity(counts.Of(FidelityData.Real), counts.Of(FidelityData.Synthetic));
        findings.Add(
            "chi-square",
            "Chi-square effect size (Cramer's V)",
            data.Measure(table => ChiSquare.Homogeneity(counts.Of(FidelityData.Real), counts.Of(table))?.Effect),
            counts.Rows(FidelityData.Synthetic),
            value => $"How much a value of '{name}' tells of whether its row is real: {Words.Number(value)} of at most 1 (chi-square {Words.Number(test!.Statistic)} with {test.Degrees} degrees of freedom, p = {Words.Number(test.P)}{(test.LeastExpected < 5 ? ", rough because some cells expect fewer than 5 rows" : "")}).",
            "One of the tables has no row, or both hold one and the same value.",
            finding => finding with { Most = 1, Columns = [name] });
    }

    private static void AddNumeric(Findings findings, FidelityData data, string name, Measured distance, Measured area)
    {
        var (real, synthetic) = (data.Numbers(FidelityData.Real, name), data.Numbers(FidelityData.Synthetic, name));
        findings.Add(
            "kolmogorov-smirnov",
            "Kolmogorov-Smirnov distance",
            distance,
            synthetic.Present,
            value => $"At some value of '{name}', the share of rows at or below it is off by {Words.Share(value)}.",
            change: finding => WithMargin(finding with { Most = 1, Columns = [name] }, real.Present, synthetic.Present));
        findings.Add(
            "wasserstein",
            "Wasserstein distance in real ranges",
            area,
            synthetic.Present,
            value => $"Values of '{name}' would have to move by {Words.Share(value)} of the real range on average.",
            "The real column has fewer than two different values, or the synthetic one none.",
            finding => finding with { Columns = [name] });
    }

    private static Finding WithMargin(Finding finding, long real, long synthetic)
    {
        if (finding.Value is not { } value)
        {
            return finding;
        }

        var margin = Distances.KolmogorovSmirnovMargin(real, synthetic, Level);
        return finding with
        {
            Low = Math.Max(0, value - margin),
            High = Math.Min(1, value + margin),
            Interval = "95 %, bound of Dvoretzky, Kiefer, Wolfowitz and Massart: holds for any distribution",
        };
    }

    private static double? JensenShannon(MarginalCounts counts, int table) =>
        Divergences.JensenShannon(counts.Of(FidelityData.Real), counts.Of(table)) is { } bits ? Math.Sqrt(bits) : null;

    // Where all values of a column were lost there is no distance, but for the mean that is as far as can be.
    private static Measured WithLost(FidelityData data, string column, Measured distance)
    {
        var hasReal = data.Numbers(FidelityData.Real, column).Present > 0;
        return data.Measure(table => table switch
        {
            FidelityData.Synthetic => distance.Value,
            FidelityData.Holdout => distance.OfHoldout,
            FidelityData.Independent => distance.OfIndependent,
            _ => distance.OfUniform,
        } ?? (hasReal && data.Tables[table].RowCount > 0 ? 1 : null));
    }

    private static Measured Mean(Measured[] measured) => new(
        Mean(measured.Select(each => each.Value)),
        Mean(measured.Select(each => each.OfHoldout)),
        Mean(measured.Select(each => each.OfIndependent)),
        Mean(measured.Select(each => each.OfUniform)));

    private static double? Mean(IEnumerable<double?> values) => values.Average();
}
