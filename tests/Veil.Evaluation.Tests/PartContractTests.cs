using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Attacks;
using Veil.Evaluation.Fairness;
using Veil.Evaluation.Fidelity;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Utility;
using static Veil.Evaluation.Tests.Fidelity.Tables;

namespace Veil.Evaluation.Tests;

/// <summary>What every part of the catalog and every metric keeps to, whatever the tables are like.</summary>
public sealed class PartContractTests
{
    private static readonly AttackOptions s_quick = new() { Guesses = 50 };

    public static TheoryData<string> Parts => [.. MakeParts().Select(part => part.GetType().Name)];

    public static TheoryData<string, string> PartsAndTables =>
        [.. MakeParts().SelectMany(part => Odd().Keys.Select(table => (part.GetType().Name, table)))];

    [Fact]
    public void Every_part_of_the_catalog_is_held_to_this_contract() => Assert.Equal(
        MetricCatalog.Parts.Select(part => part.GetType().Name), MakeParts().Select(part => part.GetType().Name));

    [Fact]
    public void Every_metric_has_a_name_of_its_own_and_a_range()
    {
        Assert.Equal(MetricCatalog.All.Count, MetricCatalog.All.Select(metric => metric.Id).Distinct().Count());
        Assert.All(MetricCatalog.All, metric =>
        {
            Assert.StartsWith($"{metric.Section.ToString().ToLowerInvariant()}.", metric.Id, StringComparison.Ordinal);
            Assert.NotEmpty(metric.Title);
            Assert.True(metric.Least is null || metric.Most is null || metric.Least < metric.Most, metric.Id);
            Assert.True(metric.OnCopy is null || IsWithin(metric.OnCopy.Value, metric), metric.Id);
            Assert.NotEqual((Sources)0, metric.Reads);
        });
        Assert.Equal(MetricCatalog.All.Select(metric => metric.Section).Order(), MetricCatalog.All.Select(metric => metric.Section));
    }

    [Fact]
    public void A_copy_of_the_real_table_is_perfect()
    {
        var real = People.Fresh(31, 400);
        var findings = MakeParts().SelectMany(part => Run(part, People.Request(real) with { Real = real }).Findings).ToList();

        foreach (var metric in MetricCatalog.All.Where(metric => metric.OnCopy is not null))
        {
            Assert.All(
                findings.Where(finding => finding.Id == metric.Id && finding.Value is not null),
                finding => Assert.Equal(metric.OnCopy!.Value, finding.Value!.Value, 1e-12));
        }

        // Most of them are defined there, so that the check above says something.
        Assert.True(MetricCatalog.All.Count(metric => metric.OnCopy is not null && findings.Any(finding => finding.Id == metric.Id && finding.Value is not null)) > 50);
    }

    [Theory]
    [MemberData(nameof(PartsAndTables))]
    public void Every_finding_explains_itself_on_odd_tables(string part, string table)
    {
        var tested = Part(part);
        var result = Run(tested, Odd()[table]);

        Assert.True(result.Findings.Count + result.Notes.Count > 0, "Neither a finding nor a note.");
        Assert.All(result.Findings, finding => Check(finding, tested.Metrics.Single(metric => metric.Id == finding.Id)));
        Assert.All(result.Notes, note => Assert.EndsWith(".", note, StringComparison.Ordinal));
        var names = result.Findings.Select(finding => (finding.Id, string.Join('|', finding.Columns), finding.Group)).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        var series = result.Curves.SelectMany(curve => curve.Series).Concat(result.Clouds.SelectMany(cloud => cloud.Groups));
        Assert.All(series.SelectMany(each => each.X.Concat(each.Y)), number => Assert.True(double.IsFinite(number)));
        Assert.All(result.Distributions.SelectMany(each => each.Real.Concat(each.Synthetic)), share => Assert.InRange(share, 0, 1));
        Assert.All(
            result.Matrices.SelectMany(matrix => matrix.Real.Concat(matrix.Synthetic)).SelectMany(row => row),
            number => Assert.True(number is null || double.IsFinite(number.Value)));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void The_same_seed_gives_the_same_result(string part)
    {
        var request = People.Request(People.Fresh(31));
        string Text(EvaluationInput of) => string.Join('\n', Run(Part(part), of).Findings.Select(finding =>
            $"{finding.Id} {finding.Group} {finding.Value:R} {finding.Low:R} {finding.High:R}"));

        Assert.Equal(Text(request), Text(request));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_cancelled_part_stops(string part)
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        // What takes next to no time may finish.
        if (part != nameof(SmallCategories))
        {
            Assert.ThrowsAny<OperationCanceledException>(
                () => Part(part).Run(new EvaluationContext(People.Request(People.Real), null, cancelled.Token)));
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Without_hold_out_rows_a_note_says_what_that_weakens(string part)
    {
        var result = Run(Part(part), People.Request(People.Real, holdout: false));

        if (part is not (nameof(GroupFidelity) or nameof(SmallCategories)))
        {
            Assert.Contains(result.Notes, note => note.Contains("hold-out", StringComparison.Ordinal));
        }

        Assert.All(result.Findings, finding => Assert.Null(finding.OfHoldout));
        Assert.All(result.Findings.Where(finding => finding.Id.EndsWith(".risk", StringComparison.Ordinal)), finding => Assert.Null(finding.Value));
    }

    private static IEvaluationPart[] MakeParts() =>
    [
        new ValidityPart(), new ColumnsPart(), new PairsPart(), new MarginalsPart(), new RangeQueriesPart(), new DetectionPart(),
        new ComponentsPart(), new NeighboursPart(), new SdMetricsPart(), new UtilityPart(), new ModelFairness(), new GroupFidelity(),
        new SmallCategories(), new MembershipInference(s_quick), new AttributeInference(s_quick), new CategoricalDisclosure(),
        new SinglingOut(s_quick), new Linkability(s_quick), new ClosestRecords(s_quick),
    ];

    private static IEvaluationPart Part(string name) => MakeParts().Single(part => part.GetType().Name == name);

    private static Dictionary<string, EvaluationInput> Odd()
    {
        Table One(params Column[] columns) => new(columns);
        var (people, other, third) = (People.Fresh(31, 300), People.Fresh(30, 300), People.Fresh(32, 200));
        EvaluationInput Ask(Table synthetic) => People.Request(synthetic) with { Real = people, Holdout = third };
        var nobody = people.Take([]);
        var missing = new Table([.. people.Columns.Select((column, i) => i % 2 == 0 ? Hole(column) : column)]);
        return new()
        {
            ["ordinary"] = Ask(other),
            ["missing values"] = Ask(missing),
            ["missing values everywhere"] = Ask(missing) with { Real = missing, Holdout = missing },
            ["constant columns"] = Request(One(Integers("n", 4, 4, 4), Labels("l", "x", "x", "x")), One(Integers("n", 4, 4), Labels("l", "x", "x"))),
            ["another constant"] = Request(One(Integers("n", 4, 4, 4), Labels("l", "x", "x", "x")), One(Integers("n", 5, 5), Labels("l", "y", "y"))),
            ["unseen categories"] = Request(One(Labels("l", "a", "b", "a"), Labels("k", "u", "v", "v")), One(Labels("l", "c", "d"), Labels("k", "w", null))),
            ["fewer synthetic rows"] = Ask(People.Fresh(30, 10)),
            ["more synthetic rows"] = Ask(People.Fresh(30, 1200)),
            ["more hold-out rows than real"] = Ask(People.Fresh(30, 200)) with { Real = People.Fresh(33, 100) },
            ["one row each"] = Ask(People.Fresh(30, 1)) with { Real = People.Fresh(31, 1), Holdout = People.Fresh(32, 1) },
            ["no synthetic row"] = Ask(nobody),
            ["no real row"] = Ask(people) with { Real = nobody },
            ["an empty hold-out table"] = Ask(people) with { Holdout = nobody },
            ["no numeric column"] = Request(One(Labels("l", "a", "b", "a", "b", null), Labels("k", "u", "v", "v", "u", "u")), One(Labels("l", "a", "b", "b"), Labels("k", "u", "v", "v"))),
            ["one column"] = Request(One(Integers("n", 1, 2, 3, 9)), One(Integers("n", 2, 2, 7))),
            ["all missing"] = Request(
                One(Integers("n", IntegerColumn.Missing, IntegerColumn.Missing), Labels("l", null, null)),
                One(Decimals("n", double.NaN), Labels("l", (string?)null))),
            ["all missing of the same kind"] = Request(
                One(Decimals("n", double.NaN, double.NaN), Labels("l", null, null)), One(Decimals("n", double.NaN), Labels("l", (string?)null))),
            ["no columns"] = new() { Real = One(), Synthetic = One(), Holdout = One(), Schema = new Schema() },
            ["text only"] = Request(One(Labels("t", ColumnType.Text, "p", "q")), One(Labels("t", ColumnType.Text, "r"))),
            ["a column lost"] = Ask(new Table([.. other.Columns.Skip(3)])),
            ["a column of another kind"] = Request(One(Integers("n", 1, 2), Labels("l", "a", "b")), One(Decimals("n", 1, 2), Labels("l", "a", "a"))),
        };
    }

    private static EvaluationInput Request(Table real, Table synthetic) => new()
    {
        Real = real,
        Synthetic = synthetic,
        Holdout = real,
        Schema = new Schema(),
        Target = real.Columns[0].Name,
        Protected = [real.Columns[^1].Name],
        Known = ["age", "sex", "l"],
    };

    private static Column Hole(Column column) => column switch
    {
        IntegerColumn numbers => new IntegerColumn(column.Name, [.. numbers.Values.ToArray().Select((value, i) => i % 3 == 0 ? IntegerColumn.Missing : value)]),
        DecimalColumn => new DecimalColumn(column.Name, [.. Enumerable.Repeat(double.NaN, column.Count)]),
        LabelColumn labels => new LabelColumn(column.Name, [.. labels.Codes.ToArray().Select((code, i) => i % 4 == 0 ? LabelColumn.Missing : code)], labels.Labels, labels.Type),
        _ => column,
    };

    private static EvaluationResult Run(IEvaluationPart part, EvaluationInput request) =>
        part.Run(new EvaluationContext(request, null, TestContext.Current.CancellationToken));

    private static void Check(Finding finding, Metric metric)
    {
        Assert.Equal((metric.Section, metric.Title, metric.Direction), (finding.Section, finding.Title, finding.Direction));
        Assert.NotEmpty(finding.Title);
        Assert.EndsWith(".", finding.Sentence, StringComparison.Ordinal);
        Assert.Equal(finding.Value is null, finding.Reason is not null);
        Assert.Equal((finding.Low is null, finding.High is null), (finding.Interval is null, finding.Interval is null));
        foreach (var number in (double?[])[finding.Value, finding.Low, finding.High, finding.OfHoldout, finding.OfIndependent, finding.OfUniform])
        {
            Assert.True(number is null || double.IsFinite(number.Value), finding.Id);
        }

        Assert.True(finding.Value is null || finding.Value >= (finding.Least ?? double.MinValue) && finding.Value <= (finding.Most ?? double.MaxValue), finding.Id);
        Assert.True(finding.Low is null || (finding.Low <= finding.Value && finding.Value <= finding.High), finding.Id);
    }

    private static bool IsWithin(double value, Metric metric) =>
        value >= (metric.Least ?? double.NegativeInfinity) && value <= (metric.Most ?? double.PositiveInfinity);
}
