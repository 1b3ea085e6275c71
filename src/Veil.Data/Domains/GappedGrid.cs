using System.Collections.Immutable;

namespace Veil.Data.Domains;

/// <summary>
/// Some runs of neighbouring values of another grid: years that occur, codes, two clusters far from each other. A value in a gap
/// belongs to the nearer of the two ends of the gap, the lower one if both are as near.
/// </summary>
public sealed class GappedGrid : Grid
{
    // The index in the whole grid at which each run begins, and the number of values in earlier runs; one more of the latter.
    private readonly long[] _firsts;
    private readonly long[] _before;

    /// <summary>Creates the grid.</summary>
    /// <param name="whole">The grid with the gaps filled.</param>
    /// <param name="runs">The runs of its indexes that remain, in order, with gaps between.</param>
    /// <exception cref="ArgumentException">There is no run, or the runs are empty, not in order or outside the grid.</exception>
    public GappedGrid(Grid whole, ImmutableArray<ValueRange> runs)
        : this(whole, runs.IsDefault ? [] : runs.ToArray())
    {
    }

    // A copy is checked and counted: an immutable array can wrap one that its creator still writes to.
    private GappedGrid(Grid whole, ValueRange[] runs)
        : base(Math.Max(1, runs.Aggregate(0L, (sum, run) => unchecked(sum + (run.Last - run.First + 1)))))
    {
        if (runs.Length == 0 || whole is GappedGrid)
        {
            throw new ArgumentException("A grid has at least one run of the values of an even grid.", nameof(runs));
        }

        _firsts = new long[runs.Length];
        _before = new long[runs.Length + 1];
        for (var i = 0; i < runs.Length; i++)
        {
            var (first, last) = (runs[i].First, runs[i].Last);
            if (first < 0 || last < first || last >= whole.Count || (i > 0 && first <= runs[i - 1].Last + 1))
            {
                throw new ArgumentException("Runs must be in order, within the grid and with gaps between.", nameof(runs));
            }

            _firsts[i] = first;
            _before[i + 1] = _before[i] + (last - first + 1);
        }

        Whole = whole;
    }

    /// <summary>The grid with the gaps filled.</summary>
    public Grid Whole { get; }

    /// <summary>The runs of indexes of the whole grid that remain.</summary>
    public IEnumerable<ValueRange> Runs =>
        _firsts.Select((first, i) => new ValueRange(first, first + (_before[i + 1] - _before[i]) - 1));

    /// <inheritdoc/>
    public override long IndexOf(double value) => IndexOfWhole(Whole.IndexOf(value));

    /// <inheritdoc/>
    public override long IndexOf(long value) => IndexOfWhole(Whole.IndexOf(value));

    /// <inheritdoc/>
    public override double ValueAt(long index) => Whole.ValueAt(WholeIndex(index));

    /// <inheritdoc/>
    public override long WholeValueAt(long index) => Whole.WholeValueAt(WholeIndex(index));

    /// <summary>The index in the whole grid of an index of this one.</summary>
    public long WholeIndex(long index)
    {
        var at = Array.BinarySearch(_before, index);
        var run = at >= 0 ? at : ~at - 1;
        return _firsts[run] + (index - _before[run]);
    }

    private long IndexOfWhole(long index)
    {
        var at = Array.BinarySearch(_firsts, index);
        var run = at >= 0 ? at : ~at - 1;
        if (run < 0)
        {
            return 0;
        }

        var length = _before[run + 1] - _before[run];
        var within = index - _firsts[run];
        return within < length ? _before[run] + within
            : run + 1 == _firsts.Length || within - (length - 1) <= _firsts[run + 1] - index ? _before[run + 1] - 1
            : _before[run + 1];
    }
}
