using Veil.Privacy;
using Veil.Privacy.Accounting;

namespace Veil.Synthesis.Methods.Correlated;

/// <summary>How large the noise of a count will be: public.</summary>
internal static class CellNoise
{
    /// <summary>The mean size of the noise in a cell of a marginal.</summary>
    /// <param name="table">The private table, whose unit and neighbours say how much noise there must be.</param>
    /// <param name="cost">What will be paid for the marginal.</param>
    public static double MeanSize(PrivateTable table, double cost)
    {
        double k = table.Unit.MaxRows;
        var replaced = table.Neighbours == Neighbours.ReplaceOne;
        return table.Accountant.Rule == CompositionRule.PureEpsilon
            ? k * (replaced ? 2 : 1) / cost
            : k * (replaced ? Math.Sqrt(2) : 1) / Math.Sqrt(Math.PI * cost);
    }
}
