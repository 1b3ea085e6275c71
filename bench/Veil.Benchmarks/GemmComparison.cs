using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Veil.Synthesis.Neural;

namespace Veil.Benchmarks;

/// <summary>
/// Matrix products beside those of OpenBLAS on one thread: the two take turns, and the best of many turns counts, because
/// other work on the machine only ever makes a turn longer.
/// </summary>
internal static partial class GemmComparison
{
    private static readonly (string What, bool TransposeA, bool TransposeB, int M, int N, int K)[] Products =
    [
        ("square", false, false, 512, 512, 512),
        ("square, B transposed", false, true, 512, 512, 512),
        ("square, A transposed", true, false, 512, 512, 512),
        ("critic 1, in x out", false, false, 50, 256, 2610),
        ("critic 1, out x in", false, true, 50, 256, 2610),
        ("critic 1 to its input", false, false, 50, 2610, 256),
        ("critic 1 to its input, in x out", false, true, 50, 2610, 256),
        ("critic 1 weights, in x out", true, false, 2610, 256, 100),
        ("critic 1 weights, out x in", true, false, 256, 2610, 100),
        ("critic 2", false, false, 50, 256, 256),
        ("generator 1", false, false, 500, 256, 232),
        ("generator 1, out x in", false, true, 500, 256, 232),
        ("generator 2", false, false, 500, 256, 488),
        ("generator 2, out x in", false, true, 500, 256, 488),
        ("generator 3", false, false, 500, 157, 744),
        ("generator 3, out x in", false, true, 500, 157, 744),
        ("generator 3 to its input", false, true, 500, 744, 157),
        ("generator 2 weights", true, false, 488, 256, 500),
        ("generator 2 weights, out x in", true, false, 256, 488, 500),
        ("generator 3 weights", true, false, 744, 157, 500),
        ("hidden 128", false, false, 500, 128, 128),
        ("hidden 128, B transposed", false, true, 500, 128, 128),
        ("hidden 128 weights", true, false, 128, 128, 500),
    ];

    public static void Run(int rounds)
    {
        openblas_set_num_threads(1);
        Console.WriteLine($"{MicroKernel.Best.MaxRows} x {MicroKernel.Best.Columns}; GFLOP/s, best of {rounds} turns of each");
        foreach (var (what, transposeA, transposeB, m, n, k) in Products)
        {
            var (a, b, c) = (Numbers(m * k), Numbers(k * n), new float[m * n]);
            var (lda, ldb) = (transposeA ? m : k, transposeB ? k : n);
            var (ours, theirs) = (double.MaxValue, double.MaxValue);
            for (var round = 0; round < rounds; round++)
            {
                ours = Math.Min(ours, Seconds(() => Gemm.Multiply(transposeA, transposeB, m, n, k, a, lda, b, ldb, 0, c, n)));
                theirs = Math.Min(theirs, Seconds(() => cblas_sgemm(101, transposeA ? 112 : 111, transposeB ? 112 : 111, m, n, k, 1, a, lda, b, ldb, 0, c, n)));
            }

            var work = 2e-9 * m * n * k;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{what,-34} {m,5} x {n,4} x {k,4}  {work / ours,6:F0} OpenBLAS {work / theirs,6:F0}  ratio {theirs / ours:F2}"));
        }
    }

    private static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => MathF.Sin(i * 0.7f))];

    [LibraryImport("libopenblas.so.0")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void openblas_set_num_threads(int threads);

    [LibraryImport("libopenblas.so.0")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void cblas_sgemm(
        int order, int transposeA, int transposeB, int m, int n, int k, float alpha, float[] a, int lda, float[] b, int ldb, float beta, float[] c, int ldc);
}
