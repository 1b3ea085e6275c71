using Veil.Evaluation.Results;

namespace Veil.Evaluation.Parts;

/// <summary>A part of an evaluation: measures one thing, and says what it found.</summary>
public interface IEvaluationPart
{
    /// <summary>What is being measured, as progress shows it; holds no value of a table.</summary>
    string Name { get; }

    /// <summary>Where its findings belong.</summary>
    Section Section { get; }

    /// <summary>
    /// Measures. What it cannot measure it leaves out and says so in <see cref="EvaluationResult.Notes"/>, or returns as a
    /// finding without a value; it throws for neither. No message holds a value of a row.
    /// </summary>
    /// <param name="context">The tables, and what is made of them for all parts.</param>
    EvaluationResult Run(EvaluationContext context);
}
