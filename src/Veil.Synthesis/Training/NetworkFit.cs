using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;

namespace Veil.Synthesis.Training;

/// <summary>A network of a model that is trained under a budget.</summary>
internal interface IPrivateNetwork
{
    /// <summary>Losses that follow from noisy results.</summary>
    ImmutableArray<(string Name, double Value)> Losses { get; }

    /// <summary>The number of steps between checkpoints.</summary>
    int StepsOfCheckpoint { get; }

    /// <summary>Takes a step along a noisy sum of gradients.</summary>
    void Step(PrivateTraining training);

    /// <summary>The tensors of the model that the steps so far have made.</summary>
    ImmutableArray<ModelTensor> Tensors();

    /// <summary>The state beside them from which training can be resumed.</summary>
    ImmutableArray<ModelTensor> State();

    /// <summary>Sets single columns to the noisy counts.</summary>
    /// <returns>The tensors of the finished model.</returns>
    ImmutableArray<ModelTensor> Finish(CancellationToken cancellationToken);
}

/// <summary>
/// The fit of a network under a budget: the domain is learnt and every column counted, the
/// network trained or a stored training resumed, and its columns set to the noisy counts.
/// </summary>
/// <remarks>Privacy: the training, charged whole before its first step, and one noisy count of every column.</remarks>
internal abstract class NetworkFit(FitSession session)
{
    private const double StartOfTraining = 0.2;
    private const double EndOfTraining = 0.95;

    /// <summary>One column has no relations that a network could learn.</summary>
    public static bool IsTrained(Data.Schemas.Schema schema) => DomainPlan.Used(schema).Count() > 1;

    /// <summary>Learns a model.</summary>
    public SynthesisModel Run() => session.Model(session.Options.Resume is { } kept ? Resume(kept) : Start());

    /// <summary>The number of weights for attributes of some numbers of cells.</summary>
    protected abstract double Weights(int[] cells);

    /// <summary>A network before its first step.</summary>
    protected abstract IPrivateNetwork Begin(ModelContent content);

    /// <summary>A network as it was stored.</summary>
    /// <exception cref="Data.Errors.VeilException">The checkpoint does not hold such a network.</exception>
    protected abstract IPrivateNetwork Restore(ModelContent kept, ModelTraining state);

    /// <summary>The attributes in the order of the network.</summary>
    protected virtual IReadOnlyList<Attribute> Ordered(ImmutableArray<Attribute> attributes) => attributes;

    private ModelContent Start()
    {
        var (schema, options) = (session.Schema, session.Options);
        var reserved = IsTrained(schema) ? ReservedTraining.Of(session.Table, Weights(ReservedTraining.Cells(schema))) : null;
        if (options.Rows is { } known)
        {
            reserved?.RefuseInfeasible(known.Rows);
        }

        var learned = session.Learn(share: 1, StartOfTraining);
        if (options.Rows is null)
        {
            // Not known before, and counted with noise since.
            reserved?.RefuseInfeasible(learned.Rows);
        }

        var domain = new Domain(DomainCompression.Make(learned));
        var training = reserved is null ? null : session.Table.Train(Ordered(domain.Attributes));
        var content = session.Content(learned, domain, DomainPlan.ImpossibleIgnored(schema));
        return domain.Count == 0 ? content : Train(content, Begin(content), training);
    }

    private ModelContent Resume(ModelContent kept)
    {
        if (kept.Training is not { } state)
        {
            return kept;
        }

        if (state.Steps != session.Table.Accountant.Training?.Steps || state.Step < 0 || state.Step > state.Steps)
        {
            throw DamagedModel.Fault();
        }

        var network = Restore(kept, state);
        if (DomainPlan.Used(session.Schema).Any(DomainPlan.NeedsKinds))
        {
            session.Table.ApplyTypes(kept.Schema);
        }

        return Train(kept, network, session.Table.ResumeTraining(Ordered(kept.Domain.Attributes), state.Step));
    }

    private ModelContent Train(ModelContent content, IPrivateNetwork network, PrivateTraining? training)
    {
        if (training is not null)
        {
            TrainingLoop.Run(
                new Steps(content, network, training, session.Table.Accountant), session.Options,
                session.Progress, StartOfTraining, EndOfTraining, session.CancellationToken);
        }

        session.Report(FitStage.SettingColumns, EndOfTraining);
        return content with
        {
            Tensors = network.Finish(session.CancellationToken),
            Training = null,
            Statement = training is null || training.StepsDone == training.Steps ? content.Statement : content.Statement with
            {
                Limitations = [.. content.Statement.Limitations,
                    $"The training was stopped after {training.StepsDone} of {training.Steps} steps; all of them were paid for."],
            },
        };
    }

    private sealed class Steps(
        ModelContent content, IPrivateNetwork network, PrivateTraining training, PrivacyAccountant accountant) : ITraining
    {
        // The number of times that the epsilon so far is computed.
        private const int Stations = 10;

        private double? _epsilon;

        public int Done => training.StepsDone;

        public int All => training.Steps;

        public ImmutableArray<(string Name, double Value)> Losses => network.Losses;

        public bool IsCheckpoint => Done % network.StepsOfCheckpoint == 0;

        public void Step(CancellationToken cancellationToken) => network.Step(training);

        public double? EpsilonSoFar()
        {
            if (Done * Stations / All != (Done - 1) * Stations / All)
            {
                _epsilon = accountant.EpsilonAfter(Done);
            }

            return _epsilon;
        }

        public ModelContent Checkpoint() => content with
        {
            Tensors = network.Tensors(),
            Training = new ModelTraining(Done, All, network.State()),
        };
    }
}
