using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Tables;
using Veil.Synthesis.Neural.Tabular;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Neural.Tabular;

public sealed class TabularTransformerTests
{
    private static readonly CategoryAttribute s_colour = new("colour", ColumnType.Category, ["red", "green", "blue"], "other", hasMissing: true);

    [Fact]
    public void Categories_have_a_column_for_every_cell_with_a_weight()
    {
        var transformer = TabularTransformer.Fit(new Domain([s_colour]), [[3, 0, 5, 0, 1]]);
        Assert.Equal(3, transformer.Width);
        Assert.Equal([0, -1, 1, -1, 2], Enumerable.Range(0, 5).Select(cell => transformer.ColumnOf(0, cell)));
        Assert.Equal([0, 1, 1, 1, 2], Enumerable.Range(0, 5).Select(cell => Encode(transformer, [(ushort)cell]).Active[0]));
    }

    [Fact]
    public void Numbers_come_back_nearly()
    {
        var numeric = Whole("income", 10_000);
        double[] weights = [.. Enumerable.Range(0, numeric.Size).Select(cell => Math.Exp(-cell / 1500.0))];
        var transformer = TabularTransformer.Fit(new Domain([numeric]), [weights]);
        Assert.Equal(1, transformer.Scalars);
        for (var cell = 0; cell < 8_000; cell += 37)
        {
            var (row, _) = Encode(transformer, [(ushort)cell]);
            var decoded = Decode(transformer, row);
            Assert.InRange(decoded[0], cell - 1, cell + 1);
        }
    }

    [Fact]
    public void Point_masses_and_missing_values_come_back_exactly()
    {
        var numeric = Whole("gain", 5_000);
        double[] weights = [.. Enumerable.Range(0, numeric.Size).Select(cell => 1.0)];
        (weights[0], weights[700], weights[numeric.MissingCell]) = (30_000, 800, 50);
        var transformer = TabularTransformer.Fit(new Domain([numeric]), [weights]);
        foreach (var cell in new[] { 0, 700, numeric.MissingCell })
        {
            var (row, active) = Encode(transformer, [(ushort)cell]);
            Assert.Equal(0, row[0]);
            Assert.True(active[0] >= transformer.Width - 3);
            row[0] = 0.7f;
            Assert.Equal(cell, Decode(transformer, row)[0]);
        }
    }

    [Fact]
    public void Few_values_are_categories()
    {
        var numeric = Whole("rank", 12);
        var weights = Enumerable.Repeat(1.0, numeric.Size).ToArray();
        var transformer = TabularTransformer.Fit(new Domain([numeric]), [weights]);
        Assert.True(transformer.Spans[0].IsCategory);
        Assert.False(TabularTransformer.Fit(new Domain([numeric]), [weights], mostCategories: 4).Spans[0].IsCategory);
    }

    [Fact]
    public void Numbers_are_first_and_no_column_is_left_out()
    {
        var domain = new Domain([s_colour, Whole("age", 90), s_colour2, Whole("income", 1000)]);
        var transformer = TabularTransformer.Fit(domain, [.. domain.Attributes.Select(attribute => Enumerable.Range(1, attribute.Size).Select(cell => (double)cell).ToArray())]);
        Assert.Equal([-1, 0, -1, 1], transformer.Spans.Select(span => span.Scalar));
        var next = 2;
        foreach (var span in transformer.Spans)
        {
            Assert.Equal(next, span.Offset);
            next += span.Width;
        }

        Assert.Equal(next, transformer.Width);
    }

    // Whatever the domain and its weights, every cell has a code, and the code of a cell with a weight leads back to it
    // or, for a number, near it.
    [Fact]
    public void Holds_for_any_weights()
    {
        var random = new SamplingRandom(7);
        for (var trial = 0; trial < 200; trial++)
        {
            NumericAttribute numeric = new(
                "n",
                ColumnType.Integer,
                new WholeGrid(random.NextBelow(1000) - 500, 1 + random.NextBelow(5), 1 + random.NextBelow(400), roundsDown: false),
                [0],
                random.NextBelow(2) == 0);
            numeric = new NumericAttribute(
                "n", ColumnType.Integer, numeric.Grid, [.. Enumerable.Range(0, (int)numeric.Grid.Count).Where(i => i == 0 || random.NextBelow(3) > 0).Select(i => (long)i)], numeric.MissingCell >= 0);
            var sparsity = random.NextBelow(4);
            var domain = new Domain([numeric, s_colour]);
            double[][] weights =
            [
                .. domain.Attributes.Select(attribute => Enumerable.Range(0, attribute.Size)
                    .Select(_ => random.NextBelow(4) < sparsity ? 0 : Math.Exp(10 * random.NextDouble())).ToArray()),
            ];
            var fitted = TabularTransformer.Fit(domain, weights);
            var transformer = TabularTransformer.Read(domain, [.. fitted.ToTensors()]);
            Assert.Equal(fitted.Spans, transformer.Spans);
            for (var cell = 0; cell < numeric.Size; cell++)
            {
                var colour = (ushort)random.NextBelow(s_colour.Size);
                var (row, _) = Encode(transformer, [(ushort)cell, colour]);
                var back = Decode(transformer, row);
                Assert.True(back[0] < numeric.Size && back[1] < s_colour.Size);
                if (weights[0][cell] > 0 && (transformer.Spans[0].IsCategory || cell == numeric.MissingCell))
                {
                    Assert.Equal(cell, back[0]);
                }

                if (weights[1][colour] > 0)
                {
                    Assert.Equal(colour, back[1]);
                }
            }
        }
    }

    [Fact]
    public void Draws_among_modes_by_their_parts()
    {
        var numeric = Whole("n", 400);
        double[] weights = [.. Enumerable.Range(0, numeric.Size).Select(cell => Math.Exp(-0.5 * Math.Pow((cell - 150) / 20.0, 2)) + Math.Exp(-0.5 * Math.Pow((cell - 220) / 30.0, 2)))];
        var transformer = TabularTransformer.Fit(new Domain([numeric]), [[.. weights.Select(weight => 1000 * weight)]]);
        var random = new SamplingRandom(3);
        var drawn = Enumerable.Range(0, 200).Select(_ => Encode(transformer, [185], random).Active[0]).Distinct().Count();
        Assert.InRange(drawn, 2, transformer.Spans[0].Width);
    }

    [Fact]
    public void A_model_without_an_encoding_is_refused()
    {
        var domain = new Domain([s_colour, Whole("age", 90)]);
        var fitted = TabularTransformer.Fit(domain, [.. domain.Attributes.Select(attribute => Enumerable.Repeat(1.0, attribute.Size).ToArray())]);
        Assert.Equal("model-damaged", Assert.Throws<VeilException>(() => TabularTransformer.Read(domain, [.. fitted.ToTensors().Skip(1)])).Code);
    }

    private static readonly CategoryAttribute s_colour2 = new("other colour", ColumnType.Category, ["red", "green"], null, hasMissing: false);

    private static NumericAttribute Whole(string name, int count) => new(
        name, ColumnType.Integer, new WholeGrid(0, 1, count, roundsDown: false), [.. Enumerable.Range(0, count).Select(i => (long)i)], hasMissing: true);

    private static (float[] Row, int[] Active) Encode(TabularTransformer transformer, ushort[] cells, SamplingRandom? random = null)
    {
        var active = new int[cells.Length];
        var row = new float[transformer.Width];
        transformer.Encode(cells, random ?? new SamplingRandom(1), active, row.AsSpan(0, transformer.Scalars));
        foreach (var column in active)
        {
            row[column] = 1;
        }

        return (row, active);
    }

    private static ushort[] Decode(TabularTransformer transformer, float[] row)
    {
        var cells = new ushort[transformer.Spans.Length];
        transformer.Decode(row, cells);
        return cells;
    }
}
