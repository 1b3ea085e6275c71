using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Estimation;

namespace Veil.Synthesis.Domains;

/// <summary>
/// The domain on which relations are modelled: cells with hardly any rows are merged, and numeric columns are cut into bins of
/// about equal mass, so that joint measurements stand out of their noise. It is computed from noisy one-way counts alone, and
/// undone by the counts of the finer cells.
/// </summary>
internal static class DomainCompression
{
    // Cells below this many standard deviations of their noise are not distinguished from empty ones.
    private const double RareDeviations = 3;

    // A bin this many times heavier than the average keeps its heavy cell to itself.
    private const double HeavyShare = 2;

    // A bin must hold this many standard deviations of its noise.
    private const double BinDeviations = 5;

    // The wanted content of an average bin, in standard deviations of the noise of a count: pairs of bins share it.
    private const double AverageBin = 24;

    // Less than a tenth of a row in a cell is not distinguished from none.
    private const double LeastRows = 0.1;

    /// <summary>The coarse attribute of each learnt one.</summary>
    /// <param name="learned">The fine domain and its measurements.</param>
    public static ImmutableArray<CompressedAttribute> Make(LearnedDomain learned) =>
    [
        .. learned.Domain.Attributes.Zip(
            learned.Measurements,
            (attribute, measured) => Merge(attribute, measured, learned.Rows, learned.Schema)),
    ];

    /// <summary>The part of each cell of a coarse attribute as estimated from its counts; none is 0, and they sum to 1.</summary>
    public static double[] Parts(CompressedAttribute attribute)
    {
        var parts = new double[attribute.Size];
        Array.Fill(parts, LeastRows);
        for (var cell = 0; cell < attribute.MergedCells.Length; cell++)
        {
            parts[attribute.MergedCells[cell]] += attribute.FineWeights[cell];
        }

        var total = parts.Sum();
        return [.. parts.Select(part => part / total)];
    }

    private static CompressedAttribute Merge(Attribute attribute, NoisyMarginal measured, double rows, Schema schema)
    {
        var weights = CellWeights.Estimate(attribute, measured, rows);
        var merged = attribute switch
        {
            NumericAttribute numeric when schema.Find(attribute.Name)?.Bins is { } declared =>
                DeclaredBins(numeric, weights, measured.StandardDeviation, rows, declared),
            NumericAttribute => Bins(attribute, weights, measured.StandardDeviation, rows),
            _ => Rare(attribute, measured, weights),
        };
        return new CompressedAttribute(attribute, [.. StructuralZeros.KeepApart(schema, attribute, merged)], [.. weights]);
    }

    // Bins of equal width, with a heavy single value separate from the rest of its bin; one too light to be distinguished from
    // an empty one joins its neighbour.
    private static int[] DeclaredBins(NumericAttribute attribute, double[] weights, double deviation, double rows, int bins)
    {
        var binOf = Enumerable.Range(0, attribute.ValueCells)
            .Select(cell => AttributeFactory.BinOf(attribute.Grid, attribute.CellStarts[cell], bins)).ToArray();
        var isPoint = Enumerable.Range(0, attribute.ValueCells)
            .Select(cell => attribute.Width(cell) == 1 && attribute.Grid.Count > bins && weights[cell] >= HeavyShare * rows / bins)
            .ToArray();
        var merged = new int[attribute.Size];
        var next = 0;
        int open = -1, openBin = -1, openCells = 0;
        double mass = 0;
        for (var cell = 0; cell < attribute.ValueCells; cell++)
        {
            if (isPoint[cell])
            {
                merged[cell] = next++;
                continue;
            }

            // A light bin stays open: the next one adds to it.
            if (open < 0 || (binOf[cell] != openBin && mass >= RareDeviations * deviation * Math.Sqrt(openCells)))
            {
                open = next++;
                (mass, openCells) = (0, 0);
            }

            openBin = binOf[cell];
            merged[cell] = open;
            mass += weights[cell];
            openCells++;
        }

        for (var cell = attribute.ValueCells; cell < attribute.Size; cell++)
        {
            merged[cell] = weights[cell] > 0 ? next++ : 0;
        }

        return merged;
    }

    // Labels that are not distinguished from empty ones share a cell, the first of theirs. If all of them are taken as empty
    // they go with the first that is not: a cell of their own would get rows from noise.
    private static int[] Rare(Attribute attribute, NoisyMarginal measured, double[] weights)
    {
        var isRare = Enumerable.Range(0, attribute.Size).Select(cell => cell == measured.UnmeasuredCell
            ? weights[cell] == 0
            : measured.Counts[cell] < RareDeviations * measured.StandardDeviation).ToArray();
        var isEmpty = isRare.Contains(false) && !isRare.Where((rare, cell) => rare && weights[cell] > 0).Any();
        var merged = new int[attribute.Size];
        int next = 0, shared = isEmpty ? 0 : -1;
        for (var cell = 0; cell < merged.Length; cell++)
        {
            if (!isRare[cell])
            {
                merged[cell] = next++;
            }
            else if (!isEmpty)
            {
                shared = shared < 0 ? next++ : shared;
                merged[cell] = shared;
            }
        }

        return merged;
    }

    private static int[] Bins(Attribute attribute, double[] weights, double deviation, double rows)
    {
        var bins = Math.Clamp(Math.Pow(2, Math.Round(Math.Log2(Math.Max(1, rows / (AverageBin * deviation))))), 16, 64);
        var merged = new int[attribute.Size];
        var bin = -1;
        double mass = 0;
        var cells = 0;
        var isClosed = true;
        for (var cell = 0; cell < attribute.ValueCells; cell++)
        {
            var isHeavy = weights[cell] >= HeavyShare * rows / bins;
            if (isClosed || isHeavy)
            {
                bin++;
                mass = 0;
                cells = 0;
            }

            merged[cell] = bin;
            mass += weights[cell];
            cells++;
            isClosed = isHeavy || (mass >= rows / bins && mass >= BinDeviations * deviation * Math.Sqrt(cells));
        }

        // A tail too light for a bin of its own belongs to the one before, unless that is a heavy value.
        for (var cell = attribute.ValueCells; cell < attribute.Size; cell++)
        {
            merged[cell] = weights[cell] > 0 ? ++bin : 0;
        }

        return merged;
    }
}
