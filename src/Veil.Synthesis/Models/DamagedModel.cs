using Veil.Data.Errors;

namespace Veil.Synthesis.Models;

/// <summary>The fault of a model that is not what its method makes.</summary>
internal static class DamagedModel
{
    /// <summary>The fault, to be thrown.</summary>
    public static VeilException Fault() => new(
        FaultKind.BadInput,
        "model-damaged",
        "The model does not hold what one of its method consists of.",
        "Copy the file again from where it was made, or train the model again.");
}
