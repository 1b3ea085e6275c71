namespace Veil.Evaluation.Results;

/// <summary>What a part returns that could not measure anything.</summary>
internal static class Unmeasured
{
    /// <summary>No finding but a note.</summary>
    /// <param name="note">What was not measured, and what it would have taken, in sentences.</param>
    public static EvaluationResult Because(string note) => new() { Findings = [], Notes = [note] };
}
