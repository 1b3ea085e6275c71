using FsCheck;
using FsCheck.Fluent;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Graphical;

/// <summary>Tables are summed and spread as plain index arithmetic says.</summary>
public sealed class AxisReductionTests
{
    [Fact]
    public void It_agrees_with_index_arithmetic() =>
        Prop.ForAll(RandomModel.Seeds, seed =>
        {
            var random = new SamplingRandom((ulong)seed);
            var sizes = Enumerable.Range(0, 1 + RandomModel.Below(random, 5)).Select(_ => 1 + RandomModel.Below(random, 5)).ToArray();
            if (RandomModel.Below(random, 3) == 0)
            {
                sizes[RandomModel.Below(random, sizes.Length)] = 16 + RandomModel.Below(random, 20);
            }

            var isKept = (seed % 10) switch
            {
                0 => sizes.Select(_ => false),
                1 => sizes.Select(_ => true),
                _ => sizes.Select(_ => RandomModel.Below(random, 2) == 0),
            };
            Check(sizes, [.. isKept], random);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true));

    [Fact]
    public void A_table_of_no_attributes_is_one_cell() => Check([], [], new SamplingRandom(1));

    private static void Check(int[] sizes, bool[] isKept, SamplingRandom random)
    {
        int[] kept = [.. Enumerable.Range(0, sizes.Length).Where(i => isKept[i])];
        var plan = new AxisReduction(sizes, isKept);
        var cells = RandomModel.Cells(sizes);
        var keptCells = RandomModel.Cells([.. kept.Select(i => sizes[i])]);
        Assert.Equal(cells, plan.LargeCells);
        Assert.Equal(keptCells, plan.SmallCells);
        var large = Numbers(random, cells);
        var small = Numbers(random, keptCells);
        var at = Enumerable.Range(0, cells).Select(cell => RandomModel.Project(sizes, kept, cell)).ToArray();

        var sums = Numbers(random, keptCells);
        plan.Sum(large, sums);
        Near(RandomModel.Marginal(sizes, kept, large), sums);

        var largest = Numbers(random, keptCells);
        plan.Max(large, largest);
        Near([.. Enumerable.Range(0, keptCells).Select(to => large.Where((_, cell) => at[cell] == to).Max())], largest);

        var multiplied = large.ToArray();
        plan.Multiply(multiplied, small);
        Near([.. large.Select((value, cell) => value * small[at[cell]])], multiplied);

        var added = large.ToArray();
        plan.AddTo(added, small);
        Near([.. large.Select((value, cell) => value + small[at[cell]])], added);

        var scaled = large.ToArray();
        plan.AddTo(scaled, small, -2.5);
        Near([.. large.Select((value, cell) => value - (2.5 * small[at[cell]]))], scaled);
    }

    private static void Near(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    private static double[] Numbers(SamplingRandom random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (4 * random.NextDouble()) - 2)];
}
