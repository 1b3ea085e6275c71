using System.Collections.Immutable;
using System.Numerics.Tensors;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural;
using Veil.Synthesis.Neural.Adversarial;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.Ctgan;

/// <summary>Trains a critic on noisy gradients, and a generator against it.</summary>
/// <remarks>
/// Reference: Bie, Kamath and Zhang, "Private GANs, revisited", 2023: a critic that has learnt enough between two steps of the
/// generator matters more under noise than anything else. Gradients have the same noise in every weight; moments of squares
/// make steps of equal length of them.
/// Privacy: the critic follows from noisy sums of clipped gradients, everything else from the critic.
/// </remarks>
internal sealed class CriticTraining
{
    private const float Bound = 1;
    private const int CriticSteps = 5;
    private const float Rate = 3e-3f;
    private const float Beta1 = 0.5f;
    private const float Beta2 = 0.9f;

    private const string GeneratorPrefix = "last/";
    private const string AveragePrefix = "average/";
    private const string GeneratorAdamPrefix = "generator-adam/";
    private const string CriticAdamPrefix = "critic-adam/";

    private readonly Critic _critic;
    private readonly CriticGradient _gradient;
    private readonly Adam _adam;
    private readonly ushort[] _partners;
    private readonly float[] _sum;
    private readonly SamplingRandom _random;

    /// <summary>Prepares a training.</summary>
    /// <param name="marginals">For each attribute the known part of each cell; none 0, sum 1.</param>
    /// <param name="random">The source of the first weights and of all draws.</param>
    public CriticTraining(double[][] marginals, SamplingRandom random)
    {
        _random = random;
        _critic = MakeCritic([.. marginals.Select(cells => cells.Length)]);
        _critic.Initialise(random);
        Generator = new CellGenerator(marginals, _critic, random);
        _gradient = new CriticGradient(_critic, CellGenerator.Batch);
        _adam = new Adam(_critic.Parameters.Count, Rate, Beta1, Beta2);
        _partners = new ushort[CellGenerator.Batch * marginals.Length];
        _sum = new float[_critic.Parameters.Count];
    }

    /// <summary>The generator.</summary>
    public CellGenerator Generator { get; }

    /// <summary>The last loss of the generator; null before its first step.</summary>
    public double? GeneratorLoss { get; private set; }

    /// <summary>A critic of records with so many cells.</summary>
    public static Critic MakeCritic(int[] cells) => new(cells, [64, 64]);

    /// <summary>Takes a step of the critic and, now and then, one of the generator.</summary>
    /// <param name="training">Gives noisy sums of gradients.</param>
    /// <param name="rows">The number of rows, declared or noisy.</param>
    public void Step(PrivateTraining training, double rows)
    {
        Generator.Draw(_partners);
        _gradient.Prepare(_partners, _random.NextUInt64());
        training.Step(_gradient, Bound, _sum);
        TensorPrimitives.Multiply(_sum, (float)(1 / (training.Rate * rows)), _sum);
        _adam.Step(_critic.Parameters.Values, _sum);
        if (training.StepsDone % CriticSteps == 0)
        {
            GeneratorLoss = Generator.Step();
        }
    }

    /// <summary>The state from which the training can be resumed.</summary>
    public ImmutableArray<ModelTensor> State()
    {
        var (generator, critic) = (Generator.Generator.Parameters.Blocks, _critic.Parameters.Blocks);
        return
        [
            .. Parameters.ToTensors(_critic.Parameters.ToArray(), "", critic),
            .. Parameters.ToTensors(Generator.Generator.Parameters.ToArray(), GeneratorPrefix, generator),
            .. Parameters.ToTensors(Generator.Average, AveragePrefix, generator),
            .. AdamTensors(_adam, CriticAdamPrefix, critic),
            .. AdamTensors(Generator.Adam, GeneratorAdamPrefix, generator),
        ];
    }

    /// <summary>Resumes a training that was stored.</summary>
    /// <returns>True when the stored training was of these networks.</returns>
    public bool TryResume(ModelTraining kept)
    {
        var generator = Generator.Generator.Parameters;
        return Parameters.TryRead(kept.State, "", _critic.Parameters.Blocks, _critic.Parameters.Values)
            && Parameters.TryRead(kept.State, GeneratorPrefix, generator.Blocks, generator.Values)
            && Parameters.TryRead(kept.State, AveragePrefix, generator.Blocks, Generator.Average)
            && TryReadAdam(_adam, CriticAdamPrefix, _critic.Parameters.Blocks, kept.Step)
            && TryReadAdam(Generator.Adam, GeneratorAdamPrefix, generator.Blocks, kept.Step / CriticSteps);

        bool TryReadAdam(Adam adam, string prefix, IReadOnlyList<ParameterBlock> blocks, int steps)
        {
            adam.ResumeAt(steps);
            return Parameters.TryRead(kept.State, prefix + "mean/", blocks, adam.Mean)
                && Parameters.TryRead(kept.State, prefix + "square/", blocks, adam.Square);
        }
    }

    private static IEnumerable<ModelTensor> AdamTensors(Adam adam, string prefix, IReadOnlyList<ParameterBlock> blocks) =>
    [
        .. Parameters.ToTensors(adam.Mean, prefix + "mean/", blocks),
        .. Parameters.ToTensors(adam.Square, prefix + "square/", blocks),
    ];
}
