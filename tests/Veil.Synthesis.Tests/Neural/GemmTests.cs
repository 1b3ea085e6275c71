using System.Runtime.Intrinsics;
using Veil.Synthesis.Neural;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Neural;

public class GemmTests
{
    private static readonly MicroKernel[] Kernels =
    [
        MicroKernel.Best,
        new MicroKernel<Vector512<float>, Lanes512>(12),
        new MicroKernel<Vector256<float>, Lanes256>(6),
        new MicroKernel<Vector128<float>, Lanes128>(6),
    ];

    // Sizes around the edges of tiles, blocks and slices of every kernel.
    private static readonly (int M, int N, int K)[] Sizes =
    [
        (1, 1, 1), (1, 17, 5), (3, 2, 7), (4, 8, 4), (5, 33, 13), (12, 32, 3), (13, 31, 1), (50, 157, 61), (241, 40, 9), (7, 9, 300), (25, 64, 513),
    ];

    public static TheoryData<int, bool, bool, bool> Cases()
    {
        var cases = new TheoryData<int, bool, bool, bool>();
        for (var i = 0; i < 8 * Kernels.Length; i++)
        {
            cases.Add(i / 8, (i & 1) > 0, (i & 2) > 0, (i & 4) > 0);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Products_are_those_of_the_definition(int kernel, bool transposeA, bool transposeB, bool add)
    {
        var random = new SamplingRandom(1);
        foreach (var (m, n, k) in Sizes)
        {
            foreach (var gap in new[] { 0, 3 })
            {
                var (lda, ldb, ldc) = ((transposeA ? m : k) + gap, (transposeB ? k : n) + gap, n + gap);
                var a = Numbers(random, (((transposeA ? k : m) - 1) * lda) + lda - gap);
                var b = Numbers(random, (((transposeB ? n : k) - 1) * ldb) + ldb - gap);
                var c = Numbers(random, ((m - 1) * ldc) + n);
                var expected = c.Select(x => (double)x).ToArray();
                for (var i = 0; i < m; i++)
                {
                    for (var j = 0; j < n; j++)
                    {
                        var sum = add ? expected[(i * ldc) + j] : 0;
                        for (var p = 0; p < k; p++)
                        {
                            sum += (double)(transposeA ? a[(p * lda) + i] : a[(i * lda) + p]) * (transposeB ? b[(j * ldb) + p] : b[(p * ldb) + j]);
                        }

                        expected[(i * ldc) + j] = sum;
                    }
                }

                Gemm.Multiply(Kernels[kernel], transposeA, transposeB, m, n, k, a, lda, b, ldb, add ? 1 : 0, c, ldc);

                // Also what lies between the rows of C: it must be as it was.
                for (var i = 0; i < c.Length; i++)
                {
                    Assert.True(Math.Abs(c[i] - expected[i]) < 1e-6 * (k + 1), $"{m} x {n} x {k}, entry {i}: {c[i]} for {expected[i]}");
                }
            }
        }
    }

    [Fact]
    public void An_empty_sum_is_zero_or_what_was_there()
    {
        float[] c = [1, 2, 3, 4];
        Gemm.Multiply(false, false, 2, 2, 0, [], 0, [], 2, 1, c, 2);
        Assert.Equal([1, 2, 3, 4], c);
        Gemm.Multiply(false, false, 2, 1, 0, [], 0, [], 1, 0, c, 2);
        Assert.Equal([0, 2, 0, 4], c);
        Gemm.Multiply(false, false, 0, 2, 3, [], 3, new float[6], 2, 0, [], 2);
    }

    [Fact]
    public void What_was_in_C_does_not_matter_when_it_is_overwritten()
    {
        float[] c = [float.NaN];
        Gemm.Multiply(false, false, 1, 1, 1, [2], 1, [3], 1, 0, c, 1);
        Assert.Equal(6, c[0]);
    }

    [Fact]
    public void A_matrix_that_is_too_small_is_refused()
    {
        var small = new float[5];
        var large = new float[6];
        Assert.Throws<ArgumentException>(() => Gemm.Multiply(false, false, 2, 2, 3, small, 3, large, 2, 0, large, 2));
        Assert.Throws<ArgumentException>(() => Gemm.Multiply(false, false, 2, 2, 3, large, 3, small, 2, 0, large, 2));
        Assert.Throws<ArgumentException>(() => Gemm.Multiply(false, false, 2, 3, 2, large, 2, large, 3, 0, small, 3));
        Assert.Throws<ArgumentException>(() => Gemm.Multiply(false, false, 2, 2, 3, large, 2, large, 2, 0, large, 2));
    }

    [Fact]
    public void A_product_allocates_nothing_the_second_time()
    {
        var (a, b, c) = (new float[100 * 300], new float[300 * 50], new float[100 * 50]);
        Gemm.Multiply(false, false, 100, 50, 300, a, 300, b, 50, 0, c, 50);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Gemm.Multiply(false, false, 100, 50, 300, a, 300, b, 50, 0, c, 50);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static float[] Numbers(SamplingRandom random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];
}
