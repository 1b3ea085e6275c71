using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Tables;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;
using Veil.Synthesis.Methods.DpPca;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Methods;

/// <summary>Rows drawn along components: single columns as counted, relations along the components, conditions kept to exactly.</summary>
public sealed class DpPcaTests
{
    // A number of ten values and labels of three, of which the first goes with high numbers and the second with low ones.
    private static readonly Attribute s_number = AttributeFactory.Create(SmallTable.Number("n", ColumnType.Integer, 0, 9) with { Nullable = SmallTable.Known(false) });
    private static readonly Attribute s_label = new CategoryAttribute("l", ColumnType.Category, ["a", "b", "c"], otherLabel: null, hasMissing: false);
    private static readonly double[][] s_weights = [[.. Enumerable.Repeat(10.0, 10)], [50, 40, 10]];
    private static readonly double[][] s_components = [[0.9, 0.3, -0.3, 0]];

    [Fact]
    public void Single_columns_come_out_as_they_were_counted_and_relations_as_the_components_say()
    {
        const int Rows = 100_000;
        var columns = Sampler().Sample(Rows, new SamplingRandom(1), TestContext.Current.CancellationToken);

        for (var i = 0; i < 2; i++)
        {
            Assert.All(s_weights[i].Select((weight, cell) => (weight / 100, columns[i].Count(value => value == cell) / (double)Rows)), pair => Assert.Equal(pair.Item1, pair.Item2, 0.01));
        }

        double Mean(int label) => columns[0].Where((_, row) => columns[1][row] == label).Average(value => (double)value);
        Assert.True(Mean(0) > Mean(2) + 0.8 && Mean(2) > Mean(1) + 0.8, $"{Mean(0)} {Mean(1)} {Mean(2)}");
    }

    [Fact]
    public void Conditions_leave_the_conditional_distribution()
    {
        var sampler = Sampler();
        double[]?[] evidence = [[0, 0, 0, 0, 0, 0, 0.5, 1, 1, 1], [1, 0.5, 1]];
        var all = sampler.Sample(300_000, new SamplingRandom(1), TestContext.Current.CancellationToken);
        var kept = new double[30];
        for (var row = 0; row < all[0].Length; row++)
        {
            kept[(all[0][row] * 3) + all[1][row]] += evidence[0]![all[0][row]] * evidence[1]![all[1][row]];
        }

        var given = sampler.Given(evidence, TestContext.Current.CancellationToken);

        Assert.Equal(kept.Sum() / all[0].Length, given.Probability, 0.015);
        var drawn = given.Sampler.Sample(50_000, new SamplingRandom(2), TestContext.Current.CancellationToken);
        var counts = new double[30];
        for (var row = 0; row < drawn[0].Length; row++)
        {
            counts[(drawn[0][row] * 3) + drawn[1][row]]++;
        }

        Assert.All(counts.Zip(kept), pair => Assert.Equal(pair.Second / kept.Sum(), pair.First / 50_000, 0.012));
        Assert.Equal(0, sampler.Given([null, [0, 0, 0]], TestContext.Current.CancellationToken).Probability);
    }

    [Fact]
    public void A_direction_in_which_rows_differ_is_found()
    {
        var model = Fitting.Fit("dp-pca", SmallTable.Rows(3000), epsilon: 20);

        Assert.Contains(model.Content.Tensors, tensor => tensor.Name == "component 1");
        Assert.DoesNotContain(Fitting.Fit("dp-pca", SmallTable.Rows(100), epsilon: 0.01).Content.Tensors, tensor => tensor.Name == "component 1");
    }

    [Fact]
    public void A_model_that_is_none_is_refused()
    {
        var content = Fitting.Fit("dp-pca", SmallTable.Rows(3000), epsilon: 20).Content;
        ModelTensor[][] damaged =
        [
            [], [.. content.Tensors.Skip(1)], [content.Tensors[0], content.Tensors[0]],
            [content.Tensors[0] with { Values = content.Tensors[0].Values.SetItem(0, float.NaN) }],
            [content.Tensors[0], content.Tensors[1] with { Values = content.Tensors[1].Values.SetItem(0, float.PositiveInfinity) }],
        ];
        Assert.All(damaged, tensors => Assert.Equal(
            "model-damaged", Assert.Throws<VeilException>(() => Fitting.Method("dp-pca").CreateSampler(content with { Tensors = [.. tensors] })).Code));
    }

    private static ComponentSampler Sampler() => new(new PcaLayout([s_number, s_label], s_weights), s_components);
}
