using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Mechanisms;

namespace Veil.Privacy;

// Mechanisms that lend rows to gradients and teachers: for the friend assembly alone that docs/privacy.md names.
public sealed partial class PrivateTable
{
    /// <summary>
    /// A seed for what a method draws for itself: first weights, made-up records. It depends on no row and costs nothing.
    /// </summary>
    internal ulong FreshSeed()
    {
        lock (_gate)
        {
            return _context.Answers.Seed();
        }
    }

    /// <summary>Refuses a table that can only be counted, before anything is charged.</summary>
    /// <exception cref="VeilException">Code <c>rows-needed</c>.</exception>
    internal void RequireRows() => Rows();

    /// <summary>Gives each unit to one of some teachers, by a draw of its own; see <see cref="PrivateTeachers"/>.</summary>
    /// <param name="attributes">Attributes of typed columns: what a teacher is shown of a row.</param>
    /// <param name="teachers">The teachers; how many is public. No two may share what they learn.</param>
    /// <exception cref="ArgumentException">
    /// There is no teacher or no attribute, a teacher or an attribute occurs twice, or a column is absent or of another type.
    /// </exception>
    /// <exception cref="VeilException">Code <c>rows-needed</c>: the table can only be counted.</exception>
    internal PrivateTeachers Teach(IReadOnlyList<Attribute> attributes, IReadOnlyList<ITeacher> teachers)
    {
        var rows = Rows();
        Attribute[] wanted = [.. attributes];
        ImmutableArray<ITeacher> all = [.. teachers];
        lock (_gate)
        {
            Check(wanted);
            if (all.IsEmpty || all.Distinct(ReferenceEqualityComparer.Instance).Count() != all.Length)
            {
                throw new ArgumentException("There must be a teacher, and none may occur twice.", nameof(teachers));
            }

            return new PrivateTeachers(_context, _gate, rows.Lend(wanted), all);
        }
    }

    /// <summary>
    /// Begins the training that the budget has reserved (<see cref="BudgetTerms.Training"/>), and charges it whole.
    /// </summary>
    /// <param name="attributes">Attributes of typed columns: what a gradient is shown of a row.</param>
    /// <exception cref="VeilException">
    /// Code <c>training-needs-delta</c>, <c>training-needs-add-remove</c> or <c>rows-needed</c>.
    /// </exception>
    /// <exception cref="InvalidOperationException">No training is reserved, or it has begun already.</exception>
    /// <exception cref="ArgumentException">
    /// There is no attribute, a column is absent or of another type, or an attribute occurs twice.
    /// </exception>
    internal PrivateTraining Train(IReadOnlyList<Attribute> attributes) =>
        Train(attributes, stepsDone: 0, () => Accountant.ChargeTraining(PrivateTraining.Purpose));

    /// <summary>
    /// Continues a training that was interrupted, under a budget that was restored from its charges
    /// (<see cref="PrivacyAccountant.Restore"/>): nothing is charged.
    /// </summary>
    /// <param name="attributes">As when it began.</param>
    /// <param name="stepsDone">The number of steps that had been made when the state was stored.</param>
    /// <exception cref="VeilException">
    /// Code <c>training-needs-delta</c>, <c>training-needs-add-remove</c> or <c>rows-needed</c>.
    /// </exception>
    /// <exception cref="InvalidOperationException">The charges hold no training, or it was resumed already.</exception>
    /// <exception cref="ArgumentException">
    /// As for <see cref="Train(IReadOnlyList{Attribute})"/>, or there are not so many steps.
    /// </exception>
    internal PrivateTraining ResumeTraining(IReadOnlyList<Attribute> attributes, int stepsDone)
    {
        if (stepsDone < 0 || stepsDone > Accountant.Training?.Steps)
        {
            throw new ArgumentOutOfRangeException(nameof(stepsDone), stepsDone, "The steps done are some of the training's.");
        }

        return Train(attributes, stepsDone, Accountant.ResumeTraining);
    }

    private PrivateTraining Train(IReadOnlyList<Attribute> attributes, int stepsDone, Func<SubsampledGaussianEvent> pay)
    {
        var rows = Rows();
        Attribute[] wanted = [.. attributes];
        lock (_gate)
        {
            SubsampledGaussian.CheckAllowed(Accountant.Delta, Neighbours);
            Check(wanted);
            var training = pay();
            return new PrivateTraining(training, rows.Lend(wanted), Unit.MaxRows, _context.Answers, stepsDone);
        }
    }

    /// <summary>The refusal of a source that can only count.</summary>
    internal static VeilException RowsNeeded() => new(
        FaultKind.Usage,
        "rows-needed",
        "The method learns from single rows, and this source can only count them.",
        "Choose a method that counts, such as aim or mst, or read the rows from a file.");

    private ISensitiveRows Rows() => _context.Counts as ISensitiveRows ?? throw RowsNeeded();

    private void Check(Attribute[] attributes)
    {
        if (attributes.Length == 0 || new Domain(attributes) is null)
        {
            throw new ArgumentException("There must be an attribute.", nameof(attributes));
        }

        _context.Require(attributes);
    }
}
