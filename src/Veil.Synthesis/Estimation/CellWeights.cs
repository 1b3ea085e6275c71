using Veil.Data.Domains;
using Veil.Privacy.Mechanisms;

namespace Veil.Synthesis.Estimation;

/// <summary>The best estimate of the number of rows in each cell of one attribute, from a noisy measurement alone.</summary>
internal static class CellWeights
{
    // A special cell whose count is within the noise is taken as empty: a column that never has missing or unknown values must
    // not get some from noise.
    private const double SpecialCellDeviations = 3;

    /// <summary>Non-negative weights of all cells that sum to the number of rows.</summary>
    /// <param name="attribute">The attribute that was measured.</param>
    /// <param name="measurement">Its noisy counts.</param>
    /// <param name="rows">The estimated number of rows, above 0.</param>
    public static double[] Estimate(Attribute attribute, NoisyMarginal measurement, double rows)
    {
        var weights = measurement.Counts.Select(count => (double)count).ToArray();
        var deviation = measurement.StandardDeviation;
        if (measurement.UnmeasuredCell >= 0)
        {
            // The rows that no other cell accounts for, with the noise of all cells.
            weights[measurement.UnmeasuredCell] = rows - weights.Sum();
            Prune(weights, measurement.UnmeasuredCell, deviation * Math.Sqrt(weights.Length));
        }
        else
        {
            Prune(weights, attribute.OtherCell, deviation);
        }

        Prune(weights, attribute.MissingCell, deviation);
        if (attribute is NumericAttribute)
        {
            SegmentAveraging.Smooth(weights.AsSpan(0, attribute.ValueCells), deviation).CopyTo(weights, 0);
        }

        // Cells taken as empty stay empty: they are left out of the projection.
        var kept = Enumerable.Range(0, weights.Length).Where(cell => !IsEmptySpecial(attribute, weights, cell)).ToArray();
        if (kept.Length == 0)
        {
            Array.Fill(weights, rows / weights.Length);
            return weights;
        }

        var projected = kept.Select(cell => weights[cell]).ToArray();
        SimplexProjection.Project(projected, rows);
        for (var i = 0; i < kept.Length; i++)
        {
            weights[kept[i]] = projected[i];
        }

        return weights;
    }

    private static bool IsEmptySpecial(Attribute attribute, double[] weights, int cell) =>
        cell >= attribute.ValueCells && weights[cell] == 0;

    private static void Prune(double[] weights, int cell, double deviation)
    {
        if (cell >= 0 && !(weights[cell] >= SpecialCellDeviations * deviation))
        {
            weights[cell] = 0;
        }
    }
}
