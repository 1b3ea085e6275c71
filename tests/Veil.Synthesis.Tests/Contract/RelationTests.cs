using System.Collections.Immutable;
using System.Globalization;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Models;

namespace Veil.Synthesis.Tests.Contract;

/// <summary>What every method keeps that models relations between columns.</summary>
public sealed class RelationTests
{
    private const int Labels = 5;
    private const int Columns = 5;

    private static readonly ImmutableArray<string> s_labels = [.. Enumerable.Range(0, Labels).Select(i => $"v{i}")];

    private static readonly Schema s_schema = new()
    {
        Columns =
        [
            .. Enumerable.Range(0, Columns).Select(column => new ColumnSchema
            {
                Name = $"c{column}",
                Type = SmallTable.Known(ColumnType.Category),
                Categories = SmallTable.Known(s_labels),
                Nullable = SmallTable.Known(false),
            }),
        ],
    };

    /// <summary>All methods of the catalog that keep relations, and the published variants of those that have one.</summary>
    public static TheoryData<string, MethodVariant> Methods
    {
        get
        {
            var data = new TheoryData<string, MethodVariant>();
            foreach (var info in SynthesizerCatalog.All.Select(method => method.Info).Where(info => info.ReadsData && info.Name != "independent" && !Blurring.Select(row => row.Data.Item1).Contains(info.Name)))
            {
                data.Add(info.Name, MethodVariant.Improved);
                if (info.Options.Has("variant"))
                {
                    data.Add(info.Name, MethodVariant.Original);
                }
            }

            return data;
        }
    }

    /// <summary>
    /// Methods that blur, each with how often two equal columns agree at least when there is hardly any noise: correlations of
    /// labels without an order, and networks.
    /// </summary>
    public static TheoryData<string, double> Blurring { get; } = new()
    {
        { "dp-ar", 0.9 },
        { "tvae", 0.5 },
        { "ctgan", 0.4 },
        { "pate-ctgan", 0.3 },
        { "dp-pca", 0.3 },
        { "copula", 0.2 },
    };

    public static TheoryData<string> OfWorkloads =>
        [.. SynthesizerCatalog.All.Select(method => method.Info).Where(info => info.Options.Has("workload")).Select(info => info.Name)];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Two_equal_columns_stay_equal(string method, MethodVariant variant)
    {
        foreach (var delta in new[] { 1e-6, 0 })
        {
            var rows = Draw(Fit(method, Diagonal(4000), 3, delta, VariantOf(method, variant)));

            Assert.InRange(Agreement(rows, 1, 3), 0.9, 1);
            Assert.InRange(Agreement(rows, 0, 2), (1.0 / Labels) - 0.06, (1.0 / Labels) + 0.06);
        }
    }

    [Slow]
    [Theory]
    [MemberData(nameof(Blurring))]
    public void Methods_that_blur_keep_some_of_it(string method, double least)
    {
        var rows = Draw(Fit(method, Diagonal(4000), 50, 1e-6, null));

        Assert.InRange(Agreement(rows, 1, 3), least, 1);
        Assert.InRange(Agreement(rows, 0, 2), (1.0 / Labels) - 0.08, (1.0 / Labels) + 0.08);
    }

    [Slow]
    [Theory]
    [MemberData(nameof(Methods))]
    public void More_budget_brings_pairs_of_columns_nearer(string method, MethodVariant variant)
    {
        var real = Diagonal(2000);
        var distances = new[] { 0.02, 0.5, 50 }
            .Select(epsilon => Enumerable.Range(1, 3).Average(noise => Distance(real, Draw(
                Fit(method, real, epsilon, 1e-6, VariantOf(method, variant), (ulong)noise)))))
            .ToList();

        Assert.True(distances[0] > distances[1] && distances[1] > distances[2], string.Join(", ", distances));
        Assert.InRange(distances[2], 0, 0.12);
    }

    [Theory]
    [MemberData(nameof(OfWorkloads))]
    public void Every_kind_of_workload_is_worked_on(string method)
    {
        const string Two = """[{"columns": ["c3", "c1"], "weight": 2}, {"columns": ["c0"], "weight": 0.5}]""";
        foreach (var workload in new[] { "1", "2", "3", Two, """[["c0", "c1", "c2", "c3", "c4"]]""" })
        {
            var model = Fit(method, Diagonal(2000), 3, 1e-6, Fitting.Options(method, ("workload", workload)));
            var measured = model.Content.Measurements.Where(measurement => measurement.Attributes.Length > 1).ToList();
            Assert.InRange(model.Content.Measurements.Max(measurement => measurement.Attributes.Length), 1, 3);
            switch (workload)
            {
                case "1":
                    Assert.Empty(measured);
                    break;
                case Two:
                    Assert.All(measured, measurement => Assert.Equal(["c1", "c3"], measurement.Attributes.Order()));
                    Assert.InRange(Agreement(Draw(model), 1, 3), 0.9, 1);
                    break;
                default:
                    Assert.InRange(Agreement(Draw(model), 1, 3), 0.9, 1);
                    break;
            }
        }
    }

    [Theory]
    [MemberData(nameof(OfWorkloads))]
    public void A_column_that_is_not_modelled_is_named_before_anything_is_paid(string method)
    {
        var schema = s_schema with { Columns = [.. s_schema.Columns, new ColumnSchema { Name = "secret", Role = SmallTable.Known(ColumnRole.Drop) }] };
        foreach (var name in new[] { "zzz", "secret", "C1" })
        {
            var table = Fitting.Wrap(Diagonal(100), 1, 1e-6);
            var options = new FitOptions { Method = Fitting.Options(method, ("workload", $"""[["c1", "{name}"]]""")) };

            var fault = Assert.Throws<VeilException>(() => Fitting.Method(method).Fit(schema, table, options, null, TestContext.Current.CancellationToken));

            Assert.Equal((FaultKind.Usage, "workload-column-unknown"), (fault.Kind, fault.Code));
            Assert.Contains($"'{name}'", fault.Message, StringComparison.Ordinal);
            Assert.Empty(table.Accountant.Charges);
        }
    }

    [Theory]
    [MemberData(nameof(OfWorkloads))]
    public void A_workload_of_more_columns_than_sets_of_bits_hold_is_worked_on(string method)
    {
        const int Many = 33;
        var rows = new Table(
            [.. Enumerable.Range(0, Many).Select(i => new LabelColumn($"w{i}", new int[50], LabelPool.Of(["a", "b"]), ColumnType.Category))]);
        var schema = new Schema
        {
            Columns = [.. Enumerable.Range(0, Many).Select(i => s_schema.Columns[0] with { Name = $"w{i}", Categories = SmallTable.Known<ImmutableArray<string>>(["a", "b"]) })],
        };
        var wide = string.Join(", ", schema.Columns.Take(32).Select(column => $"\"{column.Name}\""));
        var options = new FitOptions { Method = Fitting.Options(method, ("workload", $"[[{wide}]]")) };

        var model = Fitting.Method(method).Fit(schema, Fitting.Wrap(rows, 0.1, 1e-6), options, null, TestContext.Current.CancellationToken);

        Assert.Contains(model.Content.Measurements, measurement => measurement.Attributes.Length > 1);
        Assert.DoesNotContain(model.Content.Measurements, measurement => measurement.Attributes is { Length: > 1 } names && names.Contains("w32"));
    }

    [Theory]
    [MemberData(nameof(OfWorkloads))]
    public void The_model_stays_within_its_ceiling(string method)
    {
        // Single columns take 25 cells; with the pair that matters it is 40, the whole table has 3125.
        foreach (var cells in new[] { 30, 50, 120, 700 })
        {
            var model = Fit(method, Diagonal(3000), 20, 1e-6, Fitting.Options(method, ("max-model-size", (cells * 8.0 / (1 << 20)).ToString("R", CultureInfo.InvariantCulture))));

            Assert.InRange(CellsOf(model.Content), 1, cells);
            Assert.Equal(cells >= 50, model.Content.Potentials.Any(potential => potential.Nodes.Length > 1));
            Assert.True(cells < 50 || Agreement(Draw(model), 1, 3) > 0.9);
        }
    }

    [Slow]
    [Theory]
    [MemberData(nameof(Methods))]
    public void A_mixed_table_is_about_as_near_as_it_was_when_this_was_written(string method, MethodVariant variant)
    {
        var real = SmallTable.Rows(3000, seed: 4);
        var model = Fitting.Method(method).Fit(
            SmallTable.Schema,
            Fitting.Wrap(real, 2, 1e-6, by: new FittedBy(Fitting.Method(method), SmallTable.Schema)),
            new FitOptions { Method = VariantOf(method, variant) },
            null,
            TestContext.Current.CancellationToken);

        var drawn = Draw(model);

        Assert.InRange(Distance(real, drawn, "city", "smoker"), 0, 0.1);
    }

    // Columns 1 and 3 are equal, the others have nothing to do with them or each other.
    private static Table Diagonal(int rows)
    {
        var random = new Random(11);
        var codes = Enumerable.Range(0, Columns).Select(_ => Enumerable.Range(0, rows).Select(_ => random.Next(Labels)).ToArray()).ToArray();
        codes[3] = codes[1];
        return new Table([.. codes.Select((cells, column) => new LabelColumn($"c{column}", cells, LabelPool.Of(s_labels), ColumnType.Category))]);
    }

    private static SynthesisModel Fit(string method, Table rows, double epsilon, double delta, MethodOptions? options, ulong noise = 3) => Fitting.Method(method).Fit(
        s_schema,
        Fitting.Wrap(
            rows, epsilon, delta, noise,
            by: new FittedBy(Fitting.Method(method), s_schema, new FitOptions { Method = options })),
        new FitOptions { Method = options },
        null,
        TestContext.Current.CancellationToken);

    private static MethodOptions? VariantOf(string method, MethodVariant variant) =>
        variant == MethodVariant.Improved ? null : Fitting.Options(method, ("variant", "original"));

    private static Table Draw(SynthesisModel model) => Assert.Single(model.Sample(5000, 1, TestContext.Current.CancellationToken));

    private static double Agreement(Table rows, int first, int second)
    {
        var (left, right) = (Texts(rows, $"c{first}"), Texts(rows, $"c{second}"));
        return left.Zip(right).Count(pair => pair.First == pair.Second) / (double)rows.RowCount;
    }

    // The mean total variation between the marginals of all pairs of columns.
    private static double Distance(Table real, Table drawn) => Enumerable.Range(0, Columns)
        .SelectMany(left => Enumerable.Range(left + 1, Columns - left - 1).Select(right => Distance(real, drawn, $"c{left}", $"c{right}"))).Average();

    private static double Distance(Table real, Table drawn, string left, string right)
    {
        var (shares, others) = (Shares(real), Shares(drawn));
        return shares.Keys.Union(others.Keys).Sum(pair => Math.Abs(shares.GetValueOrDefault(pair) - others.GetValueOrDefault(pair))) / 2;

        Dictionary<(string?, string?), double> Shares(Table table) => Texts(table, left).Zip(Texts(table, right))
            .CountBy(pair => (pair.First, pair.Second)).ToDictionary(pair => pair.Key, pair => pair.Value / (double)table.RowCount);
    }

    private static List<string?> Texts(Table rows, string name)
    {
        var column = (LabelColumn)rows[name];
        return [.. Enumerable.Range(0, rows.RowCount).Select(row => column.IsMissing(row) ? null : column.Labels[column.Codes[row]])];
    }

    private static double CellsOf(ModelContent content)
    {
        int[] sizes = [.. content.Domain.Attributes.Select(attribute => attribute.Size), .. content.Views.Select(view => view.Groups.Max() + 1)];
        var links = ViewLinks.Of(sizes, content.Views.Select((view, i) => (content.Domain.Count + i, view.Attribute, view.Groups)));
        return Elimination.Cells(sizes, [.. content.Potentials.Select(potential => new AttributeSet(potential.Nodes)), .. links.Select(link => link.Set)]);
    }
}
