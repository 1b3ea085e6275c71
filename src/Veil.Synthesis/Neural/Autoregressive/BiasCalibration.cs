using System.Numerics.Tensors;
using Veil.Synthesis.Estimation;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Autoregressive;

/// <summary>
/// Sets the biases of a network's logits so that every single column has its known distribution, and relations between columns
/// stay as they are: odds ratios do not change.
/// </summary>
/// <remarks>
/// Records are drawn from the network, column by column; before a column is drawn, its biases are scaled as in iterative
/// proportional fitting, until the mean of the probabilities over all drawn records is the wanted one. Post-processing.
/// Cost: a forward pass of some ten thousand records, and a few dozen passes over the probabilities of each column.
/// </remarks>
internal static class BiasCalibration
{
    // Numbers that are kept of the drawn records, which determines the number of records: for Adult about its number of rows.
    private const int MostNumbers = 1 << 23;
    private const int LeastRecords = 1024;
    private const int MostRecords = 1 << 15;

    /// <summary>Calibrates a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="wanted">For each column the wanted part of each cell; all above 0, sum 1.</param>
    /// <param name="random">The source of the draws of records.</param>
    /// <param name="cancellationToken">Checked between columns.</param>
    public static void Run(
        AutoregressiveNetwork network, IReadOnlyList<double[]> wanted, SamplingRandom random, CancellationToken cancellationToken)
    {
        var records = Math.Clamp(MostNumbers / Math.Max(1, network.Units + network.Logits), LeastRecords, MostRecords);
        var pass = new AutoregressivePass(network, records);
        var draws = new BalancedDraws(network);
        ushort[][] cells = [.. Enumerable.Range(0, network.Columns).Select(_ => new ushort[records])];
        network.Begin(pass);
        for (var column = 0; column < network.Columns; column++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var change = Change(network, pass, column, wanted[column]);
            var biases = network.Biases(column);
            TensorPrimitives.Add(biases, change, biases);
            for (var record = 0; record < records; record++)
            {
                var logits = network.Of(column, pass.Logits(record));
                TensorPrimitives.Add(logits, change, logits);
            }

            draws.Draw(pass, column, cells, 0, random);
        }
    }

    private static float[] Change(AutoregressiveNetwork network, AutoregressivePass pass, int column, double[] wanted)
    {
        // Odds that do not change from one iteration to the next; only their factors do.
        var odds = new float[pass.Count * wanted.Length];
        for (var record = 0; record < pass.Count; record++)
        {
            var own = odds.AsSpan(record * wanted.Length, wanted.Length);
            var logits = network.Of(column, pass.Logits(record));
            CellDraws.ToProbabilities(logits, own);
        }

        return IterativeProportionalFitting.LogFactors(odds, wanted);
    }
}
