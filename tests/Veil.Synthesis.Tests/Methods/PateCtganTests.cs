using System.Globalization;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Methods.PateCtgan;
using Veil.Synthesis.Models;

namespace Veil.Synthesis.Tests.Methods;

public sealed class PateCtganTests
{
    [Fact]
    public void Relations_and_single_columns_are_kept()
    {
        var rows = Assert.Single(Fit(epsilon: 8, epochs: 4).Sample(4000, 1, TestContext.Current.CancellationToken));

        Assert.InRange(Shop.Fitting(rows), 0.6, 1);
        Assert.Equal(1 / 3.0, Shop.Sold(rows), 0.03);
    }

    [Fact]
    public void Votes_are_charged_round_by_round_and_use_up_the_budget()
    {
        var table = Shop.Wrap(epsilon: 1);

        var model = new PateCtganSynthesizer().Fit(Shop.Schema, table, Options(epochs: 1), null, TestContext.Current.CancellationToken);

        var votes = model.Statement.Charges.Where(charge => charge.Purpose.StartsWith("votes of 1000 teachers on 500 candidates", StringComparison.Ordinal)).ToList();
        Assert.Equal(8, votes.Count);
        Assert.Equal(0.85, votes.Sum(charge => charge.Cost) / table.Accountant.Total, 1e-3);
        Assert.True(table.Accountant.Spent <= table.Accountant.Total);
    }

    [Fact]
    public void A_budget_that_buys_too_few_votes_is_refused_with_the_arithmetic_and_the_one_that_is_named_would_do()
    {
        var table = Shop.Wrap(epsilon: 0.1);

        var fault = Assert.Throws<VeilException>(() => new PateCtganSynthesizer().Fit(Shop.Schema, table, Options(epochs: 1), null, TestContext.Current.CancellationToken));

        Assert.Equal((FaultKind.PrivacyRefusal, "too-few-votes"), (fault.Kind, fault.Code));
        Assert.Empty(table.Accountant.Charges);
        var budget = 0.85 * table.Accountant.Total;
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"1000 teachers and a budget of {budget:g3} (mu^2/2) pay for {Math.Floor(budget * 1e6 / 8)} votes"), fault.Message, StringComparison.Ordinal);
        var enough = double.Parse(fault.WayOut.Split(' ')[4], CultureInfo.InvariantCulture);
        Assert.NotEmpty(Fit(enough, epochs: 1).Statement.Charges);
    }

    [Fact]
    public void Votes_can_be_paid_for_without_delta()
    {
        var table = Shop.Wrap(epsilon: 100, delta: 0);

        var model = new PateCtganSynthesizer().Fit(Shop.Schema, table, Options(epochs: 1), null, TestContext.Current.CancellationToken);

        Assert.Equal(CompositionRule.PureEpsilon, model.Statement.Rule);
        Assert.True(table.Accountant.Spent <= 100);
    }

    [Fact]
    public void Likeness_is_zero_on_average_between_independent_records()
    {
        var attributes = Attributes();
        var kernel = new PairKernel([.. attributes]);
        double[][] parts = [.. attributes.Select(DomainCompression.Parts)];

        // The mean over all records, weighted as if attributes were independent, of the likeness to one.
        for (ushort a = 0; a < 3; a++)
        {
            double mean = 0;
            for (ushort x = 0; x < 3; x++)
            {
                for (ushort y = 0; y < 5; y++)
                {
                    mean += parts[0][x] * parts[1][y] * kernel.Mean([a, 2], new RecordBatch([x, y], 2));
                }
            }

            Assert.Equal(0, mean, 1e-5);
        }
    }

    [Fact]
    public void A_teacher_takes_what_is_more_like_its_rows_than_like_generated_records()
    {
        var kernel = new PairKernel([.. Attributes()]);
        ushort[] rows = [0, 0, 0, 0, 2, 4, 2, 4];
        double[] likeFakes = [0, 0, 0];
        var teacher = new PairTeacher(kernel, likeFakes);
        var votes = new bool[3];
        ushort[] candidates = [0, 0, 2, 4, 0, 4];

        teacher.Vote(new RecordBatch(candidates, 2), votes);
        Assert.Equal([false, false, false], votes);

        teacher.Train(new RecordBatch(rows, 2), new RecordBatch(rows, 2));
        teacher.Vote(new RecordBatch(candidates, 2), votes);
        Assert.Equal([true, true, false], votes);

        likeFakes[0] = 1000;
        teacher.Vote(new RecordBatch(candidates, 2), votes);
        Assert.Equal([false, true, false], votes);
    }

    private static CompressedAttribute[] Attributes() =>
    [
        new(new CategoryAttribute("kind", ColumnType.Category, ["a", "b", "c"], null, hasMissing: false), [0, 1, 2], [5, 3, 2]),
        new(new NumericAttribute("size", ColumnType.Integer, new WholeGrid(0, 1, 5, roundsDown: false), [0, 1, 2, 3, 4], hasMissing: false), [0, 1, 2, 3, 4], [1, 2, 4, 2, 1]),
    ];

    private static FitOptions Options(int epochs) => new() { Rows = (Shop.Rows, 0), Method = new PateCtganOptions { Epochs = epochs } };

    private static SynthesisModel Fit(double epsilon, int epochs) =>
        new PateCtganSynthesizer().Fit(Shop.Schema, Shop.Wrap(epsilon), Options(epochs), null, TestContext.Current.CancellationToken);
}
