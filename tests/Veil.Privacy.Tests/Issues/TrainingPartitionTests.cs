using Veil.Privacy.Mechanisms;
using Veil.Privacy.Noise;
using Veil.Privacy.Tests.Mechanisms;

namespace Veil.Privacy.Tests.Issues;

/// <summary>
/// The proof of training: with the same coins for all other rows, one row more changes nothing outside the part that it falls
/// into. Coins here are a function of the row, which couples those of the two samples.
/// </summary>
public class TrainingPartitionTests
{
    private const int Rows = 20_000;
    private const int Weights = 16;

    private static readonly Lazy<(List<string> Parts, double[] Sum)> s_without = new(() => Run(Enumerable.Range(0, Rows)));

    [Theory]
    [InlineData(0)]
    [InlineData(1234)]
    [InlineData(Rows)]
    public void One_row_more_changes_nothing_outside_its_part(int place)
    {
        var without = s_without.Value.Parts;
        var (with, _) = RunWithOneMore(place);

        // Parts in the order of their rows: all but one are the same, row for row.
        var changed = without.Except(with).ToList();
        var instead = with.Except(without).ToList();
        Assert.InRange(without.Count, 70, 200);
        Assert.True(changed.Count <= 1, $"{changed.Count} parts changed.");
        Assert.InRange(instead.Sum(part => part.Split(' ').Length), 1, RecordBatch.Capacity + 1);
        Assert.Contains(instead, part => part.Split(' ').Contains($"{Rows}"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1234)]
    [InlineData(Rows)]
    public void Sums_of_neighbours_differ_by_the_row_and_no_more_than_the_slack(int place)
    {
        var without = s_without.Value.Sum;
        var (_, with) = RunWithOneMore(place);
        var own = Gradient(Rows);
        var beyond = Math.Sqrt(with.Zip(without).Select((pair, i) => pair.First - pair.Second - own[i]).Sum(x => x * x));

        // One part is summed anew: a few last places of a float, where the swapped order of all parts moved the sums by 1e-4 and more.
        Assert.InRange(beyond, 0, 2e-5);
        Assert.InRange(Math.Sqrt(with.Zip(without).Sum(pair => Math.Pow(pair.First - pair.Second, 2))), 0, 1 + new GradientSum(Weights, 1).Slack(Mesh, 1));
    }

    private static double Mesh => Math.ScaleB(1, -28);

    private static (List<string> Parts, double[] Sum) RunWithOneMore(int place) =>
        Run([.. Enumerable.Range(0, place), Rows, .. Enumerable.Range(place, Rows - place)]);

    private static (List<string> Parts, double[] Sum) Run(IEnumerable<int> all)
    {
        int[] rows = [.. all];
        var parts = new Parts();
        var sum = new GradientSum(Weights, 1).Of(parts, 1, Mesh, TrainingTests.Loan(rows, null), [.. Enumerable.Range(0, rows.Length)], new CoinsOfRows());
        return (parts.Shown, [.. sum.ToArray().Select(meshes => meshes * Mesh)]);
    }

    private static float[] Gradient(int row)
    {
        var random = new Random(row);
        var vector = Enumerable.Range(0, Weights).Select(_ => random.NextDouble() - .3).ToArray();
        var norm = Math.Sqrt(vector.Sum(x => x * x));
        return [.. vector.Select(x => (float)(x / norm * .9999))];
    }

    private sealed class Parts : IPerExampleGradient
    {
        public List<string> Shown { get; } = [];

        public int Count => Weights;

        public void AddClipped(RecordBatch batch, float bound, Span<float> sum)
        {
            var rows = new List<int>();
            for (var record = 0; record < batch.Count; record++)
            {
                rows.Add(batch[record][0]);
                var gradient = Gradient(batch[record][0]);
                for (var i = 0; i < Weights; i++)
                    sum[i] += bound * gradient[i];
            }

            Shown.Add(string.Join(' ', rows));
        }
    }

    private sealed class CoinsOfRows() : AnswerGate(new SeededRandomSource(1))
    {
        public override bool GoesFirst(IDrawnRows rows, int row, int cuts)
        {
            var cell = new ushort[1];
            rows.Gather([row], cell);
            return new SeededRandomSource(((ulong)cell[0] << 8) + (ulong)cuts).NextBit();
        }
    }
}
