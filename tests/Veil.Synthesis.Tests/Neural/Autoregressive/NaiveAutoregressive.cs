using Veil.Synthesis.Neural.Autoregressive;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Neural.Autoregressive;

/// <summary>The network as it is defined, one weight after the other in double precision, with masks and no blocks.</summary>
internal sealed class NaiveAutoregressive
{
    private readonly AutoregressiveNetwork _network;
    private readonly double[] _weights;

    public NaiveAutoregressive(AutoregressiveNetwork network)
    {
        _network = network;
        _weights = [.. network.Parameters.Values.ToArray().Select(weight => (double)weight)];
    }

    public static AutoregressiveNetwork Random(int[] sizes, int groups, ulong seed)
    {
        var network = new AutoregressiveNetwork(sizes, groups);
        var random = new SamplingRandom(seed);
        foreach (ref var weight in network.Parameters.Values)
        {
            weight = (float)((2 * random.NextDouble()) - 1);
        }

        return network;
    }

    public static ushort[] Records(int[] sizes, int count, ulong seed)
    {
        var random = new SamplingRandom(seed);
        return [.. Enumerable.Range(0, count).SelectMany(_ => sizes.Select(size => (ushort)random.NextBelow(size)))];
    }

    public double LogProbability(ReadOnlySpan<ushort> record)
    {
        var units = new double[_network.Units];
        for (var unit = 0; unit < units.Length; unit++)
        {
            units[unit] = Weight("unit-biases", 0, unit);
            for (var column = 0; column <= Degree(unit); column++)
            {
                units[unit] += Weight($"cells-to-units-{column}", record[column], unit - _network.UnitsBefore[column]);
            }

            units[unit] = Math.Max(0, units[unit]);
        }

        double sum = 0;
        for (var column = 0; column < record.Length; column++)
        {
            var logits = new double[_network.LogitsBefore[column + 1] - _network.LogitsBefore[column]];
            for (var cell = 0; cell < logits.Length; cell++)
            {
                logits[cell] = Weight("logit-biases", 0, _network.LogitsBefore[column] + cell);
                for (var before = 0; before < column; before++)
                {
                    logits[cell] += Weight($"cells-to-logits-{before}", record[before], Behind(column, cell, before));
                }

                for (var unit = 0; unit < units.Length && Degree(unit) < column; unit++)
                {
                    var group = Degree(unit);
                    logits[cell] += units[unit] * Weight($"units-to-logits-{group}", unit - _network.UnitsBefore[group], Behind(column, cell, group));
                }
            }

            sum += logits[record[column]] - Math.Log(logits.Sum(Math.Exp));
        }

        return sum;
    }

    /// <summary>The gradient of the loss by central differences.</summary>
    public double[] Gradient(ReadOnlySpan<ushort> record)
    {
        const double Step = 1e-5;
        var gradient = new double[_weights.Length];
        for (var i = 0; i < gradient.Length; i++)
        {
            var weight = _weights[i];
            _weights[i] = weight + Step;
            var up = LogProbability(record);
            _weights[i] = weight - Step;
            gradient[i] = (LogProbability(record) - up) / (2 * Step);
            _weights[i] = weight;
        }

        return gradient;
    }

    // The last column that a unit sees.
    private int Degree(int unit) => Array.FindLastIndex(_network.UnitsBefore, before => before <= unit);

    private int Behind(int column, int cell, int before) => _network.LogitsBefore[column] + cell - _network.LogitsBefore[before + 1];

    private double Weight(string name, int row, int column)
    {
        var block = _network.Parameters.Blocks.Single(block => block.Name == name);
        return _weights[block.Offset + (row * block.Columns) + column];
    }
}
