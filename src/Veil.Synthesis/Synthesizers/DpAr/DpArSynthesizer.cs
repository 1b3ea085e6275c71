using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Autoregressive;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Synthesizers.DpAr;

/// <summary>
/// An autoregressive network that predicts every column from those before it, trained by gradients with noise; its columns
/// on their own are then set to what was counted.
/// </summary>
/// <remarks>
/// Reference: Germain et al., "MADE", 2015; Abadi et al., "Deep learning with differential privacy", 2016.
/// Privacy: the training, charged whole before its first step, and one noisy count of every column. The rate, the number of
/// steps and the size of the network follow from public facts.
/// Cost: of a table of any size some hundred thousand gradients of records, a microsecond or two each at fifteen columns.
/// </remarks>
public sealed class DpArSynthesizer : ISynthesizer
{
    private const double StartOfTraining = 0.2;
    private const double EndOfTraining = 0.95;
    private const ulong CalibrationSeed = 2;

    // How often the epsilon so far is worked out.
    private const int Stations = 10;

    // Less than a tenth of a row in a cell is not told from none.
    private const double LeastRows = 0.1;

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "dp-ar",
        "Autoregressive network",
        "Keeps what predicts a column from all others, by a neural network trained with noise on its gradients.",
        ReadsData: true)
    {
        IsAccountedExactly = true,
        TrainsByStep = true,
        Options = MethodOption.Epochs | MethodOption.BatchSize,
    };

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions options)
    {
        var steps = DomainPlan.Steps(schema, total, rule);
        if (!IsTrained(schema))
        {
            return steps;
        }

        var plan = TrainingPlan.Make(schema, total, schema.Rows?.Value, options);
        return
        [
            .. steps.Select(step => step with { Share = step.Share * plan.ShareOfRest }),
            new PlannedStep($"{plan.Steps} steps of a network, each on a {plan.Rate:0.0%} sample of the rows", 1 - plan.ShareOfRest, null),
        ];
    }

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema,
        PrivateTable? table,
        FitOptions options,
        IProgress<FitProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        cancellationToken.ThrowIfCancellationRequested();
        var content = options.Resume is { } kept
            ? Resume(kept, schema, table, options, progress, cancellationToken)
            : Start(schema, table, options, progress, cancellationToken);
        progress?.Report(new FitProgress("setting single columns", EndOfTraining));
        return new SynthesisModel(Calibrate(content, cancellationToken), this);
    }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model)
    {
        var (network, order) = NetworkTensors.Read(model);
        return new AutoregressiveSampler(network, order);
    }

    // One column has nothing that could be predicted.
    private static bool IsTrained(Schema schema) => DomainPlan.Used(schema).Count() > 1;

    private ModelContent Start(Schema schema, PrivateTable table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        var accountant = table.Accountant;
        if (IsTrained(schema))
        {
            SubsampledGaussian.CheckAllowed(accountant.Delta, table.Neighbours);
            var plan = TrainingPlan.Make(schema, accountant.Total, options.Rows?.Rows, options.Method);
            accountant.ReserveTraining(plan.Rate, plan.Steps, plan.ShareOfRest);
            plan.RefuseHopeless(schema, accountant, options.Rows?.Rows);
        }

        var learned = DomainLearner.Learn(
            schema, table, options, (stage, fraction) => progress?.Report(new FitProgress(stage, StartOfTraining * fraction)), share: 1, cancellationToken);
        var attributes = CoarseDomain.Make(learned);

        // Small columns first: what is known of a row grows slowly, and large columns have most to be told.
        int[] order = [.. Enumerable.Range(0, attributes.Length).OrderBy(i => attributes[i].Size)];
        var network = new AutoregressiveNetwork([.. order.Select(i => attributes[i].Size)], TrainingPlan.Groups);
        var training = IsTrained(schema) ? table.Train([.. order.Select(i => attributes[i])]) : null;
        var content = new ModelContent
        {
            Method = Info.Name,
            Schema = learned.Schema,
            Domain = new Domain(attributes),
            Measurements = learned.Measurements,
            Tensors = NetworkTensors.Of(network, network.Parameters.Values, order),
            Rows = learned.Rows,
            Statement = PrivacyStatement.Of(Info, learned.Schema, table) with
            {
                Limitations = [.. learned.Limitations, .. DomainPlan.ImpossibleIgnored(schema)],
            },
        };
        return training is null ? content : Train(content, network, order, new NetworkTraining(network), training, accountant, options, progress, cancellationToken);
    }

    private static ModelContent Resume(
        ModelContent kept, Schema schema, PrivateTable table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        if (kept.Training is not { } state)
        {
            return kept;
        }

        if (state.Steps != table.Accountant.Training?.Steps || state.Step < 0 || state.Step > state.Steps)
        {
            throw GraphicalFit.Damaged();
        }

        var (network, order) = NetworkTensors.Read(kept);
        var steps = new NetworkTraining(network);
        steps.Restore(kept.Tensors, state.State);
        if (DomainPlan.Used(schema).Any(DomainPlan.NeedsKinds))
        {
            table.ApplyTypes(kept.Schema, options.DecimalMark);
        }

        var training = table.ResumeTraining([.. order.Select(i => kept.Domain[i])], state.Step);
        return Train(kept, network, order, steps, training, table.Accountant, options, progress, cancellationToken);
    }

    private static ModelContent Train(
        ModelContent content,
        AutoregressiveNetwork network,
        int[] order,
        NetworkTraining steps,
        PrivateTraining training,
        PrivacyAccountant accountant,
        FitOptions options,
        IProgress<FitProgress>? progress,
        CancellationToken cancellationToken)
    {
        double? epsilon = null;
        while (training.StepsDone < training.Steps && !(options.StopEarly.IsCancellationRequested && training.StepsDone > 0))
        {
            cancellationToken.ThrowIfCancellationRequested();
            steps.Step(training);
            if (progress is not null && training.StepsDone * Stations / training.Steps != (training.StepsDone - 1) * Stations / training.Steps)
            {
                epsilon = accountant.EpsilonAfter(training.StepsDone);
            }

            progress?.Report(new FitProgress("training", StartOfTraining + ((EndOfTraining - StartOfTraining) * training.StepsDone / training.Steps))
            {
                Training = new TrainingProgress(training.StepsDone, training.Steps) { EpsilonSoFar = epsilon },
            });
            options.Checkpoint?.Invoke(content with
            {
                Tensors = NetworkTensors.Of(network, steps.Average, order),
                Training = new ModelTraining(training.StepsDone, training.Steps, steps.State),
            });
        }

        return content with
        {
            Tensors = NetworkTensors.Of(network, steps.Average, order),
            Training = null,
            Statement = training.StepsDone == training.Steps ? content.Statement : content.Statement with
            {
                Limitations = [.. content.Statement.Limitations, $"The training was stopped after {training.StepsDone} of {training.Steps} steps; all of them were paid for."],
            },
        };
    }

    // Single columns as they were counted, in the cells of the network.
    private static ModelContent Calibrate(ModelContent content, CancellationToken cancellationToken)
    {
        var (network, order) = NetworkTensors.Read(content);
        BiasCalibration.Run(network, [.. order.Select(i => Wanted((MergedAttribute)content.Domain[i]))], new SamplingRandom(CalibrationSeed), cancellationToken);
        return content with { Tensors = NetworkTensors.Of(network, network.Parameters.Values, order) };
    }

    private static double[] Wanted(MergedAttribute attribute)
    {
        var weights = new double[attribute.Size];
        Array.Fill(weights, LeastRows);
        for (var cell = 0; cell < attribute.MergedCells.Length; cell++)
        {
            weights[attribute.MergedCells[cell]] += attribute.FineWeights[cell];
        }

        var total = weights.Sum();
        return [.. weights.Select(weight => weight / total)];
    }
}
