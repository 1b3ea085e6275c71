using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Models;

namespace Veil.Synthesis.Certificates;

/// <summary>A certified bound on the error of one marginal of a model.</summary>
/// <param name="Columns">Its columns.</param>
/// <param name="Cells">The number of its cells, as the model sees the columns.</param>
/// <param name="TotalVariation">
/// The total variation distance between model and real table is at most this: in any group of cells the share of rows
/// differs by no more. Null when nothing is certified, because no measurement holds these columns together.
/// </param>
public sealed record CertifiedError(ImmutableArray<string> Columns, double Cells, double? TotalVariation);

/// <summary>
/// A bound on the distance between a model and the real table, computed from its noisy measurements alone: all bounds hold
/// together with a chosen confidence, whatever the table holds and however the model was fitted.
/// </summary>
/// <remarks>
/// Reference: docs/privacy.md, "Certified errors". The idea of confidence intervals from what is released is that of AIM
/// (McKenna, Mullins, Sheldon and Miklau 2022); the bounds are others. They count the rows that the real table and the
/// model must have in common. Privacy: post-processing of what the model file holds, so it costs nothing.
/// Cost: some passes over each measurement.
/// </remarks>
/// <param name="Confidence">The chance, over the noise, that all bounds hold.</param>
/// <param name="Errors">Every column, every pair of columns, and larger sets that were measured.</param>
public sealed record ErrorCertificate(double Confidence, ImmutableArray<CertifiedError> Errors)
{
    // Marginals up to this size are certified; of larger measured sets the set itself too.
    private const int Columns = 2;

    // A measurement has two to this power parts at most; a file may come from an untrusted source.
    private const int MostColumns = 10;

    // The cut-offs of the noise, in its standard deviations. All are tried and the best one is taken, so each has its share of
    // the chance of failure.
    private static readonly double[] s_thresholds = [0, 0.5, 1, 1.5, 2, 2.5, 3];

    /// <summary>Computes the certificate of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="confidence">The chance that all bounds hold, above 0 and below 1.</param>
    /// <param name="cancellationToken">Checked for every measurement.</param>
    public static ErrorCertificate Of(SynthesisModel model, double confidence, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(confidence, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        var domain = model.Content.Domain;
        var views = Views(model.Content, 1 - confidence);

        // All bounds of the number of rows hold together, so the least of them holds too.
        var rows = views.Where(view => view.Set.Count == 0).Select(RowsAtMost).DefaultIfEmpty(0).Min();
        var shared = new Dictionary<AttributeSet, double>();
        foreach (var same in views.Where(view => view.Set.Count > 0).GroupBy(view => view.Set))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (rows > 0 && model.Marginal(same.Key) is { } marginal && marginal.Sum() is > 0 and var total)
            {
                double[] modelled = [.. marginal.Select(count => Math.Max(0, count) / total * rows)];
                shared[same.Key] = same.Max(view => SharedAtLeast(view, modelled));
            }
        }

        var all = Enumerable.Range(0, domain.Count).Select(a => new AttributeSet(a))
            .Concat(Enumerable.Range(0, domain.Count)
                .SelectMany(a => Enumerable.Range(a + 1, domain.Count - a - 1).Select(b => new AttributeSet(a, b))))
            .Concat(shared.Keys.Where(set => set.Count > Columns));
        return new ErrorCertificate(confidence, [.. all.Select(set => new CertifiedError(
            [.. set.Select(attribute => domain[attribute].Name)],
            domain.SizeOf(set),
            shared.TryGetValue(set, out var common) ? Math.Clamp(1 - (common / rows), 0, 1) : null))]);
    }

    // Each measurement as a table over each of its parts, the empty one included, with its share of the chance of failure.
    private static List<View> Views(ModelContent model, double failure)
    {
        var views = new List<View>();
        for (var i = 0; i < model.Measurements.Length; i++)
        {
            var measured = model.Measurements[i];
            int[] attributes = [.. measured.Attributes.Select(model.Domain.IndexOf)];

            // Of labels found in the data only those are listed whose count the noise raised: its size is unknown. Cells that
            // were counted in groups have no counts of their own.
            var isUsable = measured.UnmeasuredCell < 0 && measured.Groups.IsEmpty && measured.StandardDeviation > 0
                && attributes.Length is > 0 and <= MostColumns && attributes.Zip(attributes.Skip(1)).All(pair => pair.First < pair.Second);
            if (!isUsable)
            {
                continue;
            }

            // How many measurements there are may depend on the noise of earlier ones, so each has a share that was
            // fixed before: c / ((c + i)(c + i + 1)), which sum to 1, c being the number of columns.
            double columns = model.Domain.Count;
            var share = failure * columns / ((columns + i) * (columns + i + 1));
            var parts = Enumerable.Range(0, 1 << attributes.Length)
                .Where(mask => int.PopCount(mask) <= Columns || mask == (1 << attributes.Length) - 1).ToList();
            views.AddRange(parts.Select(mask => MakeView(model.Domain, measured, attributes, mask, share / parts.Count)));
        }

        return views;
    }

    private static View MakeView(Domain domain, NoisyMarginal measured, int[] attributes, int mask, double chance)
    {
        bool[] kept = [.. attributes.Select((_, i) => (mask >> i & 1) != 0)];
        var set = new AttributeSet(attributes.Where((_, i) => kept[i]));
        double[] counts = [.. measured.Counts.Select(count => (double)count)];

        // Single columns were measured before their cells were merged: the merged cells, chosen by looking at that very
        // noise, are only sums of bounded parts.
        if (attributes.Length == 1 && mask == 1)
        {
            var merged = (domain[attributes[0]] as CompressedAttribute)?.MergedCells ?? [.. Enumerable.Range(0, counts.Length)];
            return new View(set, counts, merged, new NoiseBound(measured.Noise, measured.StandardDeviation, 1), chance);
        }

        // The number of rows is bounded from the cells themselves.
        if (mask == 0)
        {
            return new View(set, counts, [], new NoiseBound(measured.Noise, measured.StandardDeviation, 1), chance);
        }

        var plan = new AxisReduction([.. attributes.Select(attribute => domain[attribute].Size)], kept);
        var summed = new double[plan.SmallCells];
        plan.Sum(counts, summed);
        return new View(
            set,
            summed,
            [.. Enumerable.Range(0, summed.Length)],
            new NoiseBound(measured.Noise, measured.StandardDeviation, counts.Length / summed.Length),
            chance);
    }

    private static double RowsAtMost(View view) => view.Counts.Sum() + view.Noise.SumAtMost(view.Counts.Length, view.Chance);

    // With y = x + z and any threshold a, max(0, y - a) is at most x + max(0, z - a): the first is seen, the last is
    // bounded, so what is left of x is known to be there.
    private static double SharedAtLeast(View view, double[] modelled)
    {
        double best = 0;
        foreach (var deviations in s_thresholds)
        {
            var threshold = Math.Round(deviations * view.Noise.Deviation);
            var certain = new double[modelled.Length];
            for (var cell = 0; cell < view.Counts.Length; cell++)
            {
                certain[view.Cells[cell]] += Math.Max(0, view.Counts[cell] - threshold);
            }

            var shared = certain.Zip(modelled, Math.Min).Sum();
            best = Math.Max(best, shared - view.Noise.ExcessAtMost(threshold, view.Counts.Length, view.Chance / s_thresholds.Length));
        }

        return best;
    }

    /// <summary>A measurement summed to some of its attributes.</summary>
    /// <param name="Set">The attributes.</param>
    /// <param name="Counts">Noisy counts.</param>
    /// <param name="Cells">For each count the cell of the model that it belongs to.</param>
    /// <param name="Noise">The noise of each count.</param>
    /// <param name="Chance">The chance with which bounds from here may fail.</param>
    private sealed record View(AttributeSet Set, double[] Counts, ImmutableArray<int> Cells, NoiseBound Noise, double Chance);
}
