using Veil.Privacy.Noise;

namespace Veil.Privacy.Tests.Noise;

public class TailTests
{
    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(400)]
    public void Laplace_bound_is_the_exact_tail(double scale)
    {
        var reach = (int)(60 * scale) + 10;
        var exact = Reference.Laplace(scale, reach);
        var laplace = DiscreteLaplace.FromScaleAtLeast(scale);
        double tail = 0;
        for (var t = reach; t >= 1; t--)
        {
            tail += exact[reach + t];
            if (t > 30 * scale)
                continue;
            Assert.InRange(laplace.TailAtLeast(t), tail * (1 - 1e-12), tail * (1 + 1e-6));
        }
    }

    [Fact]
    public void Bounds_fall_and_never_reach_zero()
    {
        foreach (var sigma in new[] { Math.ScaleB(1, -30), 0.5, 17.0, 1e6, Math.ScaleB(1, 40) })
        {
            var gaussian = new RoundedGaussian(sigma);
            var laplace = DiscreteLaplace.FromScaleAtLeast(sigma);
            Assert.Equal(1, gaussian.TailAtLeast(0));
            Assert.Equal(1, laplace.TailAtLeast(long.MinValue));
            double lastGaussian = 1, lastLaplace = 1;
            for (long t = 1; t > 0; t *= 2)
            {
                Assert.InRange(gaussian.TailAtLeast(t), double.Epsilon, lastGaussian);
                Assert.InRange(laplace.TailAtLeast(t), double.Epsilon, lastLaplace);
                (lastGaussian, lastLaplace) = (gaussian.TailAtLeast(t), laplace.TailAtLeast(t));
            }
        }
    }
}
