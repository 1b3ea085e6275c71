using Veil.Privacy;
using Veil.Privacy.Accounting;

namespace Veil.Synthesis.Domains;

/// <summary>
/// The size of the noise of a count: a public fact that follows from the unit of privacy, the neighbouring relation and the
/// cost.
/// </summary>
internal static class MeanNoise
{
    private static readonly double s_laplace = 1 / Math.Sqrt(2);
    private static readonly double s_gaussian = Math.Sqrt(2 / Math.PI);

    /// <summary>The mean size of the noise in a cell of a marginal, in rows.</summary>
    /// <param name="table">The private table.</param>
    /// <param name="cost">The cost of the marginal.</param>
    public static double Of(PrivateTable table, double cost) =>
        table.NoiseAt(cost) * (table.Accountant.Rule == CompositionRule.PureEpsilon ? s_laplace : s_gaussian);
}
