using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural;
using Veil.Synthesis.Neural.Autoencoding;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;
using Veil.Synthesis.Training;

namespace Veil.Synthesis.Methods.Tvae;

/// <summary>
/// An autoencoder under a budget: all columns as categories, a small network, all of it trained by clipped gradients with
/// noise; its columns on their own are then set to what was counted.
/// </summary>
/// <remarks>
/// Privacy: the training, charged whole before its first step, and one noisy count of every column. An encoder that was trained
/// without noise would be a private state through which one row changes the gradients of all others, so there is none.
/// </remarks>
internal sealed class PrivateTvae(SynthesizerInfo info, PrivateTable table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
{
    private const double StartOfTraining = 0.2;
    private const double EndOfTraining = 0.95;

    private const int Hidden = 128;
    private const int Latent = 16;

    // What the divergence weighs beside the reconstruction is one over this.
    private const float Reconstruction = 2;

    private const int StepsFactor = 2;

    // How far a weight moves in a step, when the last sums agree.
    private const double StepLength = 0.015;

    // Where weights start, and which noise the latent variables get, does not matter to anybody's privacy.
    private const ulong TrainingSeed = 1;
    private const ulong CalibrationSeed = 2;

    // Less than a tenth of a row in a cell is not told from none.
    private const double LeastRows = 0.1;

    /// <summary>One column has no relations to be learnt.</summary>
    public static bool IsTrained(Schema schema) => DomainPlan.Used(schema).Count() > 1;

    /// <summary>How the network is trained: with more steps than others, since two networks must find to each other.</summary>
    public static TrainingSchedule PlanOf(Schema schema, double total, double? rows, MethodOptions options)
    {
        var plan = TrainingSchedule.Make(schema, total, rows, options);
        return options.Epochs is null ? plan with { Steps = StepsFactor * plan.Steps } : plan;
    }

    /// <summary>Learns the domain, counts every column and trains.</summary>
    public ModelContent Start(Schema schema)
    {
        ReservedTraining? reserved = null;
        if (IsTrained(schema))
        {
            var plan = PlanOf(schema, table.Accountant.Total, options.Rows?.Rows, options.Method);
            reserved = ReservedTraining.SetApart(table, plan.Rate, plan.Steps, plan.NonTrainingShare, WeightsOf(ReservedTraining.Cells(schema)), options.Rows?.Rows);
        }

        var learned = DomainLearner.Learn(
            schema, table, options, (stage, fraction) => progress?.Report(new FitProgress(stage, StartOfTraining * fraction)), share: 1, cancellationToken);

        if (options.Rows is null)
        {
            // Not known before, and counted with noise since.
            reserved?.RefuseInfeasible(learned.Rows);
        }

        var attributes = DomainCompression.Make(learned);
        var domain = new Domain(attributes);
        var training = IsTrained(schema) ? table.Train(attributes) : null;
        var content = new ModelContent
        {
            Method = info.Name,
            Schema = learned.Schema,
            Domain = domain,
            Measurements = learned.Measurements,
            Rows = learned.Rows,
            Statement = PrivacyStatement.Of(info.Name, learned.Schema, table) with
            {
                Limitations = [.. learned.Limitations, .. DomainPlan.ImpossibleIgnored(schema)],
            },
        };
        if (domain.Count == 0)
        {
            return content;
        }

        var transformer = TabularTransformer.Fit(domain, [.. attributes.Select(Weights)], mostCategories: int.MaxValue);
        var network = TvaeModel.Network(transformer, [Hidden], Latent);
        network.Initialize(new BatchRandom(new SamplingRandom(TrainingSeed)));
        return Calibrate(training is null ? content : Train(content, transformer, network, training, state: []), transformer, network);
    }

    /// <summary>Goes on from a checkpoint.</summary>
    public ModelContent Resume(Schema schema, ModelContent kept)
    {
        if (kept.Training is not { } state)
        {
            return kept;
        }

        var transformer = TabularTransformer.Read(kept.Domain, kept.Tensors);
        var network = TvaeModel.Network(transformer, [Hidden], Latent);
        if (!Parameters.TryRead(kept.Tensors, "", network.Parameters.Blocks, network.Parameters.Values))
        {
            throw DamagedModel.Fault();
        }

        if (DomainPlan.Used(schema).Any(DomainPlan.NeedsKinds))
        {
            table.ApplyTypes(kept.Schema, options.DecimalMark);
        }

        var training = table.ResumeTraining(kept.Domain.Attributes, state.Step);
        return Calibrate(Train(kept, transformer, network, training, state.State), transformer, network);
    }

    private ModelContent Train(
        ModelContent content, TabularTransformer transformer, Autoencoder network, PrivateTraining training, ImmutableArray<ModelTensor> state)
    {
        // A training that is taken up again has other noise than the one that was broken off.
        var gradient = new AutoencoderGradient(network, transformer, Reconstruction, new BatchRandom(new SamplingRandom(TrainingSeed, (ulong)training.StepsDone + 1)));
        var steps = new NoisyTraining(network.Parameters, gradient, StepLength) { BeforeStep = gradient.NextStep };
        if (training.StepsDone > 0)
        {
            steps.Restore(state);
        }

        var trained = steps.Run(
            training,
            table.Accountant,
            content,
            average => TvaeModel.Tensors(transformer, network, average, takesMode: false),
            options,
            (part, at) => progress?.Report(new FitProgress("training", StartOfTraining + ((EndOfTraining - StartOfTraining) * part)) { Training = at }),
            cancellationToken);
        steps.Average.CopyTo(network.Parameters.Values);
        return trained;
    }

    // Single columns as they were counted, in the cells of the network.
    private ModelContent Calibrate(ModelContent content, TabularTransformer transformer, Autoencoder network)
    {
        progress?.Report(new FitProgress("setting single columns", EndOfTraining));
        var frequencies = new float[transformer.Width];
        for (var i = 0; i < content.Domain.Count; i++)
        {
            var weights = Weights((CompressedAttribute)content.Domain[i]);
            var known = Enumerable.Range(0, weights.Length).Select(cell => (Column: transformer.ColumnOf(i, cell), Weight: weights[cell])).Where(cell => cell.Column >= 0).ToList();
            var total = known.Sum(cell => cell.Weight);
            foreach (var (column, weight) in known)
            {
                frequencies[column] = (float)(weight / total);
            }
        }

        DecoderCalibration.Run(network, network.Parameters.Values, frequencies, new SamplingRandom(CalibrationSeed));
        return content with { Tensors = TvaeModel.Tensors(transformer, network, network.Parameters.ToArray(), takesMode: false) };
    }

    // Every cell of the network has some weight, so that it is a category of its own.
    private static double[] Weights(CompressedAttribute attribute) => [.. attribute.Merge(attribute.FineWeights).Select(weight => weight + LeastRows)];

    private static double WeightsOf(int[] sizes)
    {
        double width = sizes.Sum();
        return (2 * Hidden * (width + Latent)) + (Hidden * Latent) + (2 * Hidden) + (2 * Latent) + width;
    }
}
