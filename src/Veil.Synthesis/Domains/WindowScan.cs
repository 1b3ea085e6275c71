using Veil.Data.Numerics;

namespace Veil.Synthesis.Domains;

/// <summary>A run of neighbouring bins.</summary>
/// <param name="First">The first bin.</param>
/// <param name="Last">The last bin.</param>
/// <param name="Score">Its noisy count in standard deviations of its noise.</param>
internal readonly record struct BinWindow(int First, int Last, double Score);

/// <summary>
/// Finds the runs of bins that hold more rows than their noise explains, at every scale: many rows spread thinly over many bins stand
/// out as a whole where no single bin does. The strongest run is taken first, then the strongest of the rest.
/// </summary>
/// <remarks>
/// Reference: scan statistics over intervals (Glaz, Naus and Wallenstein 2001), as a matching pursuit. Privacy: post-processing of
/// noisy counts and of the noise's known scale. Cost: O(n log n) for each window that is found.
/// </remarks>
internal static class WindowScan
{
    /// <summary>Chance that noise alone makes a window of empty bins, unless another is given.</summary>
    public const double UsualFalseRate = 1e-3;

    private const int MostWindows = 64;

    /// <summary>The windows that stand out, in their order on the axis and not touching each other; none if nothing does.</summary>
    /// <param name="counts">Noisy counts.</param>
    /// <param name="standardDeviation">Standard deviation of the noise of each.</param>
    /// <param name="isLaplace">True for Laplace noise, whose tails are heavier.</param>
    /// <param name="falseRate">Chance that noise alone makes a window.</param>
    public static List<BinWindow> Find(
        ReadOnlySpan<double> counts, double standardDeviation, bool isLaplace, double falseRate = UsualFalseRate)
    {
        var scan = new Scan(counts, standardDeviation);
        var found = new List<BinWindow>();
        while (found.Count < MostWindows)
        {
            var best = scan.Strongest();
            var length = best.Last - best.First + 1;
            if (!(best.Score >= Threshold(counts.Length, length, isLaplace, falseRate)))
            {
                break;
            }

            found.Add(best);
            scan.Remove(best);
        }

        return Joined(found);
    }

    /// <summary>The strongest window, whether it stands out or not.</summary>
    /// <param name="counts">Noisy counts.</param>
    /// <param name="standardDeviation">Standard deviation of the noise of each.</param>
    /// <param name="surprise">How unlikely a window is beforehand that reaches a bin: minus the logarithm of its probability.</param>
    public static BinWindow Strongest(ReadOnlySpan<double> counts, double standardDeviation, Func<int, double>? surprise = null) =>
        new Scan(counts, standardDeviation).Strongest(surprise);

    /// <summary>The score that a window of empty bins passes with small probability, whatever its place.</summary>
    /// <param name="bins">The number of bins.</param>
    /// <param name="length">The length of the window.</param>
    /// <param name="isLaplace">True for Laplace noise.</param>
    /// <param name="falseRate">The probability.</param>
    public static double Threshold(int bins, int length, bool isLaplace, double falseRate = UsualFalseRate)
    {
        // About as many independent windows of this length as fit side by side, four times for places between, and for each length.
        var tests = Math.Max(1, 4.0 * bins / length) * Math.Log2(bins + 2);
        var gaussian = StandardNormal.Quantile(1 - (falseRate / tests));

        // A sum of Laplace draws exceeds by a term that falls with their number (Bernstein's inequality).
        return isLaplace ? gaussian + (gaussian * gaussian / (2 * Math.Sqrt(2 * length))) : gaussian;
    }

    private static List<BinWindow> Joined(List<BinWindow> found)
    {
        var joined = new List<BinWindow>();
        foreach (var window in found.OrderBy(window => window.First))
        {
            if (joined.Count > 0 && window.First <= joined[^1].Last + 1)
            {
                joined[^1] = new BinWindow(
                    joined[^1].First, Math.Max(joined[^1].Last, window.Last), Math.Max(joined[^1].Score, window.Score));
            }
            else
            {
                joined.Add(window);
            }
        }

        return joined;
    }

    /// <summary>Sums over any run of bins that are left.</summary>
    private sealed class Scan
    {
        private readonly double[] _counts;
        private readonly bool[] _isTaken;
        private readonly double[] _sums;
        private readonly int[] _left;
        private readonly double _deviation;

        public Scan(ReadOnlySpan<double> counts, double deviation)
        {
            _counts = counts.ToArray();
            _isTaken = new bool[counts.Length];
            _sums = new double[counts.Length + 1];
            _left = new int[counts.Length + 1];
            _deviation = Math.Max(deviation, 0.01);
            Sum();
        }

        public BinWindow Strongest(Func<int, double>? surprise = null)
        {
            var best = new BinWindow(0, 0, 0);
            var evidence = double.NegativeInfinity;
            foreach (var length in Lengths(_counts.Length))
            {
                for (var first = 0; first + length <= _counts.Length; first++)
                {
                    // Twice the logarithm of the likelihood of rows against none.
                    var left = _left[first + length] - _left[first];
                    var sum = (_sums[first + length] - _sums[first]) / _deviation;
                    if (left == 0 || !(sum > 0))
                    {
                        continue;
                    }

                    var own = sum * sum / left;
                    if (surprise is not null)
                    {
                        own -= 2 * Math.Max(surprise(first), surprise(first + length - 1));
                    }

                    if (own > evidence)
                    {
                        (evidence, best) = (own, new BinWindow(first, first + length - 1, sum / Math.Sqrt(left)));
                    }
                }
            }

            return Trimmed(best);
        }

        public void Remove(BinWindow window)
        {
            for (var bin = window.First; bin <= window.Last; bin++)
            {
                _counts[bin] = 0;
                _isTaken[bin] = true;
            }

            Sum();
        }

        // Bins that were taken before are no part of a window's ends.
        private BinWindow Trimmed(BinWindow window)
        {
            var (first, last) = (window.First, window.Last);
            while (first < last && _isTaken[first])
            {
                first++;
            }

            while (last > first && _isTaken[last])
            {
                last--;
            }

            return window with { First = first, Last = last };
        }

        private void Sum()
        {
            for (var bin = 0; bin < _counts.Length; bin++)
            {
                _sums[bin + 1] = _sums[bin] + _counts[bin];
                _left[bin + 1] = _left[bin] + (_isTaken[bin] ? 0 : 1);
            }
        }

        // 1, 2, 3, 4, 6, 8, 12, …: no window is far from one of these lengths.
        private static IEnumerable<int> Lengths(int bins)
        {
            for (var power = 1; power <= bins; power *= 2)
            {
                yield return power;
                if (power > 1 && power + (power / 2) <= bins)
                {
                    yield return power + (power / 2);
                }
            }
        }
    }
}
