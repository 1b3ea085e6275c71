using Veil.Synthesis.Graphical;

namespace Veil.Synthesis.Residuals;

/// <summary>
/// The counts of one attribute from its own measurements, cell by cell, and from its effect in larger tables. With
/// the precisions d of the cells and w of the effect, the counts x that fit best among those of a given total are
/// (w e + d y + c) / (w + d) with one c for all cells: the system is diagonal but for the total.
/// </summary>
internal sealed class AttributeEstimate
{
    // A cell that nothing was measured of gets this part of the largest precision, so that it can take what is left.
    private const double HardlyKnown = 1e-9;

    private readonly double[] _free;
    private readonly double[] _shares;
    private readonly double _sum;

    /// <summary>Estimates up to the total.</summary>
    /// <param name="size">The number of cells.</param>
    /// <param name="effect">What larger tables say of the attribute's effect, if any does.</param>
    /// <param name="own">Measurements of the attribute alone.</param>
    public AttributeEstimate(int size, Effect? effect, List<Target> own)
    {
        var precisions = new double[size];
        _free = effect is null ? new double[size] : [.. effect.Weighted];
        foreach (var table in own)
        {
            for (var cell = 0; cell < size; cell++)
            {
                precisions[cell] += table.Precisions[cell];
                _free[cell] += table.Precisions[cell] * table.Values[cell];
            }
        }

        var shared = effect?.Precision ?? 0;
        var least = shared > 0 ? 0 : HardlyKnown * precisions.Max();
        _shares = [.. precisions.Select(precision => 1 / Math.Max(shared + precision, least))];
        for (var cell = 0; cell < size; cell++)
        {
            _free[cell] *= _shares[cell];
        }

        // The precision with which these measurements alone tell the total: (1 - w G / n) / G, where the
        // difference is the mean of d / (w + d).
        var spread = _shares.Sum();
        _sum = _free.Sum();
        var known = _shares.Zip(precisions, (share, precision) => share * precision).Average();
        TotalPrecision = shared == 0 && precisions.Contains(0) ? 0 : known / spread;
        Total = TotalPrecision > 0 ? _sum / known : 0;
        Conditional = [.. _shares.Select(share => share * ((spread - share) / spread))];
        for (var cell = 0; cell < size; cell++)
        {
            _shares[cell] /= spread;
        }

        Shares = [.. _shares.Select(share => share - (1.0 / size))];
    }

    /// <summary>The total as these measurements alone tell it.</summary>
    public double Total { get; }

    /// <summary>One over the variance of that total; 0 when they do not tell it.</summary>
    public double TotalPrecision { get; }

    /// <summary>The variance of each count if the total were known.</summary>
    public double[] Conditional { get; }

    /// <summary>What share of a change of the total each count takes, beyond an equal one.</summary>
    public double[] Shares { get; }

    /// <summary>How far each count is from an equal share of the total.</summary>
    public double[] Effect(double total)
    {
        var effect = new double[_free.Length];
        for (var cell = 0; cell < effect.Length; cell++)
        {
            effect[cell] = _free[cell] + (_shares[cell] * (total - _sum)) - (total / effect.Length);
        }

        return effect;
    }
}
