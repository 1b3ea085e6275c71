namespace Veil.Evaluation.Utility;

/// <summary>The kind of prediction.</summary>
public enum PredictionTask
{
    /// <summary>The prediction of a class.</summary>
    Classification,

    /// <summary>The prediction of a number.</summary>
    Regression,
}
