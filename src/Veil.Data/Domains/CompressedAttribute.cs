using System.Collections.Immutable;
using Veil.Data.Tables;

namespace Veil.Data.Domains;

/// <summary>
/// An attribute some of whose cells are merged: it is coarser to model, and merged cells are split when rows are decoded, in
/// proportion to the weights of the finer cells.
/// </summary>
public sealed class CompressedAttribute : Attribute
{
    private const long DrawSteps = 1L << 53;

    private readonly int[][] _parts;
    private readonly int[][] _drawn;
    private readonly double[][] _cumulative;

    /// <summary>Creates the attribute.</summary>
    /// <param name="fine">The attribute whose cells are merged.</param>
    /// <param name="mergedCells">The merged cell of each fine cell; the numbers 0, 1, … without a gap.</param>
    /// <param name="fineWeights">The relative weight with which each fine cell is drawn when its merged cell is decoded.</param>
    /// <exception cref="ArgumentException">
    /// A list has another length, a merged cell is negative or left out, or a weight is none.
    /// </exception>
    public CompressedAttribute(Attribute fine, ImmutableArray<int> mergedCells, ImmutableArray<double> fineWeights)
        : base(fine.Name, fine.Type, mergedCells.Length == 0 ? 0 : mergedCells.Max() + 1, hasOther: false, hasMissing: false)
    {
        // Copies are checked and stored: an immutable array can wrap one that its creator still writes to.
        mergedCells = [.. mergedCells.AsSpan()];
        fineWeights = [.. fineWeights.AsSpan()];
        if (mergedCells.Length != fine.Size || fineWeights.Length != fine.Size
            || fineWeights.Any(weight => !(weight >= 0 && double.IsFinite(weight))))
        {
            throw new ArgumentException("Each fine cell needs a merged cell and a weight that is not negative.", nameof(mergedCells));
        }

        // A cell below zero or beyond the last has no place in a table of counts: encoding a row that falls into it would fail.
        if (mergedCells.Min() < 0 || mergedCells.Max() >= Size)
        {
            throw new ArgumentException("Merged cells must be numbered from zero.", nameof(mergedCells));
        }

        Fine = fine;
        MergedCells = mergedCells;
        FineWeights = fineWeights;
        _parts =
        [
            .. Enumerable.Range(0, Size)
                .Select(merged => Enumerable.Range(0, fine.Size).Where(cell => mergedCells[cell] == merged).ToArray()),
        ];
        if (_parts.Any(part => part.Length == 0))
        {
            throw new ArgumentException("Merged cells must be numbered without a gap.", nameof(mergedCells));
        }

        // Cells with zero weight are drawn uniformly; beside a cell with a weight they are not drawn at all.
        _drawn = [.. _parts.Select(part => part.Where(cell => fineWeights[cell] > 0).ToArray() is { Length: > 0 } known ? known : part)];
        _cumulative = [.. _drawn.Select(Cumulative)];
        IsOrdered = fine.IsOrdered && fine.ValueCells == fine.Size
            && mergedCells.Zip(mergedCells.Skip(1)).All(pair => pair.First <= pair.Second);
    }

    /// <summary>The attribute whose cells are merged.</summary>
    public Attribute Fine { get; }

    /// <summary>The merged cell of each fine cell.</summary>
    public ImmutableArray<int> MergedCells { get; }

    /// <summary>The relative weight with which each fine cell is drawn when its merged cell is decoded.</summary>
    public ImmutableArray<double> FineWeights { get; }

    /// <inheritdoc/>
    /// <remarks>Only when the fine cells are all values and merging keeps their order.</remarks>
    public override bool IsOrdered { get; }

    /// <summary>Sums a table over the fine cells to one over the merged cells.</summary>
    /// <exception cref="ArgumentException">The table does not have one number per fine cell.</exception>
    public double[] Merge(IReadOnlyList<double> fine)
    {
        if (fine.Count != Fine.Size)
        {
            throw new ArgumentException("The table must have a number for each fine cell.", nameof(fine));
        }

        var merged = new double[Size];
        for (var cell = 0; cell < fine.Count; cell++)
        {
            merged[MergedCells[cell]] += fine[cell];
        }

        return merged;
    }

    /// <summary>The number of fine cells in a merged one.</summary>
    public int Parts(int merged) => _parts[merged].Length;

    /// <inheritdoc/>
    public override CodeColumn Encode(Column column)
    {
        var fine = Fine.Encode(column);
        var codes = CodeColumn.Create(Size, fine.Count);
        for (var row = 0; row < fine.Count; row++)
        {
            codes.Set(row, MergedCells[fine[row]]);
        }

        return codes;
    }

    /// <inheritdoc/>
    public override Column Decode(ReadOnlySpan<ushort> cells, Func<long, long> random)
    {
        var fine = new ushort[cells.Length];
        for (var row = 0; row < cells.Length; row++)
        {
            var drawn = _drawn[cells[row]];
            fine[row] = (ushort)(drawn.Length == 1 ? drawn[0] : drawn[Draw(_cumulative[cells[row]], random)]);
        }

        return Fine.Decode(fine, random);
    }

    /// <inheritdoc/>
    public override NarrowedAttribute Narrow(ValueSet allowed)
    {
        var fine = Fine.Narrow(allowed);
        var weights = new double[Fine.Size];
        var shares = new double[Size];
        for (var merged = 0; merged < Size; merged++)
        {
            // Relative to the largest weight, so that no sum overflows.
            var largest = _drawn[merged].Max(cell => FineWeights[cell]);
            double whole = 0;
            foreach (var cell in _drawn[merged])
            {
                var weight = largest > 0 ? FineWeights[cell] / largest : 1;
                weights[cell] = weight * fine.Shares[cell];
                whole += weight;
                shares[merged] += weights[cell];
            }

            shares[merged] /= whole;
        }

        return new NarrowedAttribute(new CompressedAttribute(fine.Attribute, MergedCells, [.. weights]), shares);
    }

    private static int Draw(double[] cumulative, Func<long, long> random)
    {
        var at = Array.BinarySearch(cumulative, random(DrawSteps) / (double)DrawSteps * cumulative[^1]);
        return Math.Min(at >= 0 ? at + 1 : ~at, cumulative.Length - 1);
    }

    // Relative to the largest weight, so that no sum overflows.
    private double[] Cumulative(int[] drawn)
    {
        var largest = drawn.Max(cell => FineWeights[cell]);
        var cumulative = new double[drawn.Length];
        double sum = 0;
        for (var i = 0; i < drawn.Length; i++)
        {
            sum += largest > 0 ? FineWeights[drawn[i]] / largest : 1;
            cumulative[i] = sum;
        }

        return cumulative;
    }
}
