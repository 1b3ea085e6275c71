using System.Collections.Immutable;
using Veil.Synthesis.Neural.Adversarial;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Neural.Adversarial;

public sealed class ConditionTests
{
    // A category of three, a number, a category of two.
    private static readonly ImmutableArray<TabularSpan> s_spans = [new(-1, 1, 3, true), new(0, 4, 2, false), new(-1, 6, 2, true)];
    private static readonly ConditionLayout s_layout = new(s_spans);

    [Fact]
    public void Every_mode_of_a_category_is_a_condition()
    {
        Assert.Equal(5, s_layout.Count);
        Assert.Equal([1, 2, 3, 6, 7], Enumerable.Range(0, 5).Select(s_layout.ColumnOf));
        Assert.Equal([s_spans[0], s_spans[0], s_spans[0], s_spans[2], s_spans[2]], Enumerable.Range(0, 5).Select(s_layout.SpanOf));
        Assert.Equal([0, 3], s_layout.Offsets);
        Assert.Equal([0, 2], s_layout.Attributes);
    }

    [Fact]
    public void Training_asks_by_logarithms_and_drawing_by_frequencies()
    {
        var table = new ConditionTable(s_layout, [900, 99, 0, 1, 3]);
        var random = new SamplingRandom(2);
        double[] Shares(Func<SamplingRandom, int> draw)
        {
            var counts = new double[5];
            for (var i = 0; i < 40_000; i++)
            {
                counts[draw(random)] += 1 / 40_000.0;
            }

            return counts;
        }

        var logarithms = Math.Log(901) + Math.Log(100);
        AssertNear([Math.Log(901) / logarithms / 2, Math.Log(100) / logarithms / 2, 0, 1 / 6.0, 1 / 3.0], Shares(table.DrawForTraining));
        AssertNear([900 / 999.0 / 2, 99 / 999.0 / 2, 0, 0.125, 0.375], Shares(table.Draw));

        static void AssertNear(double[] expected, double[] actual)
        {
            Assert.Equal(0, actual[2]);
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal(expected[i], actual[i], 0.015);
            }
        }
    }

    [Fact]
    public void Categories_of_which_nothing_is_known_are_asked_for_alike()
    {
        var table = new ConditionTable(s_layout, [0, 0, 0, 0, 0]);
        var random = new SamplingRandom(2);
        Assert.Equal([0, 1, 2, 3, 4], Enumerable.Range(0, 500).Select(_ => table.Draw(random)).Distinct().Order());
    }

    [Fact]
    public void Without_categories_nothing_is_asked_for()
    {
        var layout = new ConditionLayout([new TabularSpan(0, 1, 4, false)]);
        Assert.Equal(-1, new ConditionTable(layout, []).Draw(new SamplingRandom(1)));
        Assert.Equal(-1, new ConditionTable(layout, []).DrawForTraining(new SamplingRandom(1)));
    }

    [Fact]
    public void Real_rows_fulfil_their_condition_and_all_of_them_come()
    {
        var random = new SamplingRandom(3);
        var rows = new SparseRows(60, 3, 1);
        for (var row = 0; row < rows.Count; row++)
        {
            rows.ScalarsOf(row)[0] = row;
            int[] active = [1 + (int)random.NextBelow(3), 4 + (int)random.NextBelow(2), 6 + (int)random.NextBelow(2)];
            active.CopyTo(rows.ActiveOf(row));
        }

        var lists = new ConditionedRows(s_layout, rows);
        Assert.Equal(60, lists.Counts[..3].Sum());
        Assert.Equal(60, lists.Counts[3..].Sum());
        var drawn = new SparseRows(1, 3, 1);
        for (var condition = -1; condition < 5; condition++)
        {
            var seen = new HashSet<float>();
            for (var i = 0; i < 1000; i++)
            {
                lists.Draw(condition, random, drawn, 0);
                Assert.Equal(condition, drawn.Conditions[0]);
                Assert.Equal(rows.ActiveOf((int)drawn.ScalarsOf(0)[0]), drawn.ActiveOf(0));
                Assert.True(condition < 0 || drawn.ActiveOf(0).Contains(s_layout.ColumnOf(condition)));
                seen.Add(drawn.ScalarsOf(0)[0]);
            }

            Assert.Equal(condition < 0 ? 60 : lists.Counts[condition], seen.Count);
        }
    }
}
