using System.Numerics.Tensors;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Neural.Autoregressive;

/// <summary>
/// Draws cells so that those of every single column and of every two columns come nearly as often as the network's
/// probabilities, not only on average: a cell that was drawn too often given the known cells of a row becomes a little less
/// likely, as in the error diffusion of images.
/// </summary>
/// <remarks>
/// For every column and every cell of a column before it the sum of drawn less expected cells is kept; the probabilities of
/// a record are tilted by the sums of its own cells. A tilt has no direction of its own: it takes back what chance did.
/// Cost: twice that of the direct weights of a record, and as much memory as they take.
/// </remarks>
internal sealed class BalancedDraws
{
    // The decrease of the logarithm of the odds for each record too many.
    private const float Strength = 0.03f;
    private const float LargestTilt = 4;

    private readonly AutoregressiveNetwork _network;
    private readonly float[][] _excess;
    private readonly float[] _expected;
    private readonly float[] _tilt;

    /// <summary>Starts with nothing drawn.</summary>
    public BalancedDraws(AutoregressiveNetwork network)
    {
        _network = network;

        // A row for all records, and one for each cell of the columns before.
        _excess =
        [
            .. Enumerable.Range(0, network.Columns).Select(
                column =>
                    new float[(1 + network.LogitsBefore[column]) * (network.LogitsBefore[column + 1] - network.LogitsBefore[column])]),
        ];
        _expected = new float[network.Logits];
        _tilt = new float[network.Logits];
    }

    /// <summary>Draws a column of some records from the logits of a pass, and adds it to the pass.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="column">The column.</param>
    /// <param name="cells">The cells of each column of the network; those before this one are known, this one's are filled in.</param>
    /// <param name="start">The first of the records.</param>
    /// <param name="random">Repeatable random numbers.</param>
    public void Draw(AutoregressivePass pass, int column, ushort[][] cells, int start, SamplingRandom random)
    {
        for (var record = 0; record < pass.Count; record++)
        {
            cells[column][start + record] = Draw(
                _network.Of(column, pass.Logits(record)), column, cells, start + record, random.NextDouble());
        }

        _network.Tell(pass, column, cells[column].AsSpan(start, pass.Count), 1);
    }

    private ushort Draw(Span<float> logits, int column, ushort[][] cells, int record, double uniform)
    {
        var size = logits.Length;
        var excess = _excess[column].AsSpan();
        var expected = _expected.AsSpan(0, size);
        var tilt = _tilt.AsSpan(0, size);
        CellDraws.ToProbabilities(logits, expected);
        excess[..size].CopyTo(tilt);
        for (var before = 0; before < column; before++)
        {
            TensorPrimitives.Add(tilt, excess.Slice(Row(before, cells, record) * size, size), tilt);
        }

        TensorPrimitives.Multiply(tilt, -Strength, tilt);
        TensorPrimitives.Min(tilt, LargestTilt, tilt);
        TensorPrimitives.Max(tilt, -LargestTilt, tilt);
        TensorPrimitives.Exp(tilt, tilt);
        TensorPrimitives.Multiply(tilt, expected, tilt);
        var drawn = CellDraws.Choose(tilt, uniform);

        // The drawn less the expected number.
        TensorPrimitives.Negate(expected, expected);
        expected[drawn] += 1;
        TensorPrimitives.Add(excess[..size], expected, excess[..size]);
        for (var before = 0; before < column; before++)
        {
            var row = excess.Slice(Row(before, cells, record) * size, size);
            TensorPrimitives.Add(row, expected, row);
        }

        return drawn;
    }

    private int Row(int column, ushort[][] cells, int record) => 1 + _network.LogitsBefore[column] + cells[column][record];
}
