using Veil.Evaluation.Results;

namespace Veil.Evaluation.Metrics;

/// <summary>A part of an evaluation: takes one measurement, and lists the metrics that are read off it.</summary>
internal interface IEvaluationPart
{
    /// <summary>What is being measured, as progress shows it; holds no value of a table.</summary>
    string Name { get; }

    /// <summary>All numbers that the part may yield.</summary>
    IReadOnlyList<Metric> Metrics { get; }

    /// <summary>
    /// Measures. What it cannot measure it leaves out and says so in <see cref="EvaluationResult.Notes"/>, or returns as a
    /// finding without a value; it throws for neither. No message holds a value of a row.
    /// </summary>
    /// <param name="context">The tables, and what is made of them for all parts.</param>
    EvaluationResult Run(EvaluationContext context);
}

/// <summary>A part whose metrics are functions of what it measures.</summary>
/// <typeparam name="T">What it measures.</typeparam>
internal abstract class EvaluationPart<T> : IEvaluationPart
    where T : class
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>The metrics: to add one, define it in a file of its own and name it here.</summary>
    protected abstract IReadOnlyList<Metric<T>> Definitions { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Metric> Metrics => Definitions;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        var notes = new List<string>();
        return Take(context, notes) is { } measured
            ? Draw(measured) with { Findings = [.. Definitions.SelectMany(metric => metric.Of(measured))], Notes = notes }
            : new EvaluationResult { Findings = [], Notes = notes };
    }

    /// <summary>Does the work; null when nothing can be measured, which a note explains.</summary>
    /// <param name="context">The tables.</param>
    /// <param name="notes">Takes what could not be measured and what that weakens, in sentences.</param>
    protected abstract T? Take(EvaluationContext context, List<string> notes);

    /// <summary>The series that are drawn from the measurement; findings and notes are added to them.</summary>
    protected virtual EvaluationResult Draw(T measured) => new() { Findings = [] };
}
