using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Privacy.Mechanisms;

namespace Veil.Synthesis.Graphical;

/// <summary>A measured marginal as the fit sees it.</summary>
/// <param name="Set">Its attributes.</param>
/// <param name="Values">Its noisy counts, row-major.</param>
/// <param name="Deviations">Standard deviation of the noise in each count.</param>
internal sealed record Target(AttributeSet Set, double[] Values, double[] Deviations)
{
    /// <summary>For each cell of the marginal the count it is part of; null when each is counted by itself.</summary>
    public int[]? CountOfCell { get; init; }

    /// <summary>The weight of each squared error: one over the noise's variance.</summary>
    public double[] Precisions { get; } = [.. Deviations.Select(deviation => 1 / (deviation * deviation))];

    /// <summary>The number of cells of the marginal.</summary>
    public int Cells => CountOfCell?.Length ?? Values.Length;

    /// <summary>Targets of the same set and the same counts are one.</summary>
    public (AttributeSet Set, int Counts, int Grouping) Key => (Set, Values.Length, Grouping(CountOfCell));

    /// <summary>The targets of some measurements: repeated ones merged by inverse variance.</summary>
    /// <param name="domain">The attributes; single columns were counted on their fine cells first, sets of columns on their merged ones.</param>
    /// <param name="measurements">The measurements.</param>
    public static List<Target> Of(Domain domain, IEnumerable<NoisyMarginal> measurements) =>
        [.. measurements.Select(measured => Of(domain, measured)).GroupBy(target => target.Key).Select(same => same.Aggregate(Combine))];

    /// <summary>Sums a marginal to the counts that were measured.</summary>
    public void Count(double[] marginal, double[] counts)
    {
        Array.Clear(counts);
        for (var cell = 0; cell < marginal.Length; cell++)
        {
            counts[CountOfCell![cell]] += marginal[cell];
        }
    }

    // Two groupings of the same numbers of groups may still differ.
    private static int Grouping(int[]? groups)
    {
        var hash = default(HashCode);
        foreach (var group in groups ?? [])
        {
            hash.Add(group);
        }

        return hash.ToHashCode();
    }

    private static Target Of(Domain domain, NoisyMarginal measured)
    {
        var set = new AttributeSet(measured.Attributes.Select(domain.IndexOf));
        if (measured.Attributes.Length > 1 || measured.Groups.Length > 0 || measured.Counts.Length != ((MergedAttribute)domain[set[0]]).Fine.Size)
        {
            // Counted on the cells of the model, in the order of the domain.
            return new Target(
                set,
                [.. measured.Counts.Select(count => (double)count)],
                [.. Enumerable.Repeat(measured.StandardDeviation, measured.Counts.Length)])
            {
                CountOfCell = measured.Groups.IsEmpty ? null : CountsOfCells(measured.Groups),
            };
        }

        var attribute = (MergedAttribute)domain[set[0]];
        var values = measured.Counts.Select(count => (double)count).ToArray();
        var deviations = Enumerable.Range(0, attribute.Size).Select(cell => measured.StandardDeviation * Math.Sqrt(attribute.Parts(cell))).ToArray();
        if (measured.UnmeasuredCell >= 0)
        {
            // What was not counted is only bounded by the rest: it hardly weighs.
            values[measured.UnmeasuredCell] = attribute.FineWeights[measured.UnmeasuredCell];
            deviations[attribute.MergedCells[measured.UnmeasuredCell]] *= Math.Sqrt(values.Length);
        }

        return new Target(set, attribute.Merge(values), deviations);
    }

    /// <summary>For each cell of a marginal, row-major, the count that its attributes' groups put it in.</summary>
    public static int[] CountsOfCells(ImmutableArray<ImmutableArray<int>> groups)
    {
        int[] cells = [0];
        foreach (var attribute in groups)
        {
            var size = attribute.Max() + 1;
            cells = [.. cells.SelectMany(outer => attribute.Select(group => (outer * size) + group))];
        }

        return cells;
    }

    private static Target Combine(Target left, Target right)
    {
        var values = new double[left.Values.Length];
        var deviations = new double[values.Length];
        for (var cell = 0; cell < values.Length; cell++)
        {
            var precision = left.Precisions[cell] + right.Precisions[cell];
            values[cell] = ((left.Values[cell] * left.Precisions[cell]) + (right.Values[cell] * right.Precisions[cell])) / precision;
            deviations[cell] = Math.Sqrt(1 / precision);
        }

        return left with { Values = values, Deviations = deviations };
    }
}
