using System.Text.Json;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Neural.Adversarial;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Neural.Adversarial;

public sealed class CriticGradientTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_sum_is_that_of_gradients_clipped_one_by_one(int seed)
    {
        var random = new SamplingRandom((ulong)seed);
        int[] cells = [5, 3, 2, 9, 4];
        int[] hidden = seed % 2 == 0 ? [24, 17] : [11, 8, 13];
        var critic = Critic(random, cells, hidden);
        var naive = new NaiveCritic(critic);
        var partners = Records(random, 6, cells);
        var rows = Records(random, 700, cells);
        var gradients = Naive(critic, naive, rows, partners, key: 99);
        var norms = gradients.Select(NaiveCritic.Norm).Order().ToArray();

        // A bound that clips about half of the records.
        var bound = norms[norms.Length / 2];
        var sum = Clipped(critic, rows, cells.Length, partners, key: 99, (float)bound);

        Assert.True(norms[0] < 0.9 * bound && norms[^1] > 1.1 * bound);
        var expected = Sum(gradients.Select(gradient => Scale(gradient, Math.Min(1, bound / NaiveCritic.Norm(gradient)))));
        AssertClose(expected, sum, Tolerance * NaiveCritic.Norm(expected));
    }

    [Fact]
    public void The_sum_is_that_of_the_gradients_of_another_program()
    {
        var fixture = JsonDocument.Parse(typeof(CriticGradientTests).Assembly.GetManifestResourceStream(typeof(CriticGradientTests), "critic-gradient.json")!).RootElement;
        int[] cells = [.. fixture.GetProperty("cells").EnumerateArray().Select(item => item.GetInt32())];
        var critic = new Critic(cells, [.. fixture.GetProperty("hidden").EnumerateArray().Select(item => item.GetInt32())]);
        fixture.GetProperty("weights").EnumerateArray().Select(item => item.GetSingle()).ToArray().CopyTo(critic.Parameters.Values);
        ushort[] partners = [.. fixture.GetProperty("partners").EnumerateArray().SelectMany(Cells)];
        var examples = fixture.GetProperty("examples").EnumerateArray().Select(example => (
            Record: Cells(example.GetProperty("record")), Gradient: example.GetProperty("gradient").EnumerateArray().Select(item => item.GetDouble()).ToArray())).ToArray();

        foreach (var bound in (double[])[0.5, 20, 1000])
        {
            var sum = Clipped(critic, [.. examples.SelectMany(example => example.Record)], cells.Length, partners, fixture.GetProperty("key").GetUInt64(), (float)bound);

            var expected = Sum(examples.Select(example => Scale(example.Gradient, Math.Min(1, bound / NaiveCritic.Norm(example.Gradient)))));
            AssertClose(expected, sum, Tolerance * NaiveCritic.Norm(expected));
        }
    }

    [Fact]
    public void No_record_contributes_more_than_the_bound_wherever_it_stands()
    {
        var random = new SamplingRandom(7);
        int[] cells = [4, 6, 3];
        var critic = Critic(random, cells, [16, 16]);
        var partners = Records(random, 5, cells);
        var rows = Records(random, 600, cells);

        foreach (var bound in (float[])[0.01f, 1, 5])
        {
            var all = Clipped(critic, rows, 3, partners, 3, bound);
            foreach (var removed in (int[])[0, 255, 256, 599])
            {
                ushort[] others = [.. rows.AsSpan(0, 3 * removed), .. rows.AsSpan(3 * (removed + 1))];
                var difference = Sum([all.Select(x => (double)x).ToArray(), Scale([.. Clipped(critic, others, 3, partners, 3, bound).Select(x => (double)x)], -1)]);

                // Sums of single precision numbers are rounded.
                Assert.InRange(NaiveCritic.Norm(difference), 0.2 * Math.Min(bound, 1), bound * (1 + 1e-3));
            }
        }
    }

    [Fact]
    public void A_critic_that_is_flat_everywhere_has_no_penalty_to_follow()
    {
        var critic = new Critic([3, 3], [4, 4]);

        var sum = Clipped(critic, [0, 1, 2, 2], 2, [1, 1], 1, 1);

        Assert.All(sum, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Nothing_is_added_for_no_records()
    {
        var random = new SamplingRandom(1);
        var critic = Critic(random, [3, 3], [4, 4]);

        Assert.All(Clipped(critic, [], 2, [1, 1], 1, 1), value => Assert.Equal(0, value));
    }

    [Fact]
    public void What_is_compared_with_is_that_of_numerical_differences()
    {
        var random = new SamplingRandom(5);
        var critic = Critic(random, [3, 2], [5, 4]);
        var naive = new NaiveCritic(critic);
        double[] real = [0, 1, 0, 1, 0], fake = [0.2, 0.5, 0.3, 0.9, 0.1];

        var gradient = naive.Gradient(real, fake, 0.3);

        for (var i = 0; i < gradient.Length; i++)
        {
            var weight = naive.Weights[i];
            naive.Weights[i] = weight + 1e-6;
            var above = naive.Loss(real, fake, 0.3);
            naive.Weights[i] = weight - 1e-6;
            var below = naive.Loss(real, fake, 0.3);
            naive.Weights[i] = weight;
            Assert.Equal((above - below) / 2e-6, gradient[i], 1e-6);
        }
    }

    [Fact]
    public void Scores_slopes_and_gradients_are_those_of_a_published_example()
    {
        // Computed by hand of automatic differentiation in double precision: two layers of two units, three inputs.
        var critic = new Critic([3], [2, 2]);
        ((float[])[0.5f, -0.4f, -0.3f, 0.1f, 0.2f, 0.6f, 0.1f, -0.2f, 0.7f, 0.3f, -0.5f, 0.9f, 0, 0.05f, 1.2f, -0.8f]).CopyTo(critic.Parameters.Values);
        double[] real = [1, 0, 0.5], fake = [0.2, 0.7, -0.4], mixed = [0.4, 0.525, -0.175];
        var naive = new NaiveCritic(critic);
        var pass = new CriticPass(critic, 3);
        pass.SetFirst([1, 0, 0.5f, 0.2f, 0.7f, -0.4f, 0.4f, 0.525f, -0.175f], 3);
        pass.Run(3);
        var slopes = new float[9];
        pass.InputGradient(3, slopes);

        Assert.Equal([0.4592, 0.044704, 0.1334], [naive.Score(real), naive.Score(fake), naive.Score(mixed)], (a, b) => Math.Abs(a - b) < 1e-7);
        Assert.Equal([0.4592f, 0.044704f, 0.1334f], [pass.Score(0), pass.Score(1), pass.Score(2)], (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([0.4056f, -0.2064f, -0.0384f], slopes[6..], (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(2.95160627, naive.Penalty(mixed), 1e-6);
        var gradient = naive.Gradient(real, fake, 0.25);
        Assert.Equal(
            [-6.35813798, 2.78175991, 3.05717791, -1.40053108, 0.18478845, -0.04966532, -0.4416, 0.1152, -8.19993734, 5.45510489, 1.13977842, -0.81745228, 0, 0.64, -5.25820446, -1.16603052],
            gradient,
            (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(13.71492734, NaiveCritic.Norm(gradient), 1e-5);
    }

    private static Critic Critic(SamplingRandom random, int[] cells, int[] hidden)
    {
        var critic = new Critic(cells, hidden);
        critic.Initialise(random);
        return critic;
    }

    private static ushort[] Records(SamplingRandom random, int count, int[] cells) =>
        [.. Enumerable.Range(0, count).SelectMany(_ => cells.Select(size => (ushort)random.NextBelow(size)))];

    private static ushort[] Cells(JsonElement record) => [.. record.EnumerateArray().Select(item => item.GetUInt16())];

    private static float[] Clipped(Critic critic, ushort[] rows, int attributes, ushort[] partners, ulong key, float bound)
    {
        var gradient = new CriticGradient(critic, partners.Length / critic.Offsets.Length);
        gradient.Prepare(partners, key);
        var sum = new float[gradient.Count];
        for (var at = 0; at < rows.Length; at += RecordBatch.Capacity * attributes)
        {
            var batch = rows.AsSpan(at, Math.Min(RecordBatch.Capacity * attributes, rows.Length - at));

            // The sum leaves room for rounding.
            gradient.AddClipped(new RecordBatch(batch, attributes), (float)(bound / (1 - gradient.Room)), sum);
        }

        return sum;
    }

    private static List<double[]> Naive(Critic critic, NaiveCritic naive, ushort[] rows, ushort[] partners, ulong key)
    {
        var width = critic.Offsets.Length;
        return [.. Enumerable.Range(0, rows.Length / width).Select(i =>
        {
            var record = rows.AsSpan(i * width, width);
            var draw = new RecordDraw(key, record);
            var partner = partners.AsSpan(draw.Below(partners.Length / width) * width, width);
            return naive.Gradient(naive.OneHot(record), naive.OneHot(partner), draw.Uniform());
        })];
    }

    private static double[] Scale(double[] vector, double factor) => [.. vector.Select(x => x * factor)];

    private static double[] Sum(IEnumerable<double[]> vectors) =>
        vectors.Aggregate((a, b) => [.. a.Zip(b, (x, y) => x + y)]);

    private static void AssertClose(double[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var error = NaiveCritic.Norm([.. expected.Zip(actual, (e, a) => e - a)]);
        Assert.True(error <= tolerance, $"The sums differ by {error:g3}, more than {tolerance:g3}.");
    }
}
