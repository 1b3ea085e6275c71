using Veil.Data.Errors;

namespace Veil.Privacy.Accounting;

// A training that a part of the budget is reserved for, and budgets of runs that are resumed after an interruption.
public sealed partial class PrivacyAccountant
{
    private const double ReplayTolerance = 1e-6;

    // A budget of which everything that will be charged has been.
    private PrivacyAccountant(PrivacyGuarantee promised, CompositionRule rule, double total, IReadOnlyList<Charge> charges)
    {
        (Epsilon, Delta, Rule, Total) = (promised.Epsilon, promised.Delta, rule, total);
        _charges = [.. charges];
        Training = charges.Select(charge => charge.Event).OfType<SubsampledGaussianEvent>().FirstOrDefault();
        _trainingToResume = Training;
        foreach (var charge in charges.Where(charge => !charge.Prelude && charge.Event is not SubsampledGaussianEvent))
            _spent = _spent.Plus(charge.Event.Cost(rule));
    }

    /// <summary>The training that a part of the budget is reserved for, or that was charged; null when there is none.</summary>
    public SubsampledGaussianEvent? Training { get; }

    /// <summary>
    /// The budget of a run that was interrupted: its charges stand, and nothing more can be charged. What is restored
    /// continues the run that made the charges; two continuations of it are two runs.
    /// </summary>
    /// <param name="promised">The guarantee of the run.</param>
    /// <param name="rule">The composition rule by which costs add up.</param>
    /// <param name="total">The budget that the run had, in the currency of the rule.</param>
    /// <param name="charges">The charges; the costs written in them are not believed.</param>
    /// <exception cref="VeilException">Code <c>charges-not-covered</c>: the guarantee does not cover the charges.</exception>
    internal static PrivacyAccountant Restore(
        PrivacyGuarantee promised, CompositionRule rule, double total, IReadOnlyList<Charge> charges)
    {
        Charge[] all = [.. charges];
        var replayed = Replay(all, rule, promised.Delta, promised.Unit, promised.Neighbours);

        // The conversion back may round a little above what was promised.
        return replayed.Epsilon <= promised.Epsilon * (1 + ReplayTolerance)
            ? new PrivacyAccountant(promised, rule, PrivacyChecks.Rho(total), all)
            : throw NotCovered();
    }

    /// <summary>Charges the training that was reserved, whole, and returns its event. It can be charged once.</summary>
    /// <param name="purpose">The purpose, in words that hold no value of the table.</param>
    /// <exception cref="InvalidOperationException">No training is reserved, or it has been charged.</exception>
    internal SubsampledGaussianEvent ChargeTraining(string purpose)
    {
        lock (_gate)
        {
            if (_trainingToCharge is null)
                throw new InvalidOperationException("A training is reserved before it is charged, and charged once.");
            Commit();
            var training = _trainingToCharge ?? throw new InvalidOperationException("The training was charged by its own commit.");
            _trainingToCharge = null;
            _charges.Add(new Charge(training, purpose, _trainingCost));
            return training;
        }
    }

    /// <summary>Hands out the training of a run that was interrupted, once.</summary>
    /// <exception cref="InvalidOperationException">This is no such run, it had no training, or that goes on already.</exception>
    internal SubsampledGaussianEvent ResumeTraining()
    {
        lock (_gate)
        {
            var training = _trainingToResume
                ?? throw new InvalidOperationException("A training is resumed once, in a budget that was restored from its charges.");
            _trainingToResume = null;
            return training;
        }
    }

    /// <summary>
    /// The epsilon of what has been learnt when so many steps of the training are done, at the delta of the run: for a
    /// display of progress. What is promised and charged is the whole training.
    /// </summary>
    /// <param name="stepsDone">Between zero and the steps of the training.</param>
    /// <exception cref="InvalidOperationException">There is no training.</exception>
    public double EpsilonAfter(int stepsDone)
    {
        lock (_gate)
        {
            var training = Training ?? throw new InvalidOperationException("There is no training.");
            ArgumentOutOfRangeException.ThrowIfNegative(stepsDone);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(stepsDone, training.Steps);
            var done = _charges.Where(charge => charge.Event is not SubsampledGaussianEvent);
            if (stepsDone > 0)
                done = done.Append(new Charge(new SubsampledGaussianEvent(training.Rate, training.NoiseMultiplier, stepsDone), "steps", 0));
            return Math.Min(Epsilon, Replay([.. done], Rule, Delta, PrivacyUnit.Row, Neighbours.AddRemove).Epsilon);
        }
    }
}
