using System.Numerics.Tensors;

namespace Veil.Synthesis.Estimation;

/// <summary>
/// Factors for the cells of an attribute that give the mean of many distributions over them the wanted value, and change no
/// odds ratio between attributes.
/// </summary>
/// <remarks>Reference: iterative proportional fitting (Deming and Stephan 1940), of two margins: every record has one cell, and
/// every cell its part.</remarks>
internal static class IterativeProportionalFitting
{
    private const int MostIterations = 50;

    // The largest part of the records by which a cell may still be wrong.
    private const double Tolerance = 1e-5;

    /// <summary>The logarithms of the factors.</summary>
    /// <param name="odds">For each record an unnormalised weight of each cell, row-major.</param>
    /// <param name="wanted">The wanted part of each cell; all above 0, sum 1.</param>
    public static float[] LogFactors(ReadOnlySpan<float> odds, double[] wanted)
    {
        var records = odds.Length / wanted.Length;
        var logs = new double[wanted.Length];
        var factors = new float[wanted.Length];
        var mean = new float[wanted.Length];
        var weighted = new float[wanted.Length];
        for (var iteration = 0; iteration < MostIterations; iteration++)
        {
            var largest = logs.Max();
            for (var cell = 0; cell < factors.Length; cell++)
            {
                factors[cell] = (float)Math.Max(1e-30, Math.Exp(logs[cell] - largest));
            }

            Array.Clear(mean);
            for (var record = 0; record < records; record++)
            {
                TensorPrimitives.Multiply(odds.Slice(record * wanted.Length, wanted.Length), factors, weighted);
                var total = TensorPrimitives.Sum<float>(weighted);
                if (total > 0)
                {
                    TensorPrimitives.MultiplyAdd(weighted, 1 / (total * records), mean, mean);
                }
            }

            double worst = 0;
            for (var cell = 0; cell < mean.Length; cell++)
            {
                worst = Math.Max(worst, Math.Abs(mean[cell] - wanted[cell]));
                logs[cell] += Math.Log(wanted[cell] / Math.Max(mean[cell], 1e-20));
            }

            if (worst < Tolerance)
            {
                break;
            }
        }

        return [.. logs.Select(log => (float)log)];
    }
}
