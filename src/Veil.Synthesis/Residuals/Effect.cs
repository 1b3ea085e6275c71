namespace Veil.Synthesis.Residuals;

/// <summary>What the measurements say of one effect: their sum, each weighted by its precision.</summary>
internal sealed class Effect(int cells)
{
    /// <summary>The sum of the measured effects times their precisions.</summary>
    public double[] Weighted { get; } = new double[cells];

    /// <summary>The sum of the precisions.</summary>
    public double Precision { get; private set; }

    /// <summary>Adds a measurement of the effect.</summary>
    public void Add(double[] effect, double precision)
    {
        for (var cell = 0; cell < Weighted.Length; cell++)
        {
            Weighted[cell] += precision * effect[cell];
        }

        Precision += precision;
    }
}
