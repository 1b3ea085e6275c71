using System.Collections.Immutable;
using System.Numerics.Tensors;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural;
using Veil.Synthesis.Neural.Adversarial;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.Ctgan;

/// <summary>Trains a conditional generator against a packed critic on rows without protection.</summary>
/// <remarks>
/// References: Xu et al., "Modeling Tabular Data using Conditional GAN", 2019, with its settings; Yazıcı et al., "The unusual
/// effectiveness of averaging in GAN training", 2019. While the critic learns from one batch, the other core already makes the
/// generator's next: neither depends on the other. What is drawn follows from the number of the step, so that the outcome does
/// not depend on which is faster.
/// </remarks>
internal sealed class CtganTraining
{
    /// <summary>The number of rows of a pack: batches are a multiple of it.</summary>
    public const int Pack = 10;

    private const float Rate = 2e-4f;
    private const float Beta1 = 0.5f;
    private const float Beta2 = 0.9f;
    private const float Decay = 1e-6f;

    // Rows are drawn with the mean of the weights of some two thousand steps, since single ones sway with the game.
    private const float Averaging = 0.9995f;

    // Batches after which the running averages of normalisations are those of other weights.
    private const int SettlingBatches = 100;

    private const string GeneratorPrefix = "generator/";
    private const string CriticPrefix = "critic/";
    private const string AveragePrefix = "average/";

    private readonly ConditionedRows _rows;
    private readonly ImmutableArray<TabularSpan> _spans;
    private readonly PackedCritic _critic;
    private readonly GeneratorPass _pass;
    private readonly PackedCriticPass _criticPass;
    private readonly Adam _generatorAdam;
    private readonly Adam _criticAdam;
    private readonly float[] _generatorGradient;
    private readonly float[] _criticGradient;
    private readonly float[] _average;
    private readonly SamplingRandom _seed;

    /// <summary>Prepares a training.</summary>
    /// <param name="transformer">The encoding of the rows.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="batch">The number of rows of a batch, a multiple of <see cref="Pack"/>.</param>
    /// <param name="seed">The source of the first weights and of all draws.</param>
    public CtganTraining(TabularTransformer transformer, SparseRows rows, int batch, SamplingRandom seed)
    {
        (_spans, _seed) = (transformer.Spans, seed);
        Generator = new Generator(transformer.Spans);
        _rows = new ConditionedRows(Generator.Conditions, rows);
        Conditions = new ConditionTable(Generator.Conditions, _rows.Counts);
        _critic = new PackedCritic(transformer.Width, Generator.Conditions.Count, Pack);
        _pass = new GeneratorPass(Generator, batch);
        _criticPass = new PackedCriticPass(_critic, batch, new SparseRows(batch, transformer.Spans.Length, transformer.Scalars));
        _generatorAdam = new Adam(Generator.Parameters.Count, Rate, Beta1, Beta2, Decay);
        _criticAdam = new Adam(_critic.Parameters.Count, Rate, Beta1, Beta2, Decay);
        _generatorGradient = new float[Generator.Parameters.Count];
        _criticGradient = new float[_critic.Parameters.Count];
        StepsOfEpoch = Math.Max(1, rows.Count / batch);
        var noise = new BatchRandom(seed);
        Generator.Initialize(noise);
        _critic.Initialize(noise);
        _average = Generator.Parameters.ToArray();
    }

    /// <summary>The generator as of the last step; rows are drawn with <see cref="Average"/>.</summary>
    public Generator Generator { get; }

    /// <summary>The frequency of each condition.</summary>
    public ConditionTable Conditions { get; }

    /// <summary>The number of steps of an epoch.</summary>
    public int StepsOfEpoch { get; }

    /// <summary>The number of steps taken.</summary>
    public int Steps => _generatorAdam.Steps;

    /// <summary>Takes a step of the critic and then one of the generator.</summary>
    public CtganLoss Step()
    {
        var (random, other) = (_seed.Stream(2 * Steps), _seed.Stream((2 * Steps) + 1));
        var (noise, criticNoise) = (new BatchRandom(random), new BatchRandom(other));
        DrawConditions(_pass, random);
        Parallel.Invoke(
            () => Generate(noise),
            () =>
            {
                DrawReal(other);
                _criticPass.Draw(criticNoise);
                _critic.SeeReal(_criticPass);
            });
        HandOver();

        CriticLoss loss = default;
        Parallel.Invoke(
            () =>
            {
                loss = _critic.Step(_criticPass, _criticGradient);
                _criticAdam.Step(_critic.Parameters.Values, _criticGradient);
            },
            () =>
            {
                DrawConditions(_pass, random);
                Generate(noise);
            });

        HandOver();
        _criticPass.DrawGenerated(criticNoise);
        var score = _critic.ScoreGradient(_criticPass, _pass.RawGradient);
        Generator.Output.Backward(_pass.Output, _pass.RawGradient);
        var entropy = ConditionLoss.Add(Generator, _pass);
        Generator.Backward(_pass, _generatorGradient);
        _generatorAdam.Step(Generator.Parameters.Values, _generatorGradient);

        // At first the mean is over a ninth of the steps so far, so that a short training is not held back by its first
        // weights.
        var keep = Math.Min(Averaging, (1f + Steps) / (10 + Steps));
        TensorPrimitives.Multiply(_average, keep, _average);
        TensorPrimitives.MultiplyAdd(Generator.Parameters.Values, 1 - keep, _average, _average);
        return new CtganLoss(loss.Fake - loss.Real, loss.Penalty, -score, entropy);
    }

    /// <summary>The generator with the mean of late weights, whose normalisations have settled on them.</summary>
    public Generator Average()
    {
        var average = new Generator(_spans);
        _average.CopyTo(average.Parameters.Values);
        var random = _seed.Stream(int.MaxValue);
        var noise = new BatchRandom(random);
        var pass = new GeneratorPass(average, _pass.Rows);
        for (var batch = 0; batch < SettlingBatches; batch++)
        {
            DrawConditions(pass, random);
            pass.Draw(noise);
            average.Forward(pass);
        }

        return average;
    }

    /// <summary>The state from which the training can be resumed.</summary>
    public ImmutableArray<ModelTensor> State() =>
    [
        .. Parameters.ToTensors(_average, AveragePrefix, Generator.Parameters.Blocks),
        .. NetworkTensors(Generator.Parameters, _generatorAdam, GeneratorPrefix),
        .. NetworkTensors(_critic.Parameters, _criticAdam, CriticPrefix),
    ];

    /// <summary>Resumes a training that was stored after some epochs.</summary>
    /// <returns>True when the stored training was of these networks.</returns>
    public bool TryResume(ModelTraining kept)
    {
        return Parameters.TryRead(kept.State, AveragePrefix, Generator.Parameters.Blocks, _average)
            && TryRead(Generator.Parameters, _generatorAdam, GeneratorPrefix)
            && TryRead(_critic.Parameters, _criticAdam, CriticPrefix);

        bool TryRead(Parameters parameters, Adam adam, string prefix)
        {
            adam.ResumeAt(kept.Step * StepsOfEpoch);
            return Parameters.TryRead(kept.State, prefix, parameters.Blocks, parameters.Values)
                && Parameters.TryRead(kept.State, prefix + "mean/", parameters.Blocks, adam.Mean)
                && Parameters.TryRead(kept.State, prefix + "square/", parameters.Blocks, adam.Square);
        }
    }

    private static IEnumerable<ModelTensor> NetworkTensors(Parameters parameters, Adam adam, string prefix) =>
    [
        .. Parameters.ToTensors(parameters.ToArray(), prefix, parameters.Blocks),
        .. Parameters.ToTensors(adam.Mean, prefix + "mean/", parameters.Blocks),
        .. Parameters.ToTensors(adam.Square, prefix + "square/", parameters.Blocks),
    ];

    private void DrawConditions(GeneratorPass pass, SamplingRandom random)
    {
        for (var i = 0; i < pass.Rows; i++)
        {
            pass.Conditions[i] = Conditions.DrawForTraining(random);
        }
    }

    private void Generate(BatchRandom noise)
    {
        _pass.Draw(noise);
        Generator.Forward(_pass);
        Generator.Output.Forward(_pass.Raw, _pass.Gumbel, _pass.Output);
    }

    private void HandOver()
    {
        _pass.Output.CopyTo(_criticPass.Fake);
        _pass.Conditions.CopyTo(_criticPass.FakeConditions, 0);
    }

    // Real rows of the conditions of the generated ones, in another order: a pack must not be recognised by which go together.
    private void DrawReal(SamplingRandom random)
    {
        int[] conditions = [.. _pass.Conditions];
        for (var i = 0; i < conditions.Length; i++)
        {
            var j = i + (int)random.NextBelow(conditions.Length - i);
            (conditions[i], conditions[j]) = (conditions[j], conditions[i]);
            _rows.Draw(conditions[i], random, _criticPass.Real, i);
        }
    }
}

/// <summary>The losses of a step.</summary>
/// <param name="Critic">The mean score of generated packs less that of real ones.</param>
/// <param name="Penalty">The penalty on the critic's slope.</param>
/// <param name="Generator">The negative of the mean score of generated packs.</param>
/// <param name="Condition">The loss for conditions that were not followed.</param>
internal readonly record struct CtganLoss(double Critic, double Penalty, double Generator, double Condition);
