using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Neural.Autoregressive;

namespace Veil.Synthesis.Tests.Neural.Autoregressive;

public sealed class AutoregressiveGradientTests
{
    private static readonly int[] s_sizes = [2, 4, 3, 1, 5];

    [Fact]
    public void Gradients_are_those_of_differences()
    {
        var network = NaiveAutoregressive.Random(s_sizes, groups: 2, seed: 1);
        var record = NaiveAutoregressive.Records(s_sizes, 1, seed: 2);

        AssertClose(new NaiveAutoregressive(network).Gradient(record), Sum(network, record, bound: 1e6f), 1e-4);
    }

    [Theory]
    [InlineData(1, 0, 3)]
    [InlineData(2, 1, 1)]
    [InlineData(3, 3, 20)]
    [InlineData(4, 5, 7)]
    public void Clipped_sums_are_those_of_gradients_clipped_one_by_one(int seed, int groups, int count)
    {
        int[] sizes = [3, 2, 1 + seed, 2];
        var network = NaiveAutoregressive.Random(sizes, groups, (ulong)seed);
        var records = NaiveAutoregressive.Records(sizes, count, (ulong)seed + 100);
        var naive = new NaiveAutoregressive(network);
        var gradients = records.Chunk(sizes.Length).Select(record => naive.Gradient(record)).ToList();

        // Some are clipped, some are not.
        var norms = gradients.Select(Norm).Order().ToList();
        var bound = (float)(norms[count / 2] * 1.0001);

        var expected = new double[network.Parameters.Count];
        foreach (var gradient in gradients)
        {
            var factor = Math.Min(1, bound / Norm(gradient));
            for (var i = 0; i < expected.Length; i++)
            {
                expected[i] += factor * gradient[i];
            }
        }

        AssertClose(expected, Sum(network, records, bound), 1e-5 * bound * count);
    }

    [Fact]
    public void Sums_of_large_batches_are_those_of_their_records()
    {
        var network = NaiveAutoregressive.Random(s_sizes, groups: 3, seed: 5);
        var records = NaiveAutoregressive.Records(s_sizes, 300, seed: 6);
        var expected = new double[network.Parameters.Count];
        foreach (var record in records.Chunk(s_sizes.Length))
        {
            var own = Sum(network, record, bound: 0.5f);
            for (var i = 0; i < own.Length; i++)
            {
                expected[i] += own[i];
            }
        }

        AssertClose(expected, Sum(network, records, bound: 0.5f), 1e-3);
    }

    [Theory]
    [InlineData(1e-3f)]
    [InlineData(1f)]
    [InlineData(2f)]
    public void No_record_adds_more_than_the_bound(float bound)
    {
        var network = NaiveAutoregressive.Random([5, 2, 7, 3, 4], groups: 2, seed: 7);
        foreach (var record in NaiveAutoregressive.Records([5, 2, 7, 3, 4], 200, seed: 8).Chunk(5))
        {
            var norm = Norm(Sum(network, record, bound).Select(value => (double)value));
            Assert.InRange(norm, 0.9999 * Math.Min(bound, 0.1), bound * 1.00001);
        }
    }

    [Fact]
    public void What_a_sum_holds_already_stays()
    {
        var network = NaiveAutoregressive.Random(s_sizes, groups: 1, seed: 9);
        var records = NaiveAutoregressive.Records(s_sizes, 3, seed: 10);
        var gradient = new AutoregressiveGradient(network);
        var sum = new float[gradient.Count];
        gradient.AddClipped(new RecordBatch(records, s_sizes.Length), 1, sum);
        gradient.AddClipped(new RecordBatch(records, s_sizes.Length), 1, sum);

        AssertClose([.. Sum(network, records, 1).Select(value => 2.0 * value)], sum, 1e-5);
    }

    [Fact]
    public void A_step_needs_no_memory()
    {
        var network = NaiveAutoregressive.Random(s_sizes, groups: 3, seed: 11);
        var records = NaiveAutoregressive.Records(s_sizes, 256, seed: 12);
        var gradient = new AutoregressiveGradient(network);
        var sum = new float[gradient.Count];
        gradient.AddClipped(new RecordBatch(records, s_sizes.Length), 1, sum);

        var before = GC.GetAllocatedBytesForCurrentThread();
        gradient.AddClipped(new RecordBatch(records, s_sizes.Length), 1, sum);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static float[] Sum(AutoregressiveNetwork network, ushort[] records, float bound)
    {
        var gradient = new AutoregressiveGradient(network);
        var sum = new float[gradient.Count];
        gradient.AddClipped(new RecordBatch(records, network.Columns), bound, sum);
        return sum;
    }

    private static double Norm(IEnumerable<double> vector) => Math.Sqrt(vector.Sum(value => value * value));

    private static void AssertClose(double[] expected, float[] actual, double tolerance) =>
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));
}
