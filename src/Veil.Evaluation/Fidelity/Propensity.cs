using Veil.Evaluation.Learners;
using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Fidelity;

/// <summary>The propensity mean squared error of predicted probabilities of being synthetic.</summary>
/// <remarks>Reference: Woo et al. 2009, Snoke et al. 2018.</remarks>
/// <param name="MeanSquare">
/// The mean squared distance of the probabilities from the share c of synthetic rows: 0 (no row is detected) to c (1 - c).
/// </param>
/// <param name="Expected">
/// The expected mean square if the synthetic rows were drawn from the empirical distribution of the real rows,
/// with the same columns fitted.
/// </param>
internal sealed record Propensity(double MeanSquare, double Expected)
{
    /// <summary>
    /// The mean square divided by its expectation: 1 on average if the synthetic rows are drawn from the real rows' own
    /// distribution, 1 / (1 - c) if both are samples of one population. Null where nothing was fitted.
    /// </summary>
    public double? Standardised => Expected == 0 ? null : MeanSquare / Expected;

    /// <summary>The propensity with every cell's share of synthetic rows as the probability. Null without rows on a side.</summary>
    public static Propensity? OfCells(ReadOnlySpan<int> real, ReadOnlySpan<int> synthetic)
    {
        double n = Divergences.Sum(real), m = Divergences.Sum(synthetic);
        if (n == 0 || m == 0)
        {
            return null;
        }

        var c = m / (n + m);
        var (sum, cells) = (0.0, 0);
        for (var cell = 0; cell < real.Length; cell++)
        {
            double both = real[cell] + (double)synthetic[cell];
            if (both > 0)
            {
                cells++;
                var distance = (synthetic[cell] / both) - c;
                sum += both * distance * distance;
            }
        }

        return new Propensity(sum / (n + m), Expectation(cells, c, n + m));
    }

    /// <summary>The propensity with the probabilities of a fitted logistic regression.</summary>
    /// <param name="probabilities">The probability of being synthetic, one per row.</param>
    /// <param name="syntheticRows">The number of synthetic rows.</param>
    /// <param name="parameters">The number of fitted coefficients, with the intercept.</param>
    public static Propensity OfModel(ReadOnlySpan<double> probabilities, int syntheticRows, int parameters)
    {
        var c = syntheticRows / (double)probabilities.Length;
        double sum = 0;
        foreach (var probability in probabilities)
        {
            sum += (probability - c) * (probability - c);
        }

        return new Propensity(sum / probabilities.Length, Expectation(parameters, c, probabilities.Length));
    }

    /// <summary>The number of identifiable coefficients of a logistic regression, with the intercept.</summary>
    public static int Parameters(Features features)
    {
        var parameters = 1;
        for (var column = 0; column < features.Columns.Length; column++)
        {
            var present = new HashSet<double>();
            var isMissing = false;
            foreach (var value in features.Values(column))
            {
                isMissing |= double.IsNaN(value);
                // Numbers need two distinct values; labels contribute one coefficient per further label.
                if (!double.IsNaN(value) && (features.Columns[column].IsCategory || present.Count < 2))
                {
                    present.Add(value);
                }
            }

            parameters += Math.Max(0, present.Count - 1) + (isMissing && present.Count > 0 ? 1 : 0);
        }

        return parameters;
    }

    private static double Expectation(int parameters, double c, double rows) => (parameters - 1) * (1 - c) * (1 - c) * c / rows;
}
