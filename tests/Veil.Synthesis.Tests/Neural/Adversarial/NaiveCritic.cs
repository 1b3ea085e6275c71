using Veil.Synthesis.Neural.Adversarial;

namespace Veil.Synthesis.Tests.Neural.Adversarial;

/// <summary>The critic's loss and its gradient in double precision, one record at a time, every matrix written down.</summary>
internal sealed class NaiveCritic
{
    private readonly Critic _critic;
    private readonly double _penalty;

    public NaiveCritic(Critic critic, double penalty = 10)
    {
        _critic = critic;
        _penalty = penalty;
        Weights = [.. critic.Parameters.Values.ToArray().Select(weight => (double)weight)];
    }

    public double[] Weights { get; }

    public double Score(double[] x) => Run(x).Activations[^1].Select((h, i) => h * Weights[_critic.Head.Offset + i]).Sum();

    /// <summary>The derivative of the score by the inputs.</summary>
    public double[] Slope(double[] x) => Times(0, Sensitivities(Run(x))[0]);

    public double Loss(double[] real, double[] fake, double share) => Score(fake) - Score(real) + Penalty(Mix(real, fake, share));

    public double Penalty(double[] mixed) => _penalty * Math.Pow(Norm(Slope(mixed)) - 1, 2);

    /// <summary>The gradient of the loss by all weights.</summary>
    public double[] Gradient(double[] real, double[] fake, double share)
    {
        var gradient = new double[Weights.Length];
        AddScore(gradient, fake, 1);
        AddScore(gradient, real, -1);
        AddPenalty(gradient, Mix(real, fake, share));
        return gradient;
    }

    public void AddPenalty(double[] gradient, double[] mixed)
    {
        var run = Run(mixed);
        var sensitivities = Sensitivities(run);
        var slope = Times(0, sensitivities[0]);
        var norm = Norm(slope);
        var tangent = slope.Select(g => 2 * _penalty * (norm - 1) / norm * g).ToArray();
        for (var layer = 0; layer < _critic.Hidden.Length; layer++)
        {
            AddOuter(gradient, layer, tangent, sensitivities[layer], 1);
            var next = TransposedTimes(layer, tangent);
            tangent = [.. next.Select((t, i) => t * run.Slopes[layer][i])];
        }

        AddTo(gradient, _critic.Head.Offset, tangent, 1);
    }

    public double[] OneHot(ReadOnlySpan<ushort> cells)
    {
        var x = new double[_critic.Inputs];
        for (var i = 0; i < cells.Length; i++)
        {
            x[_critic.Offsets[i] + cells[i]] = 1;
        }

        return x;
    }

    public static double Norm(double[] vector) => Math.Sqrt(vector.Sum(x => x * x));

    private void AddScore(double[] gradient, double[] x, double sign)
    {
        var run = Run(x);
        var sensitivities = Sensitivities(run);
        for (var layer = 0; layer < _critic.Hidden.Length; layer++)
        {
            AddOuter(gradient, layer, layer == 0 ? x : run.Activations[layer - 1], sensitivities[layer], sign);
            AddTo(gradient, _critic.Biases[layer].Offset, sensitivities[layer], sign);
        }

        AddTo(gradient, _critic.Head.Offset, run.Activations[^1], sign);
    }

    private (double[][] Slopes, double[][] Activations) Run(double[] x)
    {
        var slopes = new double[_critic.Hidden.Length][];
        var activations = new double[_critic.Hidden.Length][];
        for (var layer = 0; layer < slopes.Length; layer++)
        {
            var sums = TransposedTimes(layer, x).Select((z, i) => z + Weights[_critic.Biases[layer].Offset + i]).ToArray();
            slopes[layer] = [.. sums.Select(z => z > 0 ? 1 : (double)Critic.Leak)];
            x = activations[layer] = [.. sums.Select((z, i) => z * slopes[layer][i])];
        }

        return (slopes, activations);
    }

    private double[][] Sensitivities((double[][] Slopes, double[][] Activations) run)
    {
        var all = new double[_critic.Hidden.Length][];
        double[] above = [.. Enumerable.Range(0, _critic.Head.Columns).Select(i => Weights[_critic.Head.Offset + i])];
        for (var layer = all.Length - 1; layer >= 0; layer--)
        {
            all[layer] = [.. above.Select((u, i) => u * run.Slopes[layer][i])];
            above = Times(layer, all[layer]);
        }

        return all;
    }

    private double[] Times(int layer, double[] outputs) =>
        [.. Enumerable.Range(0, _critic.Weights[layer].Rows).Select(i => outputs.Select((u, j) => u * Weight(layer, i, j)).Sum())];

    private double[] TransposedTimes(int layer, double[] inputs) =>
        [.. Enumerable.Range(0, _critic.Hidden[layer]).Select(j => inputs.Select((x, i) => x * Weight(layer, i, j)).Sum())];

    private double Weight(int layer, int input, int unit) => Weights[_critic.Weights[layer].Offset + (input * _critic.Hidden[layer]) + unit];

    private void AddOuter(double[] gradient, int layer, double[] inputs, double[] units, double sign)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            AddTo(gradient, _critic.Weights[layer].Offset + (i * units.Length), [.. units.Select(u => inputs[i] * u)], sign);
        }
    }

    private static void AddTo(double[] gradient, int offset, double[] values, double sign)
    {
        for (var i = 0; i < values.Length; i++)
        {
            gradient[offset + i] += sign * values[i];
        }
    }

    private static double[] Mix(double[] real, double[] fake, double share) => [.. real.Zip(fake, (r, f) => (share * r) + ((1 - share) * f))];
}
