using Veil.Data.Numerics;

namespace Veil.Synthesis.Estimation;

/// <summary>
/// The cells of an attribute as neighbouring intervals of a standard normal variable, each as probable as its cell, and one
/// score per cell: the mean of the variable in its interval.
/// </summary>
/// <remarks>
/// Cells of an ordered attribute keep their order, cells without a value come last; other cells are ordered by their number of
/// rows, largest first. Everything follows from the weights: where they are released, so are the scores.
/// </remarks>
internal sealed class NormalScores
{
    // Terms of the expansion of the scores in Hermite polynomials.
    private const int Terms = 30;

    private const int BisectionSteps = 50;

    // Scores of the outermost cells are the means of unbounded intervals; beyond this a normal variable is never.
    private const double LargestScore = 40;

    private readonly double[] _terms;

    /// <summary>Makes the intervals.</summary>
    /// <param name="weights">The estimated counts of the cells; not negative.</param>
    /// <param name="ordered">The number of first cells that have an order.</param>
    /// <param name="largest">Scores are cut at this and its negative.</param>
    public NormalScores(double[] weights, int ordered, double largest)
    {
        Cells = [.. Enumerable.Range(0, ordered), .. Enumerable.Range(ordered, weights.Length - ordered)
            .OrderByDescending(cell => weights[cell])];
        var total = weights.Sum();
        Ends = new double[weights.Length];
        Scores = new double[weights.Length];
        double below = 0;
        var last = total > 0 ? Array.FindLastIndex(Cells, cell => weights[cell] > 0) : Cells.Length - 1;
        var (start, densityAtStart) = (double.NegativeInfinity, 0.0);
        for (var i = 0; i < Cells.Length; i++)
        {
            // When all weights are zero, all cells are alike.
            var share = total > 0 ? weights[Cells[i]] / total : 1.0 / Cells.Length;
            below += share;
            Ends[i] = i >= last ? double.PositiveInfinity : share > 0 ? StandardNormal.Quantile(Math.Min(below, 1)) : start;
            var density = double.IsFinite(Ends[i]) ? StandardNormal.Density(Ends[i]) : 0;
            Scores[Cells[i]] = Math.Clamp(share > 0 ? (densityAtStart - density) / share : start, -largest, largest);
            Variance += share * Scores[Cells[i]] * Scores[Cells[i]];
            (start, densityAtStart) = (Ends[i], density);
        }

        _terms = Expand();
    }

    /// <summary>The intervals of an attribute.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="weights">The estimated counts of its cells; not negative.</param>
    /// <param name="largest">Scores are cut at this and its negative.</param>
    public static NormalScores Of(Attribute attribute, double[] weights, double largest = LargestScore) =>
        new(weights, attribute.IsOrdered ? attribute.ValueCells : 0, largest);

    /// <summary>The cells in the order of their intervals.</summary>
    public int[] Cells { get; }

    /// <summary>The end of the interval of each of <see cref="Cells"/>, at which the next one begins.</summary>
    public double[] Ends { get; }

    /// <summary>The score of each cell.</summary>
    public double[] Scores { get; }

    /// <summary>The variance of the scores if the weights are right; their mean is about zero.</summary>
    public double Variance { get; }

    /// <summary>
    /// The correlation of two normal variables whose scores have a given covariance. It is larger than that of the scores,
    /// which hold only the interval that a variable is in.
    /// </summary>
    /// <remarks>
    /// Reference: Mehler 1866: with the coefficients a and b of two functions in normalised Hermite polynomials, their covariance is
    /// <c>sum a_k b_k r^k</c>, which rises with r where both functions rise.
    /// </remarks>
    public static double Correlation(NormalScores first, NormalScores second, double covariance)
    {
        double low = -1, high = 1;
        for (var i = 0; i < BisectionSteps; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Covariance(first, second, middle) < covariance ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>The covariance of the scores of two normal variables of a correlation.</summary>
    public static double Covariance(NormalScores first, NormalScores second, double correlation)
    {
        double covariance = 0;
        for (var k = Terms - 1; k >= 0; k--)
        {
            covariance = correlation * ((first._terms[k] * second._terms[k]) + covariance);
        }

        return covariance;
    }

    /// <summary>The cell whose interval a value is in.</summary>
    public int CellOf(double value)
    {
        var at = Array.BinarySearch(Ends, value);

        // Intervals of width zero hold nothing: of several that end at the value the next one behind them begins there.
        at = at >= 0 ? at + 1 : ~at;
        while (at > 0 && at < Ends.Length && Ends[at] == Ends[at - 1])
        {
            at++;
        }

        return Cells[Math.Min(at, Ends.Length - 1)];
    }

    // The integral of a polynomial times the density is the density times the polynomial before it, at the ends; so a step
    // function has a term for each of its steps.
    private double[] Expand()
    {
        var terms = new double[Terms];
        for (var i = 0; i + 1 < Cells.Length; i++)
        {
            var step = Scores[Cells[i + 1]] - Scores[Cells[i]];
            if (step == 0 || !double.IsFinite(Ends[i]))
            {
                continue;
            }

            var (at, weight) = (Ends[i], step * StandardNormal.Density(Ends[i]));
            var (before, polynomial) = (0.0, 1.0);
            for (var k = 1; k <= Terms; k++)
            {
                terms[k - 1] += weight * polynomial / Math.Sqrt(k);
                (before, polynomial) = (polynomial, ((at * polynomial) - (Math.Sqrt(k - 1) * before)) / Math.Sqrt(k));
            }
        }

        return terms;
    }
}
