using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Mechanisms;

namespace Veil.Synthesis.Domains;

/// <summary>A part of an axis that stands out, with its estimated number of rows.</summary>
/// <param name="Stretch">The part.</param>
/// <param name="Rows">The noisy number of rows in it.</param>
/// <param name="IsPoint">True for a single value that occurs far more often than its neighbours.</param>
internal readonly record struct OccupiedStretch(Stretch Stretch, double Rows, bool IsPoint);

/// <summary>The part of its axis that a column is taken to use.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Extent">From where to where values are modelled: the occupied parts and some room beside them.</param>
/// <param name="Occupied">The parts that stand out, in order.</param>
/// <param name="StandsOut">False when nothing stood out of the noise, so that the range is the best guess.</param>
internal sealed record LearnedRange(ValueAxis Axis, Stretch Extent, IReadOnlyList<OccupiedStretch> Occupied, bool StandsOut)
{
    /// <summary>True when the extent has so few values that each is a cell of its own.</summary>
    public bool IsFew => Axis.Step > 0 && Axis.StepsIn(Extent) <= RangeLearner.FewValues;
}

/// <summary>
/// Learns where on its axis a column has values, from the top down: a noisy histogram over all values that the type can hold, in which
/// the windows that stand out are found and divided again, down to the column's own step or to where the noise no longer tells.
/// </summary>
/// <remarks>
/// Reference: hierarchical histograms (Hay et al. 2010; Zhang, Xiao and Xie 2016), with the depth chosen from paid answers and windows
/// of any length instead of nodes of a tree. Privacy: every histogram is one charge, and the edges of the next follow from noisy counts.
/// </remarks>
internal sealed class RangeLearner
{
    /// <summary>The largest number of histograms of a column.</summary>
    public const int MostRounds = 4;

    /// <summary>Up to this many values, each is a cell of its own and nothing needs to be divided.</summary>
    public const int FewValues = 128;

    private const int LeastPieces = 64;
    private const int MostPieces = 1 << 15;

    // All pieces together stand out by this many standard deviations.
    private const double SpreadScore = 8;

    // From this many pieces on, a window is known finely enough.
    private const int FinePieces = 32;

    // Where zero is near, compared with the width of the range, the range begins there.
    private const double NearZero = 8;

    private readonly PrivateTable _table;
    private readonly string _column;
    private readonly double _cost;
    private readonly ValueAxis _axis;
    private readonly double[] _firstEdges;
    private readonly CancellationToken _cancellationToken;

    private RangeLearner(PrivateTable table, ColumnSchema column, double cost, CancellationToken cancellationToken)
    {
        (_table, _column, _cost, _cancellationToken) = (table, column.Name, cost, cancellationToken);
        _axis = new ValueAxis(column);
        _firstEdges = _axis.FirstEdges();
    }

    /// <summary>Learns the range of a column.</summary>
    /// <param name="table">The private table.</param>
    /// <param name="column">A numeric or calendar column with a type.</param>
    /// <param name="cost">The most that it may cost; what is not needed is not spent.</param>
    /// <param name="cancellationToken">Checked before each charge.</param>
    public static LearnedRange Learn(PrivateTable table, ColumnSchema column, double cost, CancellationToken cancellationToken) =>
        new RangeLearner(table, column, cost, cancellationToken).Learn();

    private LearnedRange Learn()
    {
        var bins = _firstEdges.Zip(_firstEdges.Skip(1), (from, to) => new Stretch(from, to)).ToList();
        var first = Count(bins, _cost / MostRounds);
        var windows = first.Windows();
        var standsOut = windows.Count > 0;
        if (!standsOut)
        {
            windows.Add(first.Strongest(_axis.Surprise));
        }

        // A bin of a window is divided by itself: powers of two keep their relative width.
        List<OccupiedStretch> open =
            [.. windows.SelectMany(window => Enumerable.Range(window.First, window.Last - window.First + 1)).Select(first.Part)];
        var range = new LearnedRange(_axis, Extent(bins, windows), open, standsOut);
        if (range.IsFew)
        {
            return range;
        }

        // Noise alone makes a window of the first histogram now and then, and one far away would set the scale of the whole column: what
        // stood out must do so again when it is divided.
        var occupied = Divide(open);
        windows.RemoveAll(window => !occupied.Any(
            part => part.Stretch.From < bins[window.Last].To && part.Stretch.To > bins[window.First].From));
        return range with { Extent = Extent(bins, windows), Occupied = occupied };
    }

    // From the first window to the last, with a bin of room on either side; decimals of one sign stay so.
    private Stretch Extent(List<Stretch> bins, List<BinWindow> windows) => new(
        bins[First(bins, windows[0])].From is var from && from < 0 && bins[windows[0].First].From >= 0 && _axis.Step == 0 ? 0 : from,
        bins[Last(bins, windows[^1])].To is var to && to > 0 && bins[windows[^1].Last].To <= 0 && _axis.Step == 0 ? 0 : to);

    // Each round divides what is open, and leaves open what it found but does not know finely.
    private List<OccupiedStretch> Divide(List<OccupiedStretch> open)
    {
        var done = new List<OccupiedStretch>();
        for (var round = 1; round < MostRounds && open.Any(part => !_axis.IsSingle(part.Stretch)); round++)
        {
            done.AddRange(open.Where(part => _axis.IsSingle(part.Stretch)));
            open.RemoveAll(part => _axis.IsSingle(part.Stretch));
            var counted = Count(Cut(open, isLast: round + 1 == MostRounds), _cost / MostRounds);
            var windows = counted.Windows();
            if (windows.Count == 0)
            {
                break;
            }

            open = [];
            foreach (var window in windows)
            {
                counted.Divide(window, done, open);
            }
        }

        done.AddRange(open);
        return [.. done.OrderBy(part => part.Stretch.From)];
    }

    // Half of the pieces go where the rows are, half are shared evenly. All pieces together stand out, so that values that are spread
    // evenly show; but in the last round only single values are still to be found.
    private List<Stretch> Cut(List<OccupiedStretch> open, bool isLast)
    {
        var rows = open.Sum(part => Math.Max(0, part.Rows));
        var score = rows / (SpreadScore * _table.NoiseAt(_cost / MostRounds));
        var wanted = isLast ? MostPieces : Math.Clamp(score * score, LeastPieces, MostPieces);
        return
        [
            .. open.OrderBy(part => part.Stretch.From).SelectMany(part => _axis.Cut(
                part.Stretch, wanted * ((0.5 / open.Count) + (rows > 0 ? 0.5 * Math.Max(0, part.Rows) / rows : 0)))),
        ];
    }

    // The first bin of the extent: one bin more than the window, but numbers of one sign stay so, and begin at zero if that is near or
    // leaves few values.
    private int First(List<Stretch> bins, BinWindow window)
    {
        var zero = bins.FindIndex(bin => bin.From <= 0 && bin.To > 0);
        return _axis.IsCalendar || window.First < zero ? Math.Max(0, window.First - 1)
            : IsNear(bins[window.First].From, bins[window.Last].To) ? zero : Math.Max(zero, window.First - 1);
    }

    private int Last(List<Stretch> bins, BinWindow window)
    {
        var zero = bins.FindIndex(bin => bin.From <= 0 && bin.To > 0);
        return _axis.IsCalendar || window.Last > zero ? Math.Min(bins.Count - 1, window.Last + 1)
            : IsNear(-bins[window.Last].To, -bins[window.First].From) ? zero : Math.Min(zero, window.Last + 1);
    }

    private bool IsNear(double from, double to) => from <= to / NearZero || (_axis.Step > 0 && to / _axis.Step <= FewValues);

    // Bins are in order; between them there may be gaps, which are counted and left aside. Values beyond the outermost edges are in the
    // outermost bins, as they will be in the outermost cells.
    private Histogram Count(List<Stretch> bins, double cost)
    {
        var edges = new List<double>(bins.Count + 1);
        var counts = new double[bins.Count];
        var intervals = new int[bins.Count];
        for (var bin = 0; bin < bins.Count; bin++)
        {
            if (edges.Count == 0 ? bins[bin].From > _firstEdges[0] : edges[^1] < bins[bin].From)
            {
                edges.Add(bins[bin].From);
            }

            intervals[bin] = edges.Count;
            if (bins[bin].To < _firstEdges[^1])
            {
                edges.Add(bins[bin].To);
            }
        }

        _cancellationToken.ThrowIfCancellationRequested();
        var noisy = _table.MeasureIntervals(_column, edges, cost);
        for (var bin = 0; bin < bins.Count; bin++)
        {
            counts[bin] = noisy.Counts[intervals[bin]];
        }

        return new Histogram(_axis, bins, counts, noisy.StandardDeviation, noisy.Noise == NoiseKind.Laplace);
    }

    /// <summary>Noisy counts of bins.</summary>
    private sealed class Histogram(ValueAxis axis, List<Stretch> bins, double[] counts, double deviation, bool isLaplace)
    {
        public List<BinWindow> Windows() => WindowScan.Find(counts, deviation, isLaplace);

        public BinWindow Strongest(Func<Stretch, double> surprise) =>
            WindowScan.Strongest(counts, deviation, bin => surprise(bins[bin]));

        public OccupiedStretch Part(int bin) => new(bins[bin], counts[bin], false);

        /// <summary>Divides a window: bins far above their neighbours by themselves, the rest between them.</summary>
        public void Divide(BinWindow window, List<OccupiedStretch> done, List<OccupiedStretch> open)
        {
            var length = window.Last - window.First + 1;
            var isFine = length >= FinePieces;
            var all = counts.AsSpan(window.First, length).ToArray().Sum();
            var start = window.First;
            for (var bin = window.First; bin <= window.Last + 1; bin++)
            {
                var isEnd = bin > window.Last;
                var isHeavy = !isEnd && IsHeavy(counts[bin], all - counts[bin], length - 1);
                if (!isEnd && !isHeavy && !(bin > start && bins[bin].From > bins[bin - 1].To))
                {
                    continue;
                }

                Add(start, bin - 1, isPoint: false);
                start = bin;
                if (isHeavy)
                {
                    Add(bin, bin, isPoint: true);
                    start = bin + 1;
                }
            }

            void Add(int first, int last, bool isPoint)
            {
                if (last < first)
                {
                    return;
                }

                var part = new OccupiedStretch(
                    new Stretch(bins[first].From, bins[last].To), counts.AsSpan(first, last - first + 1).ToArray().Sum(), isPoint);
                var isKnown = isPoint ? axis.IsSingle(part.Stretch) : isFine || axis.IsSingle(bins[first]);
                (isKnown ? done : open).Add(isKnown ? part : part with { IsPoint = false });
            }
        }

        // Above the mean of the rest of the window by more than noise explains, and twice as high.
        private bool IsHeavy(double count, double others, int number)
        {
            if (number == 0)
            {
                return true;
            }

            var mean = Math.Max(0, others / number);
            var noise = deviation * Math.Sqrt(1 + (1.0 / number));
            return count >= 2 * mean && count - mean >= WindowScan.Threshold(counts.Length, 1, isLaplace) * noise;
        }
    }
}
