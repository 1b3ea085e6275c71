using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Domains;

namespace Veil.Synthesis.Methods.PateCtgan;

/// <summary>
/// The similarity of two records in pairs of attributes: zero on average when attributes are independent, so that the mean over
/// rows measures how much the relations between columns support a record. It follows from noisy counts of single columns.
/// </summary>
/// <remarks>
/// Reference: the witness function of Gretton et al., "A kernel two-sample test", 2012, with the kernel of Hilbert-Schmidt
/// independence between every two attributes: cells are alike if they are the same, or near each other in an order, less what
/// could be expected of either.
/// </remarks>
internal sealed class PairKernel
{
    // Cells of an ordered attribute are alike up to this part of all.
    private const double Nearness = 0.15;

    private readonly int[] _sizes;
    private readonly float[][] _alike;

    /// <summary>Makes the kernel.</summary>
    /// <param name="attributes">The attributes of a record.</param>
    public PairKernel(ImmutableArray<CompressedAttribute> attributes)
    {
        _sizes = [.. attributes.Select(attribute => attribute.Size)];
        _alike = [.. attributes.Select(attribute => Alike(attribute.Size, attribute.Fine.IsOrdered, DomainCompression.Parts(attribute)))];
    }

    /// <summary>The mean similarity of a record to some others.</summary>
    public double Mean(ReadOnlySpan<ushort> record, RecordBatch others)
    {
        double sum = 0;
        for (var i = 0; i < others.Count; i++)
        {
            sum += Of(record, others[i]);
        }

        return sum / others.Count;
    }

    private float Of(ReadOnlySpan<ushort> a, ReadOnlySpan<ushort> b)
    {
        float sum = 0, squares = 0;
        for (var attribute = 0; attribute < _sizes.Length; attribute++)
        {
            var alike = _alike[attribute][(a[attribute] * _sizes[attribute]) + b[attribute]];
            sum += alike;
            squares += alike * alike;
        }

        return (sum * sum) - squares;
    }

    // Doubly centred by the parts of the cells, and of variance 1 between independent records.
    private static float[] Alike(int size, bool isOrdered, double[] parts)
    {
        var reach = Math.Max(1, Nearness * size);
        var alike = new double[size * size];
        for (var i = 0; i < alike.Length; i++)
        {
            var (a, b) = Math.DivRem(i, size);
            alike[i] = isOrdered ? Math.Max(0, 1 - (Math.Abs(a - b) / reach)) : a == b ? 1 : 0;
        }

        var means = Enumerable.Range(0, size).Select(a => Enumerable.Range(0, size).Sum(b => parts[b] * alike[(a * size) + b])).ToArray();
        var mean = means.Zip(parts, (m, part) => m * part).Sum();
        double variance = 0;
        for (var i = 0; i < alike.Length; i++)
        {
            var (a, b) = Math.DivRem(i, size);
            alike[i] += mean - means[a] - means[b];
            variance += parts[a] * parts[b] * alike[i] * alike[i];
        }

        var scale = variance > 0 ? 1 / Math.Sqrt(variance) : 0;
        return [.. alike.Select(value => (float)(value * scale))];
    }
}
