using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Training;

namespace Veil.Synthesis.Methods.Ctgan;

/// <summary>The schedule of the training of a critic under a budget: from public facts alone, before anything is read.</summary>
internal static class CriticSchedule
{
    // The assumed number of rows when it is not known.
    private const double UnknownRows = 10_000;

    // A larger sample costs time and takes hardly any noise away.
    private const double UsualRate = 1 / 64.0;
    private const double LeastBatch = 256;
    private const double MostBatch = 2048;

    // The signal of a step relative to its noise decides the number of steps that are worth their noise.
    private const double UsualSteps = 1000;
    private const double UsualSignal = 7000;
    private const double LeastSteps = 100;
    private const double MostSteps = 3000;

    private const double DeclaredShare = 0.15;
    private const double UndeclaredShare = 0.3;

    /// <summary>Plans a training.</summary>
    /// <param name="schema">The schema of the table.</param>
    /// <param name="total">The whole budget as mu^2 / 2.</param>
    /// <param name="rows">The number of rows, if it is known.</param>
    /// <param name="options">The options of the user.</param>
    public static TrainingSchedule Make(Schema schema, double total, double? rows, CtganOptions options)
    {
        var known = Math.Max(1, rows ?? UnknownRows);
        var batch = options.BatchSize ?? Math.Clamp(known * UsualRate, LeastBatch, MostBatch);
        var rate = Math.Min(1, batch / known);
        var steps = options.Epochs is { } epochs
            ? epochs / rate
            : Math.Clamp(UsualSteps * Math.Sqrt(Math.Sqrt(2 * total) * known / UsualSignal), LeastSteps, MostSteps);
        var isDeclared = DomainPlan.Used(schema).All(AttributeFactory.IsDeclared);
        return new TrainingSchedule(rate, (int)Math.Clamp(Math.Round(steps), 1, 1_000_000), isDeclared ? DeclaredShare : UndeclaredShare);
    }
}
