using System.Numerics.Tensors;

namespace Veil.Synthesis.Graphical;

/// <summary>
/// The plan by which a dense row-major table over some attributes is summed to a table over a subset of them, and the smaller
/// one is spread over the larger: computed once, used in every iteration.
/// </summary>
/// <remarks>
/// Neighbouring axes that are both kept or both summed out are merged, so that what is left alternates between the two
/// kinds and the innermost run is contiguous in the larger table. Cost: one pass over the larger table.
/// </remarks>
internal sealed class AxisReduction
{
    // From this length on a vectorised call costs less than a plain loop.
    private const int VectorRun = 16;

    private readonly int[] _sizes;
    private readonly int[] _strides;
    private readonly int _outer;

    /// <summary>Makes the plan.</summary>
    /// <param name="sizes">Sizes of the attributes of the larger table, in order.</param>
    /// <param name="isKept">True for those that the smaller table has, in the same order.</param>
    public AxisReduction(ReadOnlySpan<int> sizes, ReadOnlySpan<bool> isKept)
    {
        var axes = new List<(int Size, bool IsKept)>();
        for (var i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] == 1)
            {
                continue;
            }

            if (axes.Count > 0 && axes[^1].IsKept == isKept[i])
            {
                axes[^1] = (checked(axes[^1].Size * sizes[i]), isKept[i]);
            }
            else
            {
                axes.Add((sizes[i], isKept[i]));
            }
        }

        if (axes.Count == 0)
        {
            axes.Add((1, true));
        }

        // The two innermost axes are loops of their own; a table of one axis gets an outer one of length 1.
        if (axes.Count == 1)
        {
            axes.Insert(0, (1, !axes[0].IsKept));
        }

        _sizes = new int[axes.Count];
        _strides = new int[axes.Count];
        LargeCells = 1;
        SmallCells = 1;
        for (var i = axes.Count - 1; i >= 0; i--)
        {
            _sizes[i] = axes[i].Size;
            _strides[i] = axes[i].IsKept ? SmallCells : 0;
            LargeCells = checked(LargeCells * axes[i].Size);
            SmallCells *= axes[i].IsKept ? axes[i].Size : 1;
        }

        _outer = LargeCells / (_sizes[^1] * _sizes[^2]);
    }

    /// <summary>The number of cells of the larger table.</summary>
    public int LargeCells { get; }

    /// <summary>The number of cells of the smaller table.</summary>
    public int SmallCells { get; }

    private bool KeepsInnermost => _strides[^1] != 0;

    /// <summary>Sums the larger table into the smaller one, which is overwritten.</summary>
    public void Sum(ReadOnlySpan<double> large, Span<double> small)
    {
        small.Clear();
        var (rows, run, rowStride) = (_sizes[^2], _sizes[^1], _strides[^2]);
        Span<int> index = stackalloc int[_sizes.Length];
        index.Clear();
        int from = 0, to = 0;
        for (var block = 0; block < _outer; block++)
        {
            for (var row = 0; row < rows; row++, from += run)
            {
                var source = large.Slice(from, run);
                var at = to + (row * rowStride);
                if (!KeepsInnermost)
                {
                    small[at] += Total(source);
                }
                else
                {
                    Add(source, small.Slice(at, run));
                }
            }

            to = Advance(index, to);
        }
    }

    /// <summary>Multiplies every cell of the larger table by its cell of the smaller one.</summary>
    public void Multiply(Span<double> large, ReadOnlySpan<double> small)
    {
        var (rows, run, rowStride) = (_sizes[^2], _sizes[^1], _strides[^2]);
        Span<int> index = stackalloc int[_sizes.Length];
        index.Clear();
        int from = 0, to = 0;
        for (var block = 0; block < _outer; block++)
        {
            for (var row = 0; row < rows; row++, from += run)
            {
                var target = large.Slice(from, run);
                var at = to + (row * rowStride);
                if (!KeepsInnermost)
                {
                    Scale(target, small[at]);
                }
                else
                {
                    Scale(target, small.Slice(at, run));
                }
            }

            to = Advance(index, to);
        }
    }

    /// <summary>Adds to every cell of the larger table its cell of the smaller one, times a factor.</summary>
    public void AddTo(Span<double> large, ReadOnlySpan<double> small, double factor = 1)
    {
        var (rows, run, rowStride) = (_sizes[^2], _sizes[^1], _strides[^2]);
        Span<int> index = stackalloc int[_sizes.Length];
        index.Clear();
        int from = 0, to = 0;
        for (var block = 0; block < _outer; block++)
        {
            for (var row = 0; row < rows; row++, from += run)
            {
                var target = large.Slice(from, run);
                var at = to + (row * rowStride);
                if (!KeepsInnermost)
                {
                    var term = factor * small[at];
                    for (var i = 0; i < target.Length; i++)
                    {
                        target[i] += term;
                    }
                }
                else
                {
                    var source = small.Slice(at, run);
                    for (var i = 0; i < target.Length; i++)
                    {
                        target[i] += factor * source[i];
                    }
                }
            }

            to = Advance(index, to);
        }
    }

    /// <summary>The largest cell of the larger table in each cell of the smaller one, which is overwritten.</summary>
    public void Max(ReadOnlySpan<double> large, Span<double> small)
    {
        small.Fill(double.NegativeInfinity);
        var (rows, run, rowStride) = (_sizes[^2], _sizes[^1], _strides[^2]);
        Span<int> index = stackalloc int[_sizes.Length];
        index.Clear();
        int from = 0, to = 0;
        for (var block = 0; block < _outer; block++)
        {
            for (var row = 0; row < rows; row++)
            {
                for (var i = 0; i < run; i++, from++)
                {
                    ref var cell = ref small[to + (row * rowStride) + (KeepsInnermost ? i : 0)];
                    cell = Math.Max(cell, large[from]);
                }
            }

            to = Advance(index, to);
        }
    }

    // The next position of the outer axes, as in an odometer; returns its offset in the smaller table.
    private int Advance(Span<int> index, int to)
    {
        for (var axis = _sizes.Length - 3; axis >= 0; axis--)
        {
            to += _strides[axis];
            if (++index[axis] < _sizes[axis])
            {
                return to;
            }

            to -= _strides[axis] * _sizes[axis];
            index[axis] = 0;
        }

        return to;
    }

    private static double Total(ReadOnlySpan<double> values)
    {
        if (values.Length >= VectorRun)
        {
            return TensorPrimitives.Sum(values);
        }

        double total = 0;
        foreach (var value in values)
        {
            total += value;
        }

        return total;
    }

    private static void Add(ReadOnlySpan<double> source, Span<double> target)
    {
        if (source.Length >= VectorRun)
        {
            TensorPrimitives.Add(target, source, target);
            return;
        }

        for (var i = 0; i < source.Length; i++)
        {
            target[i] += source[i];
        }
    }

    private static void Scale(Span<double> target, double factor)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] *= factor;
        }
    }

    private static void Scale(Span<double> target, ReadOnlySpan<double> factors)
    {
        if (target.Length >= VectorRun)
        {
            TensorPrimitives.Multiply(target, factors, target);
            return;
        }

        for (var i = 0; i < target.Length; i++)
        {
            target[i] *= factors[i];
        }
    }
}
