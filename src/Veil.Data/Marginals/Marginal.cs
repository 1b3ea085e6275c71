using Veil.Data.Domains;

namespace Veil.Data.Marginals;

/// <summary>
/// Counts over a set of attributes, row-major: the last attribute of the set varies fastest. Counts of rows are whole
/// numbers; counts of a model need not be.
/// </summary>
/// <param name="Attributes">The attributes of the marginal.</param>
/// <param name="Counts">One count per cell.</param>
public sealed record Marginal(AttributeSet Attributes, double[] Counts)
{
    /// <summary>The sum of all counts.</summary>
    public double Total => Counts.Sum();
}
