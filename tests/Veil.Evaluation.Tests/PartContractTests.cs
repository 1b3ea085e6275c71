using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Attacks;
using Veil.Evaluation.Fairness;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;
using static Veil.Evaluation.Tests.Fidelity.Tables;

namespace Veil.Evaluation.Tests;

/// <summary>What every attack and every measure of groups keeps to, whatever the tables are like.</summary>
public sealed class PartContractTests
{
    private static readonly AttackOptions s_quick = new() { Guesses = 50, KnownToOne = ["age", "sex", "l"] };

    public static TheoryData<string> Parts => [.. MakeParts().Select(part => part.GetType().Name)];

    public static TheoryData<string, string> PartsAndTables =>
        [.. MakeParts().SelectMany(part => Odd().Keys.Select(table => (part.GetType().Name, table)))];

    [Theory]
    [MemberData(nameof(PartsAndTables))]
    public void Every_finding_explains_itself_on_odd_tables(string part, string table)
    {
        var result = Run(Part(part), Odd()[table]);

        Assert.True(result.Findings.Count + result.Notes.Count > 0, "Neither a finding nor a note.");
        Assert.All(result.Findings, Check);
        Assert.All(result.Notes, note => Assert.EndsWith(".", note, StringComparison.Ordinal));
        Assert.Equal(result.Findings.Count, result.Findings.DistinctBy(finding => (finding.Id, string.Join('|', finding.Columns), finding.Group)).Count());
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void The_same_seed_gives_the_same_result(string part)
    {
        var request = People.Request(People.Fresh(31));
        string Text(EvaluationRequest of) => string.Join('\n', Run(Part(part), of).Findings.Select(finding => $"{finding.Id} {finding.Group} {finding.Value:R} {finding.Low:R} {finding.High:R}"));

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
    public void Without_rows_kept_apart_a_note_says_what_that_weakens(string part)
    {
        var result = Run(Part(part), People.Request(People.Real, holdout: false));

        if (part is not (nameof(GroupFidelity) or nameof(SmallCategories)))
        {
            Assert.Contains(result.Notes, note => note.Contains("kept apart", StringComparison.Ordinal));
        }

        Assert.All(result.Findings, finding => Assert.Null(finding.OfHoldout));
        Assert.All(result.Findings.Where(finding => finding.Id.EndsWith(".risk", StringComparison.Ordinal)), finding => Assert.Null(finding.Value));
    }

    private static IEvaluationPart[] MakeParts() =>
    [
        new MembershipInference(s_quick), new AttributeInference(s_quick), new SinglingOut(s_quick), new Linkability(s_quick),
        new CategoricalDisclosure(s_quick), new ClosestRecords(s_quick), new ModelFairness(), new GroupFidelity(), new SmallCategories(),
    ];

    private static IEvaluationPart Part(string name) => MakeParts().Single(part => part.GetType().Name == name);

    private static Dictionary<string, EvaluationRequest> Odd()
    {
        Table One(params Column[] columns) => new(columns);
        var nobody = People.Real.Take([]);
        var missing = new Table([.. People.Real.Columns.Select((column, i) => i % 2 == 0 ? Hole(column) : column)]);
        return new()
        {
            ["ordinary"] = People.Request(People.Fresh(30)),
            ["missing values"] = People.Request(missing),
            ["missing values everywhere"] = People.Request(missing) with { Real = missing, Holdout = missing },
            ["constant columns"] = Request(One(Integers("n", 4, 4, 4), Labels("l", "x", "x", "x")), One(Integers("n", 4, 4), Labels("l", "x", "x"))),
            ["another constant"] = Request(One(Integers("n", 4, 4, 4), Labels("l", "x", "x", "x")), One(Integers("n", 5, 5), Labels("l", "y", "y"))),
            ["unseen categories"] = Request(One(Labels("l", "a", "b", "a"), Labels("k", "u", "v", "v")), One(Labels("l", "c", "d"), Labels("k", "w", null))),
            ["fewer synthetic rows"] = People.Request(People.Fresh(30, 10)),
            ["more synthetic rows"] = People.Request(People.Fresh(30, 4000)),
            ["more rows kept apart than real"] = People.Request(People.Fresh(30, 200)) with { Real = People.Fresh(33, 100) },
            ["one row each"] = People.Request(People.Fresh(30, 1)) with { Real = People.Fresh(31, 1), Holdout = People.Fresh(32, 1) },
            ["no synthetic row"] = People.Request(nobody),
            ["no real row"] = People.Request(People.Real) with { Real = nobody },
            ["an empty table kept apart"] = People.Request(People.Real) with { Holdout = nobody },
            ["no numeric column"] = Request(One(Labels("l", "a", "b", "a", "b", null), Labels("k", "u", "v", "v", "u", "u")), One(Labels("l", "a", "b", "b"), Labels("k", "u", "v", "v"))),
            ["one column"] = Request(One(Integers("n", 1, 2, 3, 9)), One(Integers("n", 2, 2, 7))),
            ["text only"] = Request(One(Labels("t", ColumnType.Text, "p", "q")), One(Labels("t", ColumnType.Text, "r"))),
            ["a column lost"] = People.Request(new Table([.. People.Fresh(30).Columns.Skip(3)])),
            ["a column of another kind"] = Request(One(Integers("n", 1, 2), Labels("l", "a", "b")), One(Decimals("n", 1, 2), Labels("l", "a", "a"))),
        };
    }

    private static EvaluationRequest Request(Table real, Table synthetic) => new()
    {
        Real = real,
        Synthetic = synthetic,
        Holdout = real,
        Schema = new Schema(),
        Target = real.Columns[0].Name,
        Protected = [real.Columns[^1].Name],
    };

    private static Column Hole(Column column) => column switch
    {
        IntegerColumn numbers => new IntegerColumn(column.Name, [.. numbers.Values.ToArray().Select((value, i) => i % 3 == 0 ? IntegerColumn.Missing : value)]),
        DecimalColumn => new DecimalColumn(column.Name, [.. Enumerable.Repeat(double.NaN, column.Count)]),
        LabelColumn labels => new LabelColumn(column.Name, [.. labels.Codes.ToArray().Select((code, i) => i % 4 == 0 ? LabelColumn.Missing : code)], labels.Labels, labels.Type),
        _ => column,
    };

    private static EvaluationResult Run(IEvaluationPart part, EvaluationRequest request) =>
        part.Run(new EvaluationContext(request, null, TestContext.Current.CancellationToken));

    private static void Check(Finding finding)
    {
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
}
