using Veil.Evaluation.Fidelity;

namespace Veil.Evaluation.Tests.Fidelity;

/// <summary>The measures against those of an independent program (numpy, scipy) on the same files.</summary>
public sealed class ReferenceAgreementTests
{
    [Theory]
    [InlineData("adult", "adult__mst__eps1__s0")]
    [InlineData("adult", "adult__ds_corr_k1_memo__eps1__s0")]
    [InlineData("compas", "compas__ds_indep__eps0.1__s0")]
    [InlineData("compas", "compas__aim_fast__eps1__s0")]
    public void Measures_agree_with_the_reference(string data, string run)
    {
        var shared = SharedTables.OrSkip();
        var (real, synthetic) = (shared.Real(data), shared.Synthetic(run));

        var cancellation = TestContext.Current.CancellationToken;
        var variation = OneWayTotalVariation.Measure(real, synthetic, cancellation);

        Assert.Equal(shared.Figure(run, "tv1"), variation.Mean!.Value, 1e-4);
        Assert.Equal(shared.Figure(run, "tv1_max"), variation.Maximum!.Value, 1e-4);
        Assert.Equal(shared.Figure(run, "ks"), KolmogorovSmirnov.Measure(real, synthetic, cancellation).Mean!.Value, 1e-4);
    }
}
