using System.Collections.Immutable;
using Veil.Synthesis.Estimation;

namespace Veil.Synthesis.Methods.DpPca;

/// <summary>
/// The layout of a row as a vector: an attribute with an order has one entry, its normal score; any other has one entry per
/// cell, 1 for the cell that the row is in. It follows from released counts.
/// </summary>
internal sealed class PcaLayout
{
    /// <summary>Scores are cut here: few rows lie beyond, and they cost the others noise.</summary>
    public const double LargestScore = 2.5;

    /// <summary>The least variance of a score that components leave to itself.</summary>
    public const double LeastVariance = 0.01;

    /// <summary>The least share of a cell given any components, as a part of its share in all rows.</summary>
    public const double LeastShare = 0.02;

    /// <summary>Makes the layout.</summary>
    /// <param name="attributes">The attributes.</param>
    /// <param name="weights">For each attribute the estimated counts of its cells.</param>
    public PcaLayout(ImmutableArray<Attribute> attributes, double[][] weights)
    {
        Attributes = attributes;
        Scores = [.. attributes.Zip(weights, (attribute, counts) => NormalScores.Of(attribute, counts, LargestScore))];
        Shares = [.. weights.Select(Normalised)];
        Starts = new int[attributes.Length];
        for (var i = 0; i < attributes.Length; i++)
        {
            Starts[i] = Entries;
            Entries += EntriesOf(i);
        }
    }

    /// <summary>The attributes.</summary>
    public ImmutableArray<Attribute> Attributes { get; }

    /// <summary>The normal scores of each attribute.</summary>
    public ImmutableArray<NormalScores> Scores { get; }

    /// <summary>For each attribute the share of each cell.</summary>
    public double[][] Shares { get; }

    /// <summary>The first entry of each attribute.</summary>
    public int[] Starts { get; }

    /// <summary>The length of a vector.</summary>
    public int Entries { get; }

    /// <summary>The most cells of an attribute.</summary>
    public int MostCells => Attributes.Select(attribute => attribute.Size).DefaultIfEmpty(0).Max();

    /// <summary>True when an attribute is one score.</summary>
    public bool IsScore(int attribute) => Attributes[attribute].IsOrdered;

    /// <summary>The number of entries of an attribute.</summary>
    public int EntriesOf(int attribute) => IsScore(attribute) ? 1 : Attributes[attribute].Size;

    /// <summary>For each entry its mean over the rows.</summary>
    public double[] Means() => [.. Enumerable.Range(0, Attributes.Length).SelectMany(i => IsScore(i) ? [0.0] : Shares[i])];

    /// <summary>The expected square of a vector's length.</summary>
    public double MeanSquare() => Enumerable.Range(0, Attributes.Length).Sum(i => IsScore(i) ? Scores[i].Variance : 1);

    /// <summary>The covariance of two entries of an attribute, which follows from its counts.</summary>
    public double Within(int attribute, int first, int second)
    {
        if (IsScore(attribute))
        {
            return Scores[attribute].Variance;
        }

        var shares = Shares[attribute];
        return (first == second ? shares[first] : 0) - (shares[first] * shares[second]);
    }

    /// <summary>
    /// For each entry what a unit of each component adds to it; scores in standard deviations, of which components explain at
    /// most nearly all.
    /// </summary>
    /// <param name="components">For each component its entries, as long as the standard deviation along it.</param>
    public double[][] Loadings(double[][] components)
    {
        var loadings = new double[Entries][];
        for (var i = 0; i < Attributes.Length; i++)
        {
            for (var entry = Starts[i]; entry < Starts[i] + EntriesOf(i); entry++)
            {
                loadings[entry] = Array.ConvertAll(components, component => component[entry]);
                if (IsScore(i))
                {
                    var explained = loadings[entry].Sum(part => part * part);
                    var scale = Math.Sqrt(Math.Max(Scores[i].Variance, explained / (1 - LeastVariance)));
                    loadings[entry] = Array.ConvertAll(loadings[entry], part => scale > 0 ? part / scale : 0);
                }
            }
        }

        return loadings;
    }

    private static double[] Normalised(double[] weights)
    {
        var sum = weights.Sum();
        return Array.ConvertAll(weights, weight => sum > 0 ? weight / sum : 1.0 / weights.Length);
    }
}
