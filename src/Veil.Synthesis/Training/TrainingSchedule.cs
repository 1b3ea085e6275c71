using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;

namespace Veil.Synthesis.Training;

/// <summary>The schedule of a training by noisy gradients: from public facts alone, before anything is read.</summary>
/// <param name="Rate">The chance of a row to be in the sample of a step.</param>
/// <param name="Steps">The number of steps.</param>
/// <param name="NonTrainingShare">Part of the budget for single columns and all that the domain takes.</param>
internal sealed record TrainingSchedule(double Rate, int Steps, double NonTrainingShare)
{
    // The assumed number of rows when it is not known.
    private const double UnknownRows = 10_000;

    // A sample of this part of the rows has nearly all the information of the whole table for a step, at a twentieth of the
    // time.
    private const double UsualRate = 1 / 20.0;
    private const double LeastBatch = 256;
    private const double MostBatch = 4096;

    // Rows times mu, the signal of all rows over the noise: the value of Adult at epsilon 1. More of it is worth more steps,
    // and needs a smaller share for single columns.
    private const double UsualSignal = 7000;
    private const double UsualSteps = 200;
    private const double LeastSteps = 50;
    private const double MostSteps = 800;

    private const double MostEverSteps = 1e6;
    private const double UsualShare = 0.15;
    private const double LeastShare = 0.08;
    private const double MostShare = 0.3;

    // Undeclared facts are learnt from the same share.
    private const double UndeclaredFactor = 2;

    /// <summary>The schedule as a budget reserves it.</summary>
    public TrainingTerms Terms => new(Rate, Steps, NonTrainingShare);

    /// <summary>The charges of a fit with such a training.</summary>
    /// <param name="columns">Those of single columns, if everything were spent on them.</param>
    /// <param name="network">The network that is trained, as a noun with its article.</param>
    public IReadOnlyList<PlannedStep> Charges(IReadOnlyList<PlannedStep> columns, string network) =>
    [
        .. columns.Select(step => step with { Share = step.Share * NonTrainingShare }),
        new PlannedStep(
            $"{Steps} steps of {network}, each on a {Rate:0.0%} sample of the rows", 1 - NonTrainingShare, null) { IsChoice = true },
    ];

    /// <summary>Plans a training.</summary>
    /// <param name="schema">The schema of the table.</param>
    /// <param name="total">The whole budget as mu^2 / 2.</param>
    /// <param name="rows">The number of rows, if it is known.</param>
    /// <param name="epochs">The number of epochs, when the user gives it.</param>
    /// <param name="batchSize">The number of records in a step, when the user gives it.</param>
    public static TrainingSchedule Make(Schema schema, double total, double? rows, int? epochs, int? batchSize)
    {
        var known = Math.Max(1, rows ?? UnknownRows);
        var batch = batchSize ?? Math.Clamp(known * UsualRate, LeastBatch, MostBatch);
        var rate = Math.Min(1, batch / known);
        var signal = Math.Sqrt(2 * total) * known / UsualSignal;
        var steps = epochs is { } times ? times / rate : Math.Clamp(UsualSteps * Math.Sqrt(signal), LeastSteps, MostSteps);
        var share = Math.Clamp(UsualShare / Math.Sqrt(Math.Sqrt(signal)), LeastShare, MostShare);
        return new TrainingSchedule(
            rate,
            (int)Math.Clamp(Math.Round(steps), 1, MostEverSteps),
            DomainPlan.Used(schema).All(AttributeFactory.IsDeclared) ? share : UndeclaredFactor * share);
    }
}
