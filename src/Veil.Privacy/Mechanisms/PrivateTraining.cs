using System.Runtime.InteropServices;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Mechanisms;

/// <summary>
/// The steps of a training that has been paid for: each draws a sample of the units and gives the sum of their clipped
/// gradients with Gaussian noise on it, and nothing else.
/// </summary>
/// <remarks>
/// Reference: Abadi and others, "Deep learning with differential privacy", 2016. See docs/privacy.md, "Training".
/// Privacy: a unit is in a sample with exactly the rate's chance, independently of all others and of all other steps; its
/// rows go together and each is clipped to its part of the bound. The noise is a rounded Gaussian on a grid, wider than the
/// multiplier asks for by what rounding may add to the sensitivity. The number of rows of a sample is known to the gradient alone.
/// Cost: about fifteen nanoseconds per weight for the noise, drawn while the gradient is computed; a fraction of one per
/// unit for the sample.
/// </remarks>
internal sealed class PrivateTraining
{
    // The mesh of the grid is below 2^-NoiseBits of the standard deviation of the noise, where draws are fastest, and below
    // 2^-BoundBits of the bound; but the standard deviation is at most 2^MostNoiseBits meshes.
    private const int NoiseBits = 28;
    private const int BoundBits = 24;
    private const int MostNoiseBits = 38;
    private const int Blocks = 4;

    /// <summary>The event that a training is charged for.</summary>
    internal const string Purpose = "training of a network";

    private readonly LentRows _rows;
    private readonly AnswerGate _answers;
    private readonly RandomSource[] _noise;
    private readonly int _maxRows;
    private readonly SubsampledGaussianEvent _event;
    private readonly List<int> _sample = [];
    private GradientSum? _sum;
    private long[] _drawn = [];
    private int _busy;

    internal PrivateTraining(SubsampledGaussianEvent training, LentRows rows, int maxRows, AnswerGate gate, int stepsDone)
    {
        Rate = training.Rate;
        Steps = training.Steps;
        NoiseMultiplier = training.NoiseMultiplier;
        StepsDone = stepsDone;
        _rows = rows;
        _maxRows = maxRows;
        _event = training;
        _answers = gate.Fork();
        _noise = gate.NoiseSources(Blocks);
    }

    /// <summary>The chance of a unit to be in the sample of a step.</summary>
    public double Rate { get; }

    /// <summary>The number of steps that are paid for.</summary>
    public int Steps { get; }

    /// <summary>Standard deviation of the noise over the most that a unit can move the sum.</summary>
    public double NoiseMultiplier { get; }

    /// <summary>The number of steps that were made.</summary>
    public int StepsDone { get; private set; }

    /// <summary>Makes a step.</summary>
    /// <param name="gradient">Computes the sum of clipped gradients of records; it is given the sample in batches.</param>
    /// <param name="bound">The most that a unit can move the sum, in the Euclidean norm.</param>
    /// <param name="sum">
    /// Receives the noisy sum, one entry per weight. Divide it by the rate and a noisy number of units for a mean.
    /// </param>
    /// <exception cref="InvalidOperationException">All steps have been made, or one is being made.</exception>
    /// <exception cref="ArgumentException">The sum has not one entry per weight.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not a positive, finite number.</exception>
    public void Step(IPerExampleGradient gradient, float bound, Span<float> sum)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        if (!(bound > 0 && float.IsNormal(bound)) || bound > 1e30f)
            throw new ArgumentOutOfRangeException(nameof(bound), bound, "A bound is a positive number below 1e30.");
        if (gradient.Count != sum.Length)
            throw new ArgumentException("The sum has one entry per weight.", nameof(sum));
        if (Interlocked.Exchange(ref _busy, 1) != 0)
            throw new InvalidOperationException("The steps of a training are made one after the other.");
        try
        {
            Make(gradient, bound, sum);
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    // A gradient is code from outside: no lock is held while it runs.
    private void Make(IPerExampleGradient gradient, float bound, Span<float> sum)
    {
        if (StepsDone >= Steps)
            throw new InvalidOperationException("All steps of the training have been made.");
        StepsDone++;
        if (_sum?.Count != sum.Length)
            (_sum, _drawn) = (new GradientSum(sum.Length, _rows.Attributes), new long[sum.Length]);

        var deviation = DirectedRounding.MultiplyUp(NoiseMultiplier, bound);
        var grid = Math.ScaleB(1, Math.Max(
            Math.Min(Math.ILogB(deviation) - NoiseBits, Math.ILogB(bound) - BoundBits), Math.ILogB(deviation) - MostNoiseBits));
        var slack = _sum.Slack(grid / bound, _maxRows);
        var widening = DirectedRounding.AddUp(1, slack);
        var noise = new RoundedGaussian(DirectedRounding.MultiplyUp(deviation, widening) / grid);
        var sensitivity = DirectedRounding.MultiplyUp(bound, widening) / grid;
        var drawing = Task.Run(() => Draw(noise));
        try
        {
            _answers.Sample(_rows, Rate, _sample);
            var exact = _sum.Of(gradient, Part(bound), grid, _rows, CollectionsMarshal.AsSpan(_sample), _answers);
            drawing.Wait();
            var terms = new AnswerTerms(_event, Purpose, double.PositiveInfinity, sensitivity);
            _answers.Numbers(exact, terms, (numbers, _) => AddDrawn(numbers));
            for (var i = 0; i < sum.Length; i++)
                sum[i] = (float)(exact[i] * grid);
            exact.Clear();
        }
        finally
        {
            // Neither the noise nor what it hid stays in memory.
            drawing.Wait();
            Array.Clear(_drawn);
            _sample.Clear();
        }
    }

    // A row of a unit with several has its part of the bound, rounded down.
    private float Part(float bound) => _maxRows == 1 ? bound : MathF.BitDecrement(bound / _maxRows);

    private void AddDrawn(Span<long> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = Saturating.Add(numbers[i], _drawn[i]);
    }

    // The blocks are the same whatever the number of processors, so that seeded noise is repeatable.
    private void Draw(RoundedGaussian noise) => Parallel.For(0, Blocks, block =>
    {
        var from = (int)((long)_drawn.Length * block / Blocks);
        var to = (int)((long)_drawn.Length * (block + 1) / Blocks);
        noise.AddTo(_drawn.AsSpan(from, to - from), _noise[block]);
    });
}
