using System.Collections.Immutable;
using System.Globalization;
using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Estimation;

namespace Veil.Synthesis.Domains;

/// <summary>
/// The cells on which a column is measured whose range was learnt: fine where rows were found, wider and wider away from them, so that a
/// tail that nothing showed before is still counted. What the measurement shows to be empty is left out of the domain.
/// </summary>
internal static class RangeCells
{
    // Digits of a decimal column's step within its narrowest occupied part.
    private const double StepsOfPart = 10_000;

    // A cell of less than this part of the noise, after smoothing, is taken as empty.
    private const double EmptyDeviations = 0.35;

    // A tail goes on as long as its noisy counts are together this many standard deviations above nothing, and each is above by some.
    // Among few values the cells of a tail are narrow: a value too many costs little there, one too few more.
    private const double TailDeviations = 2;
    private const double TailCellDeviations = 0.5;

    // Chance that noise alone keeps an empty part of the range.
    private const double FalseRate = 0.02;

    // At most this part of the rows is where it was found before and is left out, by so many standard deviations.
    private const double NearlyEmpty = 0.05;
    private const double SureDeviations = 2;

    // Cells beside an occupied part grow by this factor: where there are many parts, the gaps between them get few cells each.
    private const double Growth = 2;
    private const double FastGrowth = 16;
    private const int ManyParts = 8;

    // Smoothing takes time and memory in the square of their number.
    private const int MostCells = 2048;

    /// <summary>The column with the bounds, and the step where it had none, of the range.</summary>
    public static ColumnSchema Bounded(ColumnSchema column, LearnedRange range)
    {
        var (from, to) = (range.Axis.FirstValue(range.Extent.From), range.Axis.LastValue(range.Extent.To));
        if (column.Type!.Value == ColumnType.Decimal && column.Step is null)
        {
            var narrowest = range.Occupied.Select(part => part.Stretch.Length).Append(to - from).Where(length => length > 0).Min();
            var size = Math.Max(Math.Abs(from), Math.Abs(to));
            var step = PowerOfTen(Math.Max(narrowest / StepsOfPart, 16 * (size - Math.BitDecrement(size))));
            (from, to) = (Math.Floor(from / step) * step, Math.Ceiling(to / step) * step);
            column = column with { Step = new Fact<double>(step, Provenance.Dp) };
        }

        return column with { Bounds = new Fact<Bounds>(new Bounds(from, Math.Max(from, to)), Provenance.Dp) };
    }

    /// <summary>The attribute to be measured.</summary>
    /// <param name="column">The column, bounded.</param>
    /// <param name="range">Its range.</param>
    /// <param name="cells">The number of cells for the occupied parts, when they have more values than that.</param>
    public static NumericAttribute Attribute(ColumnSchema column, LearnedRange range, int cells)
    {
        var grid = AttributeFactory.GridOf(column);
        var starts = Edges(range, cells)
            .Select(edge => grid.IndexOf(range.Axis.FirstValue(edge)))
            .Where(index => index > 0)
            .Distinct().Order().Take(MostCells);
        return new NumericAttribute(
            column.Name, column.Type!.Value, grid, [0, .. starts], column.Nullable?.Value ?? true);
    }

    /// <summary>The attribute and its measurement without the cells that are empty as far as the noise can tell.</summary>
    /// <param name="attribute">The attribute that was measured.</param>
    /// <param name="measured">Its noisy counts.</param>
    /// <param name="range">The range from which the cells were made.</param>
    /// <param name="rows">The estimated number of rows.</param>
    public static (NumericAttribute Attribute, NoisyMarginal Measured) WithoutEmpty(
        NumericAttribute attribute, NoisyMarginal measured, LearnedRange range, double rows)
    {
        var kept = Occupied(attribute, measured, range, rows);
        if (kept.Count == attribute.ValueCells)
        {
            return (attribute, measured);
        }

        // Runs of what remains are put side by side.
        var runs = new ValueSet(
            kept.Select(cell => new ValueRange(attribute.CellStarts[cell], attribute.CellStarts[cell] + attribute.Width(cell) - 1)),
            hasMissing: false).Ranges;
        long before = 0;
        var starts = kept.Select(cell =>
        {
            var start = before;
            before += attribute.Width(cell);
            return start;
        }).ToImmutableArray();
        var narrowed = new NumericAttribute(
            attribute.Name, attribute.Type, new GappedGrid(attribute.Grid, runs), starts, attribute.MissingCell >= 0);
        ImmutableArray<long> counts =
            [.. kept.Select(cell => measured.Counts[cell]), .. measured.Counts.AsSpan()[attribute.ValueCells..]];
        return (narrowed, measured with { Counts = counts });
    }

    /// <summary>The column with the bounds of an attribute.</summary>
    public static ColumnSchema Narrowed(ColumnSchema column, NumericAttribute attribute) => column with
    {
        Bounds = new Fact<Bounds>(
            new Bounds(attribute.Grid.ValueAt(0), attribute.Grid.ValueAt(attribute.Grid.Count - 1)), Provenance.Dp),
    };

    // Windows that stand out, and what smoothing leaves beside them: tails, but not noise on its own.
    private static List<int> Occupied(NumericAttribute attribute, NoisyMarginal measured, LearnedRange range, double rows)
    {
        double[] counts = [.. measured.Counts.AsSpan()[..attribute.ValueCells].ToArray()];
        var isLaplace = measured.Noise == NoiseKind.Laplace;
        var windows = WindowScan.Find(counts, measured.StandardDeviation, isLaplace, FalseRate);
        if (windows.Count == 0)
        {
            windows.Add(WindowScan.Strongest(counts, measured.StandardDeviation));
        }

        var weights = CellWeights.Estimate(attribute, measured, rows);
        var least = Math.Max(0.5, EmptyDeviations * measured.StandardDeviation);
        var (leastOfCell, leastOfTail) = range.IsFew
            ? (double.NegativeInfinity, double.NegativeInfinity) : (TailCellDeviations, TailDeviations);
        var isKept = new bool[counts.Length];
        foreach (var window in windows)
        {
            isKept.AsSpan(window.First, window.Last - window.First + 1).Fill(true);
            KeepTail(window.First - 1, -1);
            KeepTail(window.Last + 1, 1);
        }

        void KeepTail(int first, int step)
        {
            double sum = 0;
            var length = 0;
            for (var cell = first; cell >= 0 && cell < counts.Length && weights[cell] >= least; cell += step)
            {
                sum += counts[cell];
                length++;
                if (counts[cell] < leastOfCell * measured.StandardDeviation
                    || sum < leastOfTail * measured.StandardDeviation * Math.Sqrt(length))
                {
                    break;
                }

                isKept[cell] = true;
            }
        }

        // What stood out before is left out only when it is nearly empty for sure.
        bool IsOccupied(int cell) => range.Occupied.Any(part => IsIn(attribute, cell, part.Stretch));
        var doubtful = Enumerable.Range(0, counts.Length).Where(cell => !isKept[cell] && IsOccupied(cell)).ToList();
        var most = doubtful.Sum(cell => counts[cell]) + (SureDeviations * measured.StandardDeviation * Math.Sqrt(doubtful.Count));
        if (most > NearlyEmpty * rows)
        {
            doubtful.ForEach(cell => isKept[cell] = true);
        }

        return [.. Enumerable.Range(0, counts.Length).Where(cell => isKept[cell])];
    }

    private static bool IsIn(NumericAttribute attribute, int cell, Stretch stretch)
    {
        var value = attribute.Grid.ValueAt(attribute.CellStarts[cell]);
        return value >= stretch.From && value < stretch.To;
    }

    private static IEnumerable<double> Edges(LearnedRange range, int cells)
    {
        var axis = range.Axis;
        if (range.IsFew)
        {
            foreach (var value in axis.Cut(range.Extent, RangeLearner.FewValues))
            {
                yield return value.From;
            }

            yield break;
        }

        var steps = range.Occupied.Sum(part => axis.StepsIn(part.Stretch));
        var isFew = axis.Step > 0 && steps <= Math.Max(cells, RangeLearner.FewValues);
        var rows = range.Occupied.Sum(part => Math.Max(0, part.Rows));
        var length = range.Occupied.Sum(part => part.Stretch.Length);
        var growth = range.Occupied.Count > ManyParts ? FastGrowth : Growth;
        var (end, width) = (range.Extent.From, double.NaN);
        foreach (var part in range.Occupied)
        {
            // Half of the cells go where the rows are, half where the values are.
            var shareOfLength = part.Stretch.Length / length;
            var share = 0.5 * (shareOfLength + (rows > 0 ? Math.Max(0, part.Rows) / rows : shareOfLength));
            var pieces = axis.Cut(part.Stretch, isFew ? double.MaxValue : cells * share).ToList();
            foreach (var edge in Between(new Stretch(end, part.Stretch.From), width, pieces[0].Length, growth))
            {
                yield return edge;
            }

            foreach (var piece in pieces)
            {
                yield return piece.From;
            }

            (end, width) = (part.Stretch.To, pieces[^1].Length);
        }

        foreach (var edge in Between(new Stretch(end, range.Extent.To), width, double.NaN, growth))
        {
            yield return edge;
        }
    }

    // Cells that grow from an occupied part on either side: NaN where there is none. Ends at the lower edge of what follows.
    private static List<double> Between(Stretch gap, double below, double above, double growth)
    {
        var edges = new List<double>();
        if (!(gap.Length > 0))
        {
            return edges;
        }

        edges.Add(gap.From);
        var (from, to) = (gap.From, gap.To);
        while (true)
        {
            // The side with the narrower cell goes on.
            var isBelow = !(above <= below);
            var width = isBelow ? below : above;
            if (double.IsNaN(width))
            {
                (isBelow, width) = double.IsNaN(below) ? (false, above) : (true, below);
            }

            if (!(to - from > 2 * width))
            {
                break;
            }

            if (isBelow)
            {
                from += width;
                edges.Add(from);
                below = growth * width;
            }
            else
            {
                to -= width;
                edges.Add(to);
                above = growth * width;
            }
        }

        return edges;
    }

    private static double PowerOfTen(double atLeast) => double.Parse(
        string.Create(CultureInfo.InvariantCulture, $"1e{Math.Ceiling(Math.Log10(atLeast))}"), CultureInfo.InvariantCulture);
}
