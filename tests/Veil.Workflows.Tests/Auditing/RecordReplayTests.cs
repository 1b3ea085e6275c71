using Veil.Privacy.Accounting;
using Veil.Synthesis;

namespace Veil.Workflows.Tests.Auditing;

/// <summary>
/// Every method that reads data, from the file to all that leaves, on a table and its neighbours: with the noisy answers of the one
/// held fixed, the other asks the same questions under the same terms, its exact answers are no further away than what was
/// charged for, and whatever a reader of the release sees is the same, bit for bit. See docs/privacy.md, "How the guarantee is audited".
/// </summary>
public class RecordReplayTests
{
    private const string Original = " original";

    // These take as long as all others together.
    private static readonly string[] s_slow = ["pate-ctgan", "dp-ar"];

    public static TheoryData<string, bool> Runs
    {
        get
        {
            var runs = new TheoryData<string, bool>();
            foreach (var method in Methods)
            {
                runs.Add(method, false);
                runs.Add(method, true);
            }

            return runs;
        }
    }

    public static IEnumerable<string> Methods =>
        SynthesizerCatalog.All.Where(method => method.Info.ReadsData).SelectMany(method => method.Info.Options.HasFlag(MethodOption.Variant)
            ? new[] { method.Info.Name, method.Info.Name + Original }
            : [method.Info.Name]);

    [Theory]
    [MemberData(nameof(Runs))]
    public void Rows_that_come_and_go(string method, bool isDeclared) =>
        Check(Run(method, isDeclared ? Neighbourhood.Declared(false) : null, Neighbours.AddRemove), Neighbourhood.OfRows(isReplaced: false));

    [Theory]
    [MemberData(nameof(Runs))]
    public void Rows_that_are_replaced(string method, bool isDeclared) =>
        Check(Run(method, isDeclared ? Neighbourhood.Declared(false) : null, Neighbours.ReplaceOne), Neighbourhood.OfRows(isReplaced: true));

    [Theory]
    [MemberData(nameof(Runs))]
    public void Persons_that_come_and_go(string method, bool isDeclared) =>
        Check(Run(method, isDeclared ? Neighbourhood.Declared(true) : Neighbourhood.NamesAlone(true), Neighbours.AddRemove), Neighbourhood.OfPersons(isReplaced: false));

    [Theory]
    [MemberData(nameof(Runs))]
    public void Persons_that_are_replaced(string method, bool isDeclared) =>
        Check(Run(method, isDeclared ? Neighbourhood.Declared(true) : Neighbourhood.NamesAlone(true), Neighbours.ReplaceOne), Neighbourhood.OfPersons(isReplaced: true));

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_budget_without_delta(string method, bool isReplaced)
    {
        var neighbours = isReplaced ? Neighbours.ReplaceOne : Neighbours.AddRemove;
        var run = Run(method, Neighbourhood.Declared(false), neighbours);
        Check(run with { Privacy = run.Privacy with { Delta = 0 } }, Neighbourhood.OfRows(isReplaced));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Rows_in_another_order_are_the_same_table(string method, bool isDeclared)
    {
        var tables = Neighbourhood.OfRows(isReplaced: false).Single(one => one.Name == "50 rows");
        var run = Run(method, isDeclared ? Neighbourhood.Declared(false) : null, Neighbours.AddRemove);
        var alarms = run.Alarms(tables with { Neighbours = [("another order", [.. tables.Lines.Reverse()])] }, out var largest);

        Assert.True(alarms.Count == 0, string.Join('\n', alarms));

        // Sums of floats depend on the order a little; nothing else does.
        Assert.InRange(largest, 0, 1e-4);
    }

    private static void Check(ReplayedRun run, IEnumerable<Neighbourhood> tables)
    {
        var alarms = new List<string>();
        double largest = 0;
        foreach (var one in tables)
        {
            alarms.AddRange(run.Alarms(s_slow.Contains(run.Method) ? one.Fewer() : one, out var reached));
            largest = Math.Max(largest, reached);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"Exact answers came as near as {largest:0.000} of what was charged for.");
        Assert.True(alarms.Count == 0, string.Join('\n', alarms));
    }

    private static ReplayedRun Run(string name, Data.Schemas.Schema? schema, Neighbours neighbours)
    {
        var isOriginal = name.EndsWith(Original, StringComparison.Ordinal);
        var method = isOriginal ? name[..^Original.Length] : name;
        var info = SynthesizerCatalog.Get(method).Info;

        // What is hopeless is refused, so methods that train get plenty; how much noise there is makes no difference here.
        var options = new MethodOptions
        {
            Variant = isOriginal ? MethodVariant.Original : MethodVariant.Improved,
            Epochs = info.Options.HasFlag(MethodOption.Epochs) ? 2 : null,
            BatchSize = info.Options.HasFlag(MethodOption.BatchSize) ? 10 : null,
        };
        var privacy = info.RefusesHopeless
            ? new PrivacyRequest { Epsilon = 1000, AcceptedBecause = "an audit", Neighbours = neighbours }
            : new PrivacyRequest { Epsilon = 1, Neighbours = neighbours };
        return new ReplayedRun(method, options, schema, privacy);
    }
}
