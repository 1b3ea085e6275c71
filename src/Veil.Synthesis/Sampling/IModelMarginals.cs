using Veil.Data.Domains;

namespace Veil.Synthesis.Sampling;

/// <summary>A sampler that knows marginals of the distribution it draws from.</summary>
internal interface IModelMarginals
{
    /// <summary>The marginal over some attributes, row-major and of any positive total; null when it is not known exactly.</summary>
    double[]? Marginal(AttributeSet set);
}
