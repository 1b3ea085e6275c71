using Veil.Evaluation.Results;

namespace Veil.Evaluation.Metrics;

/// <summary>A part of an evaluation: it takes one measurement, and lists the metrics that are computed from it.</summary>
internal interface IEvaluationPart
{
    /// <summary>The name of the measurement, as progress shows it; it holds no value of a table.</summary>
    string Name { get; }

    /// <summary>All metrics of the part.</summary>
    IReadOnlyList<Metric> Metrics { get; }

    /// <summary>
    /// Computes the metrics. What cannot be measured is left out with a note in <see cref="EvaluationResult.Notes"/>, or returned as a
    /// finding without a value; neither throws. No message holds a value of a row.
    /// </summary>
    /// <param name="context">The context of the evaluation.</param>
    EvaluationResult Run(EvaluationContext context);
}

/// <summary>A part whose metrics are functions of one measurement.</summary>
/// <typeparam name="T">The type of the measurement.</typeparam>
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

    /// <summary>Takes the measurement; null when nothing can be measured, which a note explains.</summary>
    /// <param name="context">The tables.</param>
    /// <param name="notes">Receives notes on what could not be measured, and the consequences.</param>
    protected abstract T? Take(EvaluationContext context, List<string> notes);

    /// <summary>The series for charts of the measurement; findings and notes are added to them.</summary>
    protected virtual EvaluationResult Draw(T measured) => new() { Findings = [] };
}
