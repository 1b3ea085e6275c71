using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Adversarial;
using Veil.Synthesis.Sampling;
using Veil.Synthesis.Training;

namespace Veil.Synthesis.Methods.Ctgan;

/// <summary>The conditional GAN under a budget: all columns are cells, the critic learns from noisy gradients, the generator from the critic.</summary>
/// <remarks>
/// Privacy: the training, charged whole before its first step, and one noisy count of every column. Conditions, and the last
/// setting of the generator's biases, come from those counts.
/// Cost: of a table of any size some hundred thousand to some million gradients of records, about ten microseconds each.
/// </remarks>
internal sealed class PrivateCtgan
{
    private const double StartOfTraining = 0.2;
    private const double EndOfTraining = 0.95;

    // How often the epsilon so far is worked out.
    private const int Stations = 10;

    // A state is offered after so many steps.
    private const int StepsOfCheckpoint = 20;

    private readonly SynthesizerInfo _info;
    private readonly PrivateTable _table;
    private readonly FitOptions _options;
    private readonly IProgress<FitProgress>? _progress;
    private readonly CancellationToken _cancellationToken;

    /// <summary>Prepares a fit.</summary>
    public PrivateCtgan(SynthesizerInfo info, PrivateTable table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken) =>
        (_info, _table, _options, _progress, _cancellationToken) = (info, table, options, progress, cancellationToken);

    /// <summary>The charges that a fit would make.</summary>
    public static IReadOnlyList<PlannedStep> Plan(Schema schema, double total, MethodOptions options, IReadOnlyList<PlannedStep> columns)
    {
        if (!IsTrained(schema))
        {
            return columns;
        }

        var plan = CriticPlan.Make(schema, total, schema.Rows?.Value, options);
        return
        [
            .. columns.Select(step => step with { Share = step.Share * plan.NonTrainingShare }),
            new PlannedStep($"{plan.Steps} steps of a critic, each on a {plan.Rate:0.0%} sample of the rows", 1 - plan.NonTrainingShare, null) { IsChoice = true },
        ];
    }

    /// <summary>Learns a model.</summary>
    public ModelContent Fit(Schema schema)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        return _options.Resume is { } kept ? Resume(kept, schema) : Start(schema);
    }

    // One column has nothing that a critic could find out beside its counts.
    private static bool IsTrained(Schema schema) => DomainPlan.Used(schema).Count() > 1;

    private ModelContent Start(Schema schema)
    {
        ReservedTraining? reserved = null;
        if (IsTrained(schema))
        {
            var plan = CriticPlan.Make(schema, _table.Accountant.Total, _options.Rows?.Rows, _options.Method);
            reserved = ReservedTraining.SetApart(
                _table, plan.Rate, plan.Steps, plan.NonTrainingShare, CriticTraining.MakeCritic(ReservedTraining.Cells(schema)).Parameters.Count, _options.Rows?.Rows);
        }

        var learned = DomainLearner.Learn(
            schema, _table, _options, (stage, fraction) => _progress?.Report(new FitProgress(stage, StartOfTraining * fraction)), share: 1, _cancellationToken);

        if (_options.Rows is null)
        {
            // Not known before, and counted with noise since.
            reserved?.RefuseInfeasible(learned.Rows);
        }

        var attributes = DomainCompression.Make(learned);
        var training = IsTrained(schema) ? _table.Train(attributes) : null;
        var content = new ModelContent
        {
            Method = _info.Name,
            Schema = learned.Schema,
            Domain = new Domain(attributes),
            Measurements = learned.Measurements,
            Rows = learned.Rows,
            Statement = PrivacyStatement.Of(_info.Name, learned.Schema, _table) with
            {
                Limitations = [.. learned.Limitations, .. DomainPlan.ImpossibleIgnored(schema)],
            },
        };
        return attributes.IsEmpty ? content : Train(content, Networks(content), training);
    }

    private ModelContent Resume(ModelContent kept, Schema schema)
    {
        if (kept.Training is not { } state)
        {
            return kept;
        }

        var networks = Networks(kept);
        if (!networks.TryResume(state))
        {
            throw DamagedModel.Fault();
        }

        if (DomainPlan.Used(schema).Any(DomainPlan.NeedsKinds))
        {
            _table.ApplyTypes(kept.Schema, _options.DecimalMark);
        }

        return Train(kept, networks, _table.ResumeTraining(kept.Domain.Attributes, state.Step));
    }

    private CriticTraining Networks(ModelContent content) =>
        new(Marginals(content), new SamplingRandom(_table.FreshSeed()));

    private ModelContent Train(ModelContent content, CriticTraining networks, PrivateTraining? training)
    {
        double? epsilon = null;
        while (training is not null && training.StepsDone < training.Steps && !(_options.StopEarly.IsCancellationRequested && training.StepsDone > 0))
        {
            _cancellationToken.ThrowIfCancellationRequested();
            networks.Step(training, content.Rows);
            if (_progress is not null && training.StepsDone * Stations / training.Steps != (training.StepsDone - 1) * Stations / training.Steps)
            {
                epsilon = _table.Accountant.EpsilonAfter(training.StepsDone);
            }

            _progress?.Report(new FitProgress("training", StartOfTraining + ((EndOfTraining - StartOfTraining) * training.StepsDone / training.Steps))
            {
                Training = new TrainingProgress(training.StepsDone, training.Steps)
                {
                    EpsilonSoFar = epsilon,
                    Losses = networks.GeneratorLoss is { } loss ? [("generator", loss)] : [],
                },
            });
            if (_options.Checkpoint is { } keep && training.StepsDone % StepsOfCheckpoint == 0)
            {
                keep(Finished(content, networks.Generator.Average) with { Training = new ModelTraining(training.StepsDone, training.Steps, networks.State()) });
            }
        }

        _progress?.Report(new FitProgress("setting single columns", EndOfTraining));
        return Finished(content, networks.Generator.Finish()) with
        {
            Statement = training is null || training.StepsDone == training.Steps ? content.Statement : content.Statement with
            {
                Limitations = [.. content.Statement.Limitations, $"The training was stopped after {training.StepsDone} of {training.Steps} steps; all of them were paid for."],
            },
        };

        ModelContent Finished(ModelContent of, float[] weights) => of with
        {
            Tensors = CellModel.ToTensors(networks.Generator.Generator, weights, Marginals(of)),
            Training = null,
        };
    }

    private static double[][] Marginals(ModelContent content) => [.. content.Domain.Attributes.Select(attribute => DomainCompression.Parts((CompressedAttribute)attribute))];
}
