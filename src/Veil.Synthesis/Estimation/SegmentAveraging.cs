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
    // What a run costs, in units of twice the log-likelihood: about 2 ln n for where it ends and how high it is (n
    // around 128 cells), a little less for an empty run, which has no height, and a little more for a slope.
    private const double ConstantPenalty = 10;
    private const double LinePenalty = 13;
    private const double EmptyPenalty = 8;

    /// <summary>The averaged counts; may be slightly negative where the noisy ones are.</summary>
    /// <param name="counts">Noisy counts of neighbouring cells.</param>
    /// <param name="standardDeviation">Standard deviation of the noise in each count.</param>
    public static double[] Smooth(ReadOnlySpan<double> counts, double standardDeviation)
    {
        var n = counts.Length;
        if (n < 3 || !(standardDeviation > 0))
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

    /// <summary>Fits of every run by prefix sums: O(1) each after O(n) preparation, its log-weight kept.</summary>
    private sealed class RunFits
    {
        private readonly int _cells;
        private readonly double _variance;
        private readonly double[] _y;
        private readonly double[] _yy;
        private readonly double[] _ty;
        private readonly double[] _logWeights;

        public RunFits(ReadOnlySpan<double> counts, double standardDeviation)
        {
            _cells = counts.Length;
            _variance = standardDeviation * standardDeviation;
            _y = new double[_cells + 1];
            _yy = new double[_cells + 1];
            _ty = new double[_cells + 1];
            for (var i = 0; i < _cells; i++)
            {
                _y[i + 1] = _y[i] + counts[i];
                _yy[i + 1] = _yy[i] + (counts[i] * counts[i]);
                _ty[i + 1] = _ty[i] + ((i + 0.5) * counts[i]);
            }

            _logWeights = new double[(_cells + 1) * (_cells + 1)];
            for (var start = 0; start < _cells; start++)
            {
                for (var end = start + 1; end <= _cells; end++)
                {
                    var (empty, constant, line, _, _) = Fits(start, end);
                    var best = Math.Max(empty, Math.Max(constant, line));
                    _logWeights[(start * (_cells + 1)) + end] = best
                        + Math.Log(Math.Exp(empty - best) + Math.Exp(constant - best) + Math.Exp(line - best));
                }
            }
        }

        public double LogWeight(int start, int end) => _logWeights[(start * (_cells + 1)) + end];

        /// <summary>The run's fit averaged over the three shapes: value = intercept + slope * (cell + 1/2).</summary>
        public (double Intercept, double Slope) Line(int start, int end)
        {
            var (_, constant, line, mean, slope) = Fits(start, end);
            var total = LogWeight(start, end);
            var pConstant = Math.Exp(constant - total);
            var pLine = Math.Exp(line - total);
            var middle = (start + end) / 2.0;
            return ((pConstant * mean) + (pLine * (mean - (slope * middle))), pLine * slope);
        }

        private (double Empty, double Constant, double Line, double Mean, double Slope) Fits(int start, int end)
        {
            double length = end - start;
            var y = _y[end] - _y[start];
            var yy = _yy[end] - _yy[start];
            var mean = y / length;
            var around = Math.Max(0, yy - (y * mean));
            var empty = -0.5 * ((yy / _variance) + EmptyPenalty);
            var constant = -0.5 * ((around / _variance) + ConstantPenalty);
            if (length < 3)
            {
                return (empty, constant, double.NegativeInfinity, mean, 0);
            }

            // Positions are evenly spaced, so their sum of squares about the middle is (n^3 - n) / 12.
            var middle = (start + end) / 2.0;
            var ty = _ty[end] - _ty[start] - (middle * y);
            var slope = ty / (((length * length * length) - length) / 12);
            var line = -0.5 * ((Math.Max(0, around - (slope * ty)) / _variance) + LinePenalty);
            return (empty, constant, line, mean, slope);
        }
    }
}
