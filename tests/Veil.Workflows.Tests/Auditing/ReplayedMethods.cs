using Veil.Data.Schemas;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Catalog;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests.Auditing;

/// <summary>The methods whose runs are recorded and replayed, and what is asked of every one.</summary>
internal static class ReplayedMethods
{
    private const string Original = " original";

    /// <summary>Every method of the catalog that reads data, with its variants, each with and without something.</summary>
    public static TheoryData<string, bool> Both
    {
        get
        {
            var both = new TheoryData<string, bool>();
            foreach (var name in Names)
            {
                both.Add(name, false);
                both.Add(name, true);
            }

            return both;
        }
    }

    private static IEnumerable<string> Names =>
        SynthesizerCatalog.All.Where(method => method.Info.ReadsData).SelectMany(method =>
            method.Info.Options.Has("variant") ? [method.Info.Name, method.Info.Name + Original] : new[] { method.Info.Name });

    /// <summary>A run of a method.</summary>
    public static ReplayedRun Run(string name, Schema? schema, Neighbours neighbours)
    {
        var isOriginal = name.EndsWith(Original, StringComparison.Ordinal);
        var method = isOriginal ? name[..^Original.Length] : name;
        var info = SynthesizerCatalog.Get(method).Info;

        // What is hopeless is refused, so methods that train get plenty; how much noise there is makes no difference here.
        var options = new Dictionary<string, string>
        {
            ["variant"] = isOriginal ? "original" : "improved",
            ["epochs"] = info.TrainsByStep ? "8" : "1",
            ["batch-size"] = "25",
        }.Where(option => info.Options.Has(option.Key)).ToDictionary();
        var privacy = info.ChecksFeasibility
            ? new PrivacyRequest { Epsilon = 100, LargestEpsilon = 100, AcceptedBecause = "an audit", Neighbours = neighbours }
            : new PrivacyRequest { Epsilon = 1, Neighbours = neighbours };
        return new ReplayedRun(method, options, schema, privacy);
    }

    /// <summary>Replays a run on all neighbours of some tables; methods that train, which take long, on some of them.</summary>
    public static void Check(ReplayedRun run, IEnumerable<Neighbourhood> tables)
    {
        var isLong = SynthesizerCatalog.Get(run.Method).Info.ChecksFeasibility;
        var alarms = new List<string>();
        double largest = 0;
        foreach (var one in tables)
        {
            alarms.AddRange(run.Alarms(isLong ? one.Fewer() : one, out var reached));
            largest = Math.Max(largest, reached);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"Exact answers came as near as {largest:0.000} of what was charged for.");
        Assert.True(alarms.Count == 0, string.Join('\n', alarms));
    }
}
