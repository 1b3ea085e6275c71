using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Models;

/// <summary>Makes samplers of models: the method that fitted them.</summary>
public interface ISamplerSource
{
    /// <summary>A sampler of rows from a model of this method, computed from the model's contents alone.</summary>
    /// <exception cref="Veil.Data.Errors.VeilException">Code <c>model-damaged</c>: the contents are not what the method makes.</exception>
    IRecordSampler CreateSampler(ModelContent model);
}
