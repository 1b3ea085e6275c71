using Veil.Evaluation.Fidelity;

namespace Veil.Evaluation.Tests.Fidelity;

/// <summary>Coverage where a side has nothing.</summary>
public sealed class CoverageTests
{
    [Fact]
    public void Nothing_covers_nothing()
    {
        var (some, constant, none) = (Of(1, 2, 4), Of(3, 3), Of(double.NaN));
        Assert.Equal(1, Coverage.OfRange(some, some));
        Assert.Equal(0, Coverage.OfRange(some, none));
        Assert.Equal(0, Coverage.OfRange(some, constant)!.Value, 1e-12);
        Assert.Null(Coverage.OfRange(constant, some));
        Assert.Null(Coverage.OfRange(none, some));
        Assert.Equal(0, Coverage.OfCategories([3, 0], [0, 5]));
        Assert.Null(Coverage.OfCategories([0, 0], [1, 1]));
    }

    private static Summary Of(params double[] values) => Summary.Of(NumericValues.Of(values));
}
