using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Marginals;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.Mwem;

/// <summary>
/// As many rounds as columns; in each the pair of columns that the model gets most wrong, less the noise of measuring it,
/// is measured, all with the same noise. A baseline for comparisons.
/// </summary>
/// <remarks>
/// Reference: Hardt, Ligett and McSherry, "A simple and practical algorithm for differentially private data release", 2012,
/// on the graphical model of McKenna, Sheldon and Miklau 2019 (MWEM+PGM). It differs in that columns are measured by
/// themselves first, which also learns their domain, and in where fits stop.
/// Privacy: the cost of the measurements and of one choice by the exponential mechanism per round. Cost: one pass over the rows
/// for each pair, and one fit per round.
/// </remarks>
public sealed class MwemSynthesizer : ISynthesizer
{
    private const double ShareOfColumns = 0.2;

    // The part of each round for the choice, as published.
    private const double ShareOfChoice = 0.1;

    private const double DefaultMegabytes = 25;

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "mwem",
        "Multiplicative weights",
        "Measures the worst pair of columns in as many rounds as there are columns: a baseline.",
        ReadsData: true)
    {
        Options = MwemOptions.List,
    };

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions? options)
    {
        var columns = DomainPlan.Used(schema).Count();
        return columns < 2 ? DomainPlan.Steps(schema, total, rule) :
        [
            .. DomainPlan.Steps(schema, total, rule, ShareOfColumns),
            new PlannedStep($"choice of {columns} pairs of columns", (1 - ShareOfColumns) * ShareOfChoice, null) { IsChoice = true },
            new PlannedStep($"counts of {columns} pairs of columns", (1 - ShareOfColumns) * (1 - ShareOfChoice), null) { Parts = columns },
        ];
    }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model) => GraphicalFit.Sampler(model);

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema, PrivateTable? table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        var session = new FitSession(this, schema, table, options, progress, cancellationToken);
        var own = MethodOptions.Of<MwemOptions>(options.Method);
        WorkloadCandidates.RefuseUnknown(schema, own.Workload);
        var columns = session.Columns;
        var fit = new GraphicalFit(session, columns < 2 ? 1 : ShareOfColumns);
        if (fit.Sizes.Length > 1)
        {
            AdaptiveRounds.Run(
                fit,
                own.Workload,
                new RoundPlan(columns, ShareOfChoice, IsOriginal: true, SmallestSet: 2, own.MaxModelMegabytes ?? DefaultMegabytes),
                part => session.Report(FitStage.MeasuringPairs, 0.3 + (0.6 * part)));
        }

        fit.Refine(AdaptiveRounds.Level);
        return fit.Build("Relations between columns are kept as far as they were measured; others only as far as they follow.");
    }
}
