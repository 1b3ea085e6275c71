namespace Veil.Synthesis.Estimation;

/// <summary>
/// Takes noise out of the counts of an ordered attribute, whose neighbouring cells tend to be alike: averages, over
/// all ways to cut the cells into runs, the fit of each run by nothing, a constant or a straight line, weighted by how
/// well the cut explains the noisy counts and penalised for its number of runs.
/// </summary>
/// <remarks>
/// Reference: exact averaging over change points by the forward and backward recursions of Fearnhead (2006), with
/// run likelihoods replaced by the Bayesian information criterion. A lone spike is a run of its own, so heaped values
/// survive. Privacy: post-processing of noisy counts and of the noise's known scale.
/// Cost: O(n^2) time and memory for n cells.
/// </remarks>
internal static class SegmentAveraging
{
    // The cost of a run, in units of twice the log-likelihood: about 2 ln n for where it ends and how high it is (n around 128
    // cells), a little less for an empty run, which has no height, and a little more for a slope.
    private const double ConstantPenalty = 10;
    private const double LinePenalty = 13;
    private const double EmptyPenalty = 8;

    // Counts are whole: with less noise than this they are exact.
    private const double NoNoise = 0.01;

    /// <summary>The averaged counts; may be slightly negative where the noisy ones are.</summary>
    /// <param name="counts">Noisy counts of neighbouring cells.</param>
    /// <param name="standardDeviation">Standard deviation of the noise in each count.</param>
    public static double[] Smooth(ReadOnlySpan<double> counts, double standardDeviation)
    {
        var n = counts.Length;
        if (n < 3 || !(standardDeviation > NoNoise))
        {
            return counts.ToArray();
        }

        var fits = new RunFits(counts, standardDeviation);
        var forward = new double[n + 1];
        var backward = new double[n + 1];
        Array.Fill(forward, double.NegativeInfinity, 1, n);
        Array.Fill(backward, double.NegativeInfinity, 0, n);

        // Log-sum-exp over the last run, and over the first.
        var weights = new double[n + 1];
        for (var end = 1; end <= n; end++)
        {
            for (var start = 0; start < end; start++)
            {
                weights[start] = forward[start] + fits.LogWeight(start, end);
            }

            forward[end] = LogSum(weights.AsSpan(0, end));
        }

        for (var start = n - 1; start >= 0; start--)
        {
            for (var end = start + 1; end <= n; end++)
            {
                weights[end] = backward[end] + fits.LogWeight(start, end);
            }

            backward[start] = LogSum(weights.AsSpan(start + 1, n - start));
        }

        // Each run adds intercept + slope * position over its cells: two difference arrays hold the sum over all runs.
        var intercepts = new double[n + 1];
        var slopes = new double[n + 1];
        for (var start = 0; start < n; start++)
        {
            for (var end = start + 1; end <= n; end++)
            {
                var log = forward[start] + fits.LogWeight(start, end) + backward[end] - forward[n];
                if (log < -40)
                {
                    continue;
                }

                var (intercept, slope) = fits.Line(start, end);
                var probability = Math.Exp(log);
                intercepts[start] += probability * intercept;
                intercepts[end] -= probability * intercept;
                slopes[start] += probability * slope;
                slopes[end] -= probability * slope;
            }
        }

        var smooth = new double[n];
        double a = 0, b = 0;
        for (var cell = 0; cell < n; cell++)
        {
            a += intercepts[cell];
            b += slopes[cell];
            smooth[cell] = a + (b * (cell + 0.5));
        }

        return smooth;
    }

    private static double LogSum(ReadOnlySpan<double> logs)
    {
        var largest = double.NegativeInfinity;
        foreach (var log in logs)
        {
            largest = Math.Max(largest, log);
        }

        if (double.IsNegativeInfinity(largest))
        {
            return largest;
        }

        double sum = 0;
        foreach (var log in logs)
        {
            sum += Math.Exp(log - largest);
        }

        return largest + Math.Log(sum);
    }

    /// <summary>The fit and the log-weight of every run, each computed from the run that is one cell shorter.</summary>
    private sealed class RunFits
    {
        private readonly int _cells;
        private readonly double[] _logWeights;
        private readonly double[] _intercepts;
        private readonly double[] _slopes;

        public RunFits(ReadOnlySpan<double> counts, double standardDeviation)
        {
            _cells = counts.Length;
            _logWeights = new double[_cells * _cells];
            _intercepts = new double[_cells * _cells];
            _slopes = new double[_cells * _cells];
            for (var start = 0; start < _cells; start++)
            {
                FitRunsFrom(start, counts, 1 / standardDeviation);
            }
        }

        public double LogWeight(int start, int end) => _logWeights[(start * _cells) + end - 1];

        /// <summary>The run's fit averaged over the three shapes: value = intercept + slope * (cell + 1/2).</summary>
        public (double Intercept, double Slope) Line(int start, int end) =>
            (_intercepts[(start * _cells) + end - 1], _slopes[(start * _cells) + end - 1]);

        // Welford's updates, in units of the noise: sums of squares of large counts would cancel.
        private void FitRunsFrom(int start, ReadOnlySpan<double> counts, double scale)
        {
            double mean = 0, squares = 0, around = 0, covariance = 0;
            for (var end = start + 1; end <= _cells; end++)
            {
                var length = end - start;
                var y = counts[end - 1] * scale;
                var before = y - mean;
                mean += before / length;
                around += before * (y - mean);
                squares += y * y;

                // The new cell lies length/2 from the middle of the cells before it.
                covariance += (length / 2.0) * (y - mean);
                Keep(start, end, squares, around, covariance, mean, 1 / scale);
            }
        }

        private void Keep(int start, int end, double squares, double around, double covariance, double mean, double unit)
        {
            double length = end - start;

            // Positions are evenly spaced, so their sum of squares about the middle is (n^3 - n) / 12.
            var slope = length < 3 ? 0 : covariance / (((length * length * length) - length) / 12);
            var empty = -0.5 * (squares + EmptyPenalty);
            var constant = -0.5 * (around + ConstantPenalty);
            var line = length < 3
                ? double.NegativeInfinity
                : -0.5 * (Math.Max(0, around - (slope * covariance)) + LinePenalty);
            var best = Math.Max(empty, Math.Max(constant, line));
            var total = best + Math.Log(Math.Exp(empty - best) + Math.Exp(constant - best) + Math.Exp(line - best));
            var (pConstant, pLine) = (Math.Exp(constant - total), Math.Exp(line - total));
            var at = (start * _cells) + end - 1;
            _logWeights[at] = total;
            _slopes[at] = pLine * slope * unit;
            _intercepts[at] = ((pConstant * mean) + (pLine * (mean - (slope * (start + end) / 2.0)))) * unit;
        }
    }
}
