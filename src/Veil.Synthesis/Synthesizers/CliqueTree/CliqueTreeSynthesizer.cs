using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Synthesizers.CliqueTree;

/// <summary>
/// One-shot clique tree, for wide tables.
/// </summary>
public sealed class CliqueTreeSynthesizer : ISynthesizer
{
    static double P(string n, double d) => Environment.GetEnvironmentVariable("VT_" + n) is { } s ? double.Parse(s, System.Globalization.CultureInfo.InvariantCulture) : d;

    private static readonly double ShareOfColumns = P("COL", 1 / 3.0);
    private static readonly double ShareOfChoice = P("CHOICE", 0.10);
    private static readonly double ShareOfErrors = P("ERR", 0.05);
    private static readonly double PairsPerColumn = P("PPC", 2);
    private static readonly double FewPairs = P("FEW", 4);
    private static readonly double Caution = P("CAUTION", 1);
    private static readonly double NoiseFactor = P("NOISE", 0.7);
    private static readonly double MostCliqueCells = P("CLIQUE", 1 << 20);

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "clique-tree",
        "One-shot clique tree",
        "Keeps single columns and the strongest relations between pairs of columns, all chosen and measured at once: for tables of up to some hundred columns.",
        ReadsData: true)
    {
        Options = MethodOption.MaxModelSize,
    };

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions options) => DomainPlan.Steps(schema, total, rule);

    /// <inheritdoc/>
    public SynthesisModel Fit(Schema schema, PrivateTable? table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        var columns = DomainPlan.Used(schema).Count();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var fit = new GraphicalFit(Info, schema, table, options, columns < 2 ? 1 : ShareOfColumns, progress, cancellationToken);
        Log($"domain {watch.Elapsed.TotalSeconds:0.00}"); 
        var d = columns;
        if (d >= 2)
        {
            var accountant = table.Accountant;
            var left = accountant.Remaining;
            var rule = accountant.Rule;
            var measureBudget = left * (1 - ShareOfChoice - ShareOfErrors);
            var noise = NoiseFactor * (rule == CompositionRule.PureEpsilon ? 1 / measureBudget : 1 / Math.Sqrt(Math.PI * measureBudget));
            var all = Enumerable.Range(0, d).SelectMany(a => Enumerable.Range(a + 1, d - a - 1).Select(b => (a, b))).ToList();
            var k = (int)Math.Min(all.Count, Math.Round(PairsPerColumn * d));
            var chosen = all;
            if (all.Count > FewPairs * d)
            {
                var each = measureBudget / (d - 1);
                var bias = NoiseFactor * (rule == CompositionRule.PureEpsilon ? 1 / each : Math.Sqrt(1 / (Math.PI * each)));
                var cand = new PairCandidates(fit.Attributes, fit.Singles, fit.Rows, all) { BiasPerCell = bias };
                chosen = [.. table.SelectPairs(cand, k, left * ShareOfChoice).Select(i => all[i])];
                Log($"select {watch.Elapsed.TotalSeconds:0.00}");
            }

            var errors = table.MeasureErrors(new PairCandidates(fit.Attributes, fit.Singles, fit.Rows, chosen), accountant.Remaining - measureBudget);
            Log($"errors {watch.Elapsed.TotalSeconds:0.00} sigma {errors.StandardDeviation}");
            var scored = chosen.Select((pair, i) => new ScoredPair(
                pair.a, pair.b, errors.Values[i] - (Caution * errors.StandardDeviation),
                DomainPlan.Weight(checked((int)fit.CellsOf(new AttributeSet(pair.a, pair.b))), false, rule))).ToList();
            var limit = (options.Method.MaxModelMegabytes ?? 256) * (1 << 20) / sizeof(double);
            var picked = new PairChoice(fit.Sizes, limit, Math.Min(limit, MostCliqueCells), noise, rule).Choose(scored);
            Log($"tree {watch.Elapsed.TotalSeconds:0.00} pairs {picked.Count} of {scored.Count}");
            if (picked.Count > 0)
            {
                var costs = accountant.Split([.. picked.Select(pair => pair.Weight)]);
                for (var i = 0; i < picked.Count; i++)
                {
                    fit.Measure(new AttributeSet(picked[i].First, picked[i].Second), costs[i]);
                }
            }
            Log($"measured {watch.Elapsed.TotalSeconds:0.00}");
        }

        fit.Finish(part => progress?.Report(new FitProgress("fitting", 0.7 + (0.3 * part))));
        Log($"fit {watch.Elapsed.TotalSeconds:0.00} cliques {fit.Model.Calibration.Tree.Cliques.Length} cells {fit.Model.Calibration.Tree.Cells}");
        return fit.Build(this);
    }

    static void Log(string s) { if (P("LOG", 0) > 0) Console.Error.WriteLine("[" + s + "]"); }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model) => GraphicalFit.Sampler(model);
}
