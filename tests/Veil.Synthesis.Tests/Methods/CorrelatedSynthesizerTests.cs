using System.Collections.Immutable;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Noise;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Methods.Correlated;
using Veil.Synthesis.Models;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Methods;

/// <summary>The Bayesian network, as it is and as it was published.</summary>
public sealed class CorrelatedSynthesizerTests
{
    private static readonly ImmutableArray<string> s_labels = ["a", "b", "c", "d", "e", "f"];

    public static TheoryData<MethodVariant> Variants => [MethodVariant.Improved, MethodVariant.Original];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Columns_that_are_equal_stay_equal(MethodVariant variant)
    {
        var model = Fit(Diagonal(4000, columns: 4), Categories(4), epsilon: 3, new CorrelatedOptions { Variant = variant, Degree = 1 });

        var rows = Assert.Single(model.Sample(4000, 1, TestContext.Current.CancellationToken));

        Assert.InRange(Agreement(rows, "c0", "c1"), variant == MethodVariant.Improved ? 0.97 : 0.85, 1);
        Assert.InRange(Agreement(rows, "c2", "c3"), variant == MethodVariant.Improved ? 0.97 : 0.85, 1);
    }

    [Fact]
    public void A_column_that_two_others_decide_together_takes_both_as_parents()
    {
        // Parity: no pair of columns says anything.
        var random = new Random(3);
        var rows = Enumerable.Range(0, 4000).Select(_ => (A: random.Next(2), B: random.Next(2))).ToList();
        var table = new Table([Flags("x", rows.Select(row => row.A)), Flags("y", rows.Select(row => row.B)), Flags("z", rows.Select(row => row.A ^ row.B))]);
        Schema schema = new() { Columns = [Flag("x"), Flag("y"), Flag("z")] };
        foreach (var variant in Enum.GetValues<MethodVariant>())
        {
            var wide = Assert.Single(Fit(table, schema, 3, new CorrelatedOptions { Variant = variant, Degree = 2 }).Sample(4000, 1, TestContext.Current.CancellationToken));
            var narrow = Assert.Single(Fit(table, schema, 3, new CorrelatedOptions { Variant = variant, Degree = 1 }).Sample(4000, 1, TestContext.Current.CancellationToken));

            Assert.InRange(Parity(wide), 0.95, 1);
            Assert.InRange(Parity(narrow), 0.4, 0.6);
        }

        // Too small a model for a table over three columns: 8 cells.
        var small = new CorrelatedOptions { Degree = 2, MaxModelMegabytes = 7.0 * sizeof(double) / (1 << 20) };
        Assert.InRange(Parity(Assert.Single(Fit(table, schema, 3, small).Sample(4000, 1, TestContext.Current.CancellationToken))), 0.4, 0.6);

        static double Parity(Table table)
        {
            var (x, y, z) = (Texts(table, "x"), Texts(table, "y"), Texts(table, "z"));
            return Enumerable.Range(0, x.Length).Average(row => (x[row] == y[row]) == (z[row] == "yes") ? 1.0 : 0);
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void More_budget_keeps_relations_better(MethodVariant variant)
    {
        var table = Diagonal(1500, columns: 3);
        var agreements = new[] { 0.02, 0.5, 20 }
            .Select(epsilon => Enumerable.Range(1, 4).Average(noise => Agreement(
                Assert.Single(Fit(table, Categories(3), epsilon, new CorrelatedOptions { Variant = variant, Degree = 1 }, noise: (ulong)noise).Sample(1500, 1)), "c0", "c1")))
            .ToList();

        Assert.True(agreements[0] < agreements[1] && agreements[1] < agreements[2], string.Join(", ", agreements));
        Assert.InRange(agreements[2], 0.97, 1);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void The_guarantee_is_spent_and_no_more(MethodVariant variant)
    {
        foreach (var (epsilon, delta) in new[] { (0.01, 1e-9), (1, 1e-6), (9, 1e-5), (0.05, 0), (2, 0) })
        {
            foreach (var neighbours in Enum.GetValues<Neighbours>())
            {
                var model = Fit(SmallTable.Rows(100), SmallTable.Schema, epsilon, new CorrelatedOptions { Variant = variant }, delta, neighbours);

                var replayed = PrivacyAccountant.Replay(model.Statement.Charges, model.Statement.Rule!.Value, delta, PrivacyUnit.Row, neighbours);
                Assert.InRange(replayed.Epsilon, 0.9 * epsilon, epsilon * (1 + 1e-12));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-6)]
    public void A_model_too_small_for_any_pair_spends_its_budget_on_single_columns(double delta)
    {
        var model = Fit(SmallTable.Rows(300), SmallTable.Schema, 1, new CorrelatedOptions { MaxModelMegabytes = 1e-6 }, delta);

        Assert.All(model.Content.Measurements, measured => Assert.Single(measured.Attributes));
        Assert.InRange(PrivacyAccountant.Replay(model.Statement.Charges, model.Statement.Rule!.Value, delta, PrivacyUnit.Row, Neighbours.AddRemove).Epsilon, 0.9, 1 + 1e-12);
        Assert.Equal(Fitting.Csv(model, 200, 1), Fitting.Csv(Fitting.Load(Fitting.Save(model)), 200, 1));
    }

    [Fact]
    public void The_published_variant_stays_inside_the_domain_and_comes_back_from_its_file()
    {
        foreach (var options in new CorrelatedOptions[]
        {
            new(), new() { Degree = 2 }, new() { Score = DependenceScore.MutualInformation }, new() { Usefulness = 0.1 }, new() { Usefulness = 1e9 }, new() { MaxModelMegabytes = 1e-4 },
        })
        {
            var neighbours = options.Score is null ? Neighbours.AddRemove : Neighbours.ReplaceOne;
            foreach (var count in new[] { 0, 1, 300 })
            {
                var model = Fit(SmallTable.Rows(count), SmallTable.Schema, 1, options with { Variant = MethodVariant.Original }, neighbours: neighbours);
                var bytes = Fitting.Save(model);
                var again = Fitting.Load(bytes);

                Assert.Equal(bytes, Fitting.Save(again));
                Assert.Equal(Fitting.Csv(model, 400, 3), Fitting.Csv(again, 400, 3));
                Assert.Equal(400, Fitting.ReadBack(again, 400, 3).RowCount);
            }
        }
    }

    [Fact]
    public void The_published_variant_plans_the_whole_budget()
    {
        foreach (var schema in new[] { SmallTable.Schema, SmallTable.Schema with { Columns = [SmallTable.Schema.Find("age")!] }, SmallTable.Schema with { Rows = SmallTable.Known(100L) } })
        {
            var steps = Fitting.Method("correlated").Plan(schema, 1, CompositionRule.PureEpsilon, new CorrelatedOptions { Variant = MethodVariant.Original });

            Assert.Equal(1, steps.Sum(step => step.Share), 1e-9);
        }
    }

    [Fact]
    public void What_cannot_be_done_is_refused_before_anything_is_charged()
    {
        var undeclared = SmallTable.Schema with { Columns = [SmallTable.Schema.Find("age")! with { Bounds = null }, SmallTable.Schema.Find("city")!] };
        AssertRefused("domain-not-declared", undeclared, new CorrelatedOptions { Variant = MethodVariant.Original });
        AssertRefused("score-not-for-columns", SmallTable.Schema, new CorrelatedOptions { Variant = MethodVariant.Original, Score = DependenceScore.F });
        AssertRefused("score-needs-public-rows", SmallTable.Schema, new CorrelatedOptions { Variant = MethodVariant.Original, Score = DependenceScore.MutualInformation });
        AssertRefused("score-not-for-variant", SmallTable.Schema, new CorrelatedOptions { Score = DependenceScore.R });

        static void AssertRefused(string code, Schema schema, CorrelatedOptions options)
        {
            var table = Fitting.Wrap(SmallTable.Rows(50), 1, 0);
            var fault = Assert.Throws<VeilException>(() => Fitting.Method("correlated").Fit(
                schema, table, new FitOptions { Method = options }, null, TestContext.Current.CancellationToken));
            Assert.Equal(code, fault.Code);
            Assert.NotEmpty(fault.WayOut);
            Assert.Empty(table.Accountant.Charges);
        }
    }

    private static SynthesisModel Fit(
        Table rows, Schema schema, double epsilon, CorrelatedOptions options, double delta = 0, Neighbours neighbours = Neighbours.AddRemove, ulong noise = 1)
    {
        var accountant = new PrivacyAccountant(epsilon, delta);
        var table = new PrivateTable(new RowsInMemory(rows), accountant, PrivacyUnit.Row, neighbours, NoiseSource.SeededForResearch(noise));
        return Fitting.Method("correlated").Fit(schema, table, new FitOptions { Method = options }, null, TestContext.Current.CancellationToken);
    }

    // All columns are equal.
    private static Table Diagonal(int count, int columns)
    {
        var random = new Random(8);
        var codes = Enumerable.Range(0, columns).Select(_ => new int[count]).ToList();
        for (var row = 0; row < count; row++)
        {
            var value = random.Next(s_labels.Length);
            foreach (var column in codes)
            {
                column[row] = value;
            }
        }

        return new Table([.. codes.Select((values, i) => new LabelColumn($"c{i}", values, LabelPool.Of(s_labels), ColumnType.Category))]);
    }

    private static Schema Categories(int columns) => new()
    {
        Columns = [.. Enumerable.Range(0, columns).Select(i => new ColumnSchema
        {
            Name = $"c{i}", Type = SmallTable.Known(ColumnType.Category), Categories = SmallTable.Known(s_labels), Nullable = SmallTable.Known(false),
        })],
    };

    private static ColumnSchema Flag(string name) =>
        new() { Name = name, Type = SmallTable.Known(ColumnType.Boolean), BooleanLabels = SmallTable.Known(("yes", "no")), Nullable = SmallTable.Known(false) };

    private static LabelColumn Flags(string name, IEnumerable<int> values) => new(name, [.. values], LabelPool.Of(["yes", "no"]), ColumnType.Boolean);

    private static double Agreement(Table table, string left, string right) =>
        Texts(table, left).Zip(Texts(table, right)).Average(pair => pair.First == pair.Second ? 1.0 : 0);

    private static string[] Texts(Table table, string name)
    {
        var column = (LabelColumn)table[name];
        string[] labels = [.. column.Labels.ToArray()];
        return [.. column.Codes.ToArray().Select(code => code < 0 ? "" : labels[code])];
    }
}
