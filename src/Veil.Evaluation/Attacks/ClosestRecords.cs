using System.Globalization;
using Veil.Evaluation.Learners;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;
using Veil.Evaluation.Rows;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Attacks;

/// <summary>
/// How near synthetic rows come to real ones, and how many are copies. These numbers can show a disaster; they prove no
/// privacy: rows may be far from all real rows and still give a person away, and what is near may be so because people are
/// alike. So each stands beside the same number of real rows kept apart.
/// </summary>
/// <remarks>
/// Reference: against distances as a proof of privacy, Ganev and De Cristofaro 2023 and Yao et al. 2025. Distances are
/// Gower's over the ranges of the real rows. Cost: one look at all real rows for each of some thousand rows.
/// </remarks>
/// <param name="options">How to measure; null for the defaults.</param>
public sealed class ClosestRecords(AttackOptions? options = null) : IEvaluationPart
{
    private const string NoProof = " This is no proof of privacy.";

    // So that rows at distance 0 have a ratio.
    private const double Nothing = 1e-8;

    private readonly AttackOptions _options = (options ?? new()).Validate();

    /// <inheritdoc/>
    public string Name => "Closest records";

    /// <inheritdoc/>
    public Section Section => Section.Privacy;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        var space = RecordSpace.Of(context);
        if (space.IsEmpty)
        {
            return Unmeasured.Because(
                "Distances to the closest real rows were not measured: there is no common column, no real or no synthetic row.");
        }

        var random = new SeededRandom(context.SeedFor("closest records"));
        var (independent, uniform) = (space.Encode(context.Independent), space.Encode(context.Uniform));
        Nearest[] Near(Records rows) => NearestRows.Of(Sample(rows, random), space.Real, context.Cancellation);
        var rows = new Measured(
            Near(space.Synthetic), space.Holdout is { } holdout ? Near(holdout) : null, Near(independent), Near(uniform));
        context.Report(0.7);
        var findings = new List<Finding> { Copies(space, independent, uniform) };
        findings.AddRange(Quantiles(
            "distance",
            "Distance to the closest real row",
            "the distance to the closest real row (0 the same, 1 different in everything)",
            rows,
            row => row.Distance));
        if (space.Real.Rows > 1)
        {
            findings.AddRange(Quantiles(
                "ratio",
                "Closest real row against the second closest",
                "the distance to the closest real row, divided by that to the second closest,",
                rows,
                Ratio));
        }

        if (space.Holdout is { } apart)
        {
            findings.Add(Share(space.Real, apart, space.Synthetic, random, context.Cancellation));
        }

        return new EvaluationResult
        {
            Findings = findings,
            Notes = space.Holdout is null
                ? ["Without real rows kept apart, there is nothing to say how near other people's rows come to the real ones anyway."]
                : [],
        };
    }

    /// <summary>The ratio of the distances of the closest and the second closest row.</summary>
    internal static double Ratio(Nearest row) => (row.Distance + Nothing) / (row.SecondDistance + Nothing);

    /// <summary>Share of rows that lie nearer to one table than to another, ties counting half.</summary>
    internal static double ShareCloser(double[] toOne, double[] toOther) =>
        toOne.Zip(toOther, (a, b) => Math.Abs(a - b) <= NearestRows.Tie ? 0.5 : a < b ? 1 : 0).Average();

    private Records Sample(Records rows, SeededRandom random) => Some(rows, _options.Guesses, random);

    private static Records Some(Records rows, int most, SeededRandom random) =>
        rows.Take(random.Permutation(rows.Rows)[..Math.Min(rows.Rows, most)]);

    private static Finding Copies(RecordSpace space, Records independent, Records uniform)
    {
        var known = space.Real.Keys.ToHashSet();
        int Equal(Records rows) => rows.Keys.Count(known.Contains);
        double? ShareOf(Records? rows) => rows is { Rows: > 0 } ? (double)Equal(rows) / rows.Rows : null;
        var (copies, count) = (Equal(space.Synthetic), space.Synthetic.Rows);
        var exact = Proportion.ClopperPearson(copies, count);
        return new Finding
        {
            Id = "privacy.closest.copies",
            Section = Section.Privacy,
            Title = "Copies of real rows (few are no proof of privacy)",
            Sentence = $"Of 100 synthetic rows {Text(100.0 * copies / count)} are the same as some real row in every column"
                + (ShareOf(space.Holdout) is { } others
                    ? $"; of 100 rows of other people {Text(100 * others)} are, because people are alike."
                    : ".")
                + NoProof,
            Value = (double)copies / count,
            Low = exact.Low,
            High = exact.High,
            Interval = "95 %, exact binomial (Clopper and Pearson), over synthetic rows",
            Least = 0,
            Most = 1,
            Direction = Direction.LikeReal,
            Count = count,
            Reads = Sources.Real | Sources.Synthetic | (space.Holdout is null ? 0 : Sources.Holdout),
            OfHoldout = ShareOf(space.Holdout),
            OfIndependent = ShareOf(independent),
            OfUniform = ShareOf(uniform),
            IsHeadline = true,
        };
    }

    private static IEnumerable<Finding> Quantiles(
        string id, string title, string what, Measured rows, Func<Nearest, double> measure)
    {
        double[] values = [.. rows.Synthetic.Select(measure).Order()];
        (double Share, string Name, string Words)[] wanted =
            [(0.5, "median", "half of the synthetic rows"), (0.05, "low", "5 of 100 synthetic rows")];
        foreach (var (share, name, words) in wanted)
        {
            double? Of(Nearest[]? nearest) =>
                nearest is { Length: > 0 } ? BasicBootstrap.Quantile([.. nearest.Select(measure).Order()], share) : null;
            var (value, apart) = (BasicBootstrap.Quantile(values, share), Of(rows.Holdout));
            var limits = OrderStatistics(values, share);
            yield return new Finding
            {
                Id = $"privacy.closest.{id}-{name}",
                Section = Section.Privacy,
                Title = $"{title}, {(name == "median" ? "half of the rows" : "the nearest 5 %")} (no proof of privacy)",
                Sentence = $"For {words} {what} is at most {Text(value)}"
                    + (apart is { } other ? $"; for rows of other people it is {Text(other)}." : ".") + NoProof,
                Value = value,
                Low = limits.Low,
                High = limits.High,
                Interval = "95 %, order statistics, over synthetic rows",
                Least = 0,
                Most = 1,
                Direction = Direction.LikeReal,
                Count = values.Length,
                Reads = Sources.Real | Sources.Synthetic | (rows.Holdout is null ? 0 : Sources.Holdout),
                OfHoldout = apart,
                OfIndependent = Of(rows.Independent),
                OfUniform = Of(rows.Uniform),
            };
        }
    }

    /// <summary>Which of as many rows of people in the table and of others does a synthetic row lie nearer to?</summary>
    private Finding Share(Records real, Records holdout, Records synthetic, SeededRandom random, CancellationToken cancellation)
    {
        var size = Math.Min(real.Rows, holdout.Rows);
        var rows = Sample(synthetic, random);
        double[] To(Records table) => Array.ConvertAll(NearestRows.Of(rows, Some(table, size, random), cancellation), row => row.Distance);
        var (toReal, toHoldout) = (To(real), To(holdout));
        var share = ShareCloser(toReal, toHoldout);
        var (centre, half) = Proportion.Wilson(share * rows.Rows, rows.Rows);
        return new Finding
        {
            Id = "privacy.closest.share",
            Section = Section.Privacy,
            Title = "Rows nearer to people of the table than to others (no proof of privacy)",
            Sentence = $"Of 100 synthetic rows {Text(100 * share)} lie nearer to a real row than to one of as many rows of other people; "
                + "50 would if they described everybody alike." + NoProof,
            Value = share,
            Low = Math.Max(0, centre - half),
            High = Math.Min(1, centre + half),
            Interval = "95 %, Wilson, over synthetic rows, as if they were drawn independently",
            Least = 0,
            Most = 1,
            Direction = Direction.LikeReal,
            Count = rows.Rows,
            Reads = Sources.Real | Sources.Synthetic | Sources.Holdout,
            OfHoldout = 0.5,
        };
    }

    private static Limits OrderStatistics(double[] sorted, double share)
    {
        var (middle, spread) = (share * sorted.Length, Proportion.Z95 * Math.Sqrt(sorted.Length * share * (1 - share)));
        int Place(double place) => (int)Math.Clamp(place, 0, sorted.Length - 1);
        return new Limits(sorted[Place(Math.Floor(middle - spread) - 1)], sorted[Place(Math.Ceiling(middle + spread))]);
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private sealed record Measured(Nearest[] Synthetic, Nearest[]? Holdout, Nearest[] Independent, Nearest[] Uniform);
}
