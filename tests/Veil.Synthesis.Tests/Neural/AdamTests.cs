using Veil.Synthesis.Neural;

namespace Veil.Synthesis.Tests.Neural;

public class AdamTests
{
    private static readonly float[][] s_gradients = [[0.1f, -0.3f], [0.2f, 0.4f], [-0.5f, 0.05f]];

    // PyTorch: learning rate 2e-4, betas 0.5 and 0.9, L2 1e-6, from (1, -2).
    private static readonly float[][] s_expected = [[0.9998f, -1.9998f], [0.9995924334f, -1.9998935928f], [0.9997225278f, -1.9999638819f]];

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void Steps_are_those_of_the_reference(int copies)
    {
        var adam = new Adam(2 * copies, 2e-4f, 0.5f, 0.9f, 1e-6f);
        var weights = Repeat([1, -2], copies);
        for (var step = 0; step < 3; step++)
        {
            adam.Step(weights, Repeat(s_gradients[step], copies));
            for (var i = 0; i < weights.Length; i++)
            {
                Assert.Equal(s_expected[step][i % 2], weights[i], 5e-7f);
            }
        }

        Assert.Equal(3, adam.Steps);
    }

    [Fact]
    public void A_share_of_the_rate_moves_the_weights_by_that_share()
    {
        var (whole, half) = (new float[] { 1 }, new float[] { 1 });
        new Adam(1, 0.1f).Step(whole, [3]);
        new Adam(1, 0.1f).Step(half, [3], 0.5f);
        Assert.Equal(0.9f, whole[0], 1e-6f);
        Assert.Equal(0.95f, half[0], 1e-6f);
    }

    private static float[] Repeat(float[] numbers, int copies) => [.. Enumerable.Range(0, copies).SelectMany(_ => numbers)];
}
