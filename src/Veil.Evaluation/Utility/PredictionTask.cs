namespace Veil.Evaluation.Utility;

/// <summary>What is predicted.</summary>
public enum PredictionTask
{
    /// <summary>A class.</summary>
    Classification,

    /// <summary>A number.</summary>
    Regression,
}
