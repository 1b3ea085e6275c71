using System.Collections.Immutable;
using Veil.Data.Tables;

namespace Veil.Data.Domains;

/// <summary>
/// An attribute some of whose cells are merged into one: coarser to model, and undone when rows are decoded in
/// proportion to what is known of the finer cells.
/// </summary>
public sealed class MergedAttribute : Attribute
{
    private const long DrawSteps = 1L << 53;

    private readonly int[][] _parts;
    private readonly double[][] _cumulative;

    /// <summary>Makes the attribute.</summary>
    /// <param name="fine">The attribute whose cells are merged.</param>
    /// <param name="mergedCells">For each fine cell the merged one it belongs to; the numbers 0, 1, … without a gap.</param>
    /// <param name="fineWeights">For each fine cell how often it is drawn when its merged cell is decoded, relative to the others.</param>
    public MergedAttribute(Attribute fine, ImmutableArray<int> mergedCells, ImmutableArray<double> fineWeights)
        : base(fine.Name, fine.Type, mergedCells.Length == 0 ? 0 : mergedCells.Max() + 1, hasOther: false, hasMissing: false)
    {
        if (mergedCells.Length != fine.Size || fineWeights.Length != fine.Size || fineWeights.Any(weight => !(weight >= 0 && double.IsFinite(weight))))
        {
            throw new ArgumentException("Each fine cell needs a merged cell and a weight that is not negative.", nameof(mergedCells));
        }

        Fine = fine;
        MergedCells = mergedCells;
        FineWeights = fineWeights;
        _parts = [.. Enumerable.Range(0, Size).Select(merged => Enumerable.Range(0, fine.Size).Where(cell => mergedCells[cell] == merged).ToArray())];
        if (_parts.Any(part => part.Length == 0))
        {
            throw new ArgumentException("Merged cells must be numbered without a gap.", nameof(mergedCells));
        }

        _cumulative = [.. _parts.Select(Cumulative)];
    }

    /// <summary>The attribute whose cells are merged.</summary>
    public Attribute Fine { get; }

    /// <summary>For each fine cell the merged one it belongs to.</summary>
    public ImmutableArray<int> MergedCells { get; }

    /// <summary>For each fine cell how often it is drawn when its merged cell is decoded, relative to the others.</summary>
    public ImmutableArray<double> FineWeights { get; }

    /// <inheritdoc/>
    public override bool IsOrdered => Fine.IsOrdered;

    /// <summary>Sums a table over the fine cells to one over the merged cells.</summary>
    public double[] Merge(IReadOnlyList<double> fine)
    {
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
            var part = _parts[cells[row]];
            fine[row] = (ushort)(part.Length == 1 ? part[0] : part[Draw(_cumulative[cells[row]], random)]);
        }

        return Fine.Decode(fine, random);
    }

    private static int Draw(double[] cumulative, Func<long, long> random)
    {
        var at = Array.BinarySearch(cumulative, random(DrawSteps) / (double)DrawSteps * cumulative[^1]);
        return Math.Min(at >= 0 ? at + 1 : ~at, cumulative.Length - 1);
    }

    // Cells of which nothing is known are drawn alike.
    private double[] Cumulative(int[] part)
    {
        var known = part.Sum(cell => FineWeights[cell]) > 0;
        var cumulative = new double[part.Length];
        double sum = 0;
        for (var i = 0; i < part.Length; i++)
        {
            sum += known ? FineWeights[part[i]] : 1;
            cumulative[i] = sum;
        }

        return cumulative;
    }
}
