using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Autoregressive;
using Veil.Synthesis.Sampling;
using Veil.Synthesis.Training;

namespace Veil.Synthesis.Methods.DpAr;

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
    // Groups of hidden units.
    private const int Groups = 4;

    private const double StartOfTraining = 0.2;
    private const double EndOfTraining = 0.95;
    private const ulong CalibrationSeed = 2;

    // How far a weight moves in a step, when the last sums agree.
    private const double StepLength = 0.02;

    // Where weights start does not matter to anybody's privacy.
    private const ulong StartSeed = 1;

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "dp-ar",
        "Autoregressive network",
        "Keeps what predicts a column from all others, by a neural network trained with noise on its gradients.",
        ReadsData: true)
    {
        IsAccountedExactly = true,
        ChecksFeasibility = true,
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

        var plan = TrainingSchedule.Make(schema, total, schema.Rows?.Value, options);
        return
        [
            .. steps.Select(step => step with { Share = step.Share * plan.NonTrainingShare }),
            new PlannedStep($"{plan.Steps} steps of a network, each on a {plan.Rate:0.0%} sample of the rows", 1 - plan.NonTrainingShare, null) { IsChoice = true },
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
        ReservedTraining? reserved = null;
        if (IsTrained(schema))
        {
            var plan = TrainingSchedule.Make(schema, accountant.Total, options.Rows?.Rows, options.Method);
            reserved = ReservedTraining.SetApart(
                table, plan.Rate, plan.Steps, plan.NonTrainingShare, AutoregressiveNetwork.CountOf(ReservedTraining.Cells(schema), Groups), options.Rows?.Rows);
        }

        var learned = DomainLearner.Learn(
            schema, table, options, (stage, fraction) => progress?.Report(new FitProgress(stage, StartOfTraining * fraction)), share: 1, cancellationToken);

        if (options.Rows is null)
        {
            // Not known before, and counted with noise since.
            reserved?.RefuseInfeasible(learned.Rows);
        }

        var attributes = DomainCompression.Make(learned);

        // Small columns first: what is known of a row grows slowly, and large columns have most to be told.
        int[] order = [.. Enumerable.Range(0, attributes.Length).OrderBy(i => attributes[i].Size)];
        var network = new AutoregressiveNetwork([.. order.Select(i => attributes[i].Size)], Groups);
        network.Initialise(new SamplingRandom(StartSeed));
        var training = IsTrained(schema) ? table.Train([.. order.Select(i => attributes[i])]) : null;
        var content = new ModelContent
        {
            Method = Info.Name,
            Schema = learned.Schema,
            Domain = new Domain(attributes),
            Measurements = learned.Measurements,
            Tensors = NetworkTensors.Of(network, network.Parameters.Values, order),
            Rows = learned.Rows,
            Statement = PrivacyStatement.Of(Info.Name, learned.Schema, table) with
            {
                Limitations = [.. learned.Limitations, .. DomainPlan.ImpossibleIgnored(schema)],
            },
        };
        return training is null ? content : Train(content, network, order, Steps(network), training, accountant, options, progress, cancellationToken);
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
            throw DamagedModel.Fault();
        }

        var (network, order) = NetworkTensors.Read(kept);
        var steps = Steps(network);
        steps.Restore(state.State);
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
        NoisyTraining steps,
        PrivateTraining training,
        PrivacyAccountant accountant,
        FitOptions options,
        IProgress<FitProgress>? progress,
        CancellationToken cancellationToken) =>
        steps.Run(
            training,
            accountant,
            content,
            average => NetworkTensors.Of(network, average, order),
            options,
            (part, state) => progress?.Report(
                new FitProgress("training", StartOfTraining + ((EndOfTraining - StartOfTraining) * part)) { Training = state }),
            cancellationToken);

    private static NoisyTraining Steps(AutoregressiveNetwork network) =>
        new(network.Parameters, new AutoregressiveGradient(network), StepLength);

    // Single columns as they were counted, in the cells of the network.
    private static ModelContent Calibrate(ModelContent content, CancellationToken cancellationToken)
    {
        var (network, order) = NetworkTensors.Read(content);
        BiasCalibration.Run(network, [.. order.Select(i => DomainCompression.Parts((CompressedAttribute)content.Domain[i]))], new SamplingRandom(CalibrationSeed), cancellationToken);
        return content with { Tensors = NetworkTensors.Of(network, network.Parameters.Values, order) };
    }
}
