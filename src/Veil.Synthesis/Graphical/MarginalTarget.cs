using Veil.Data.Domains;
using Veil.Privacy.Mechanisms;

namespace Veil.Synthesis.Graphical;

/// <summary>A measured marginal as the fit sees it.</summary>
/// <param name="Set">Its attributes.</param>
/// <param name="Values">Its noisy counts, row-major.</param>
/// <param name="Deviations">Standard deviation of the noise in each count.</param>
internal sealed record MarginalTarget(AttributeSet Set, double[] Values, double[] Deviations)
{
    /// <summary>The weight of each squared error: one over the noise's variance.</summary>
    public double[] Precisions { get; } = [.. Deviations.Select(deviation => 1 / (deviation * deviation))];

    /// <summary>The targets of some measurements: one per set, repeated measurements merged by inverse variance.</summary>
    /// <param name="domain">The attributes; single columns were counted on their fine cells first, sets of columns on their
    /// merged ones.</param>
    /// <param name="measurements">The measurements.</param>
    /// <param name="nodes">For each measurement its nodes of the model, in the order of its attributes.</param>
    public static List<MarginalTarget> Of(Domain domain, IReadOnlyList<NoisyMarginal> measurements, IReadOnlyList<AttributeSet> nodes) =>
        [.. measurements.Select((measured, i) => Of(domain, measured, nodes[i]))
            .GroupBy(target => target.Set).Select(same => same.Aggregate(Combine))];

    private static MarginalTarget Of(Domain domain, NoisyMarginal measured, AttributeSet set)
    {
        if (set.Count > 1 || set[0] >= domain.Count || measured.Counts.Length != ((CompressedAttribute)domain[set[0]]).Fine.Size)
        {
            // Counted on the cells of the model, in the order of the domain.
            return new MarginalTarget(
                set,
                [.. measured.Counts.Select(count => (double)count)],
                [.. Enumerable.Repeat(measured.StandardDeviation, measured.Counts.Length)]);
        }

        var attribute = (CompressedAttribute)domain[set[0]];
        var values = measured.Counts.Select(count => (double)count).ToArray();
        var deviations = Enumerable.Range(0, attribute.Size)
            .Select(cell => measured.StandardDeviation * Math.Sqrt(attribute.Parts(cell))).ToArray();
        if (measured.UnmeasuredCell >= 0)
        {
            // A cell that was not counted is only bounded by the rest: it has little weight.
            values[measured.UnmeasuredCell] = attribute.FineWeights[measured.UnmeasuredCell];
            deviations[attribute.MergedCells[measured.UnmeasuredCell]] *= Math.Sqrt(values.Length);
        }

        return new MarginalTarget(set, attribute.Merge(values), deviations);
    }

    private static MarginalTarget Combine(MarginalTarget left, MarginalTarget right)
    {
        var values = new double[left.Values.Length];
        var deviations = new double[values.Length];
        for (var cell = 0; cell < values.Length; cell++)
        {
            var precision = left.Precisions[cell] + right.Precisions[cell];
            values[cell] = ((left.Values[cell] * left.Precisions[cell]) + (right.Values[cell] * right.Precisions[cell])) / precision;
            deviations[cell] = Math.Sqrt(1 / precision);
        }

        return new MarginalTarget(left.Set, values, deviations);
    }
}
