using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Marginals;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.Aim;

/// <summary>
/// Measures, round after round, what is expected to improve the model most: the marginals of one to three columns that
/// it gets most wrong, at the resolution at which they stand out of the noise.
/// </summary>
/// <remarks>
/// Reference: McKenna, Mullins, Sheldon and Miklau, "AIM: an adaptive and iterative mechanism", 2022. It differs in the score
/// of a candidate (the expected gain of measuring it, when two uncertain estimates are combined), in coarser views of ordered
/// columns, in dividing the budget evenly between rounds, and in fits that stop before they follow the noise.
/// Privacy: the cost of the measurements and of one choice by the exponential mechanism per round. Cost: one pass over the rows
/// for each candidate, and one fit per round.
/// </remarks>
public sealed class AimSynthesizer : ISynthesizer
{
    // The part of each round for the choice.
    private const double ShareOfChoice = 0.06;

    // The share of a choice in the original, and the number of rounds that it plans for: sixteen per column.
    private const double OriginalShareOfChoice = 0.1;
    private const double OriginalRounds = 16;
    private const double OriginalAnnealing = 4;

    // The share of single columns, and the power with which it falls as the budget grows.
    private const double UsualShareOfColumns = 0.3;
    private const double FallOfShare = 0.3;

    // The noise of a round should be about this part of the table, so that there are as many rounds as stand out of it.
    private const double RowsOverNoiseOfRounds = 90;
    private const int FewestRounds = 3;
    private const int MostRoundsPerColumn = 6;

    // Below this many cells the risk of the final fit is watched closely.
    private const double SmallModel = 40_000;

    private const int LastIterations = 500;

    private const double DefaultMegabytes = 8;

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "aim",
        "Adaptive iterative mechanism",
        "Measures, round after round, the relations that the model so far gets most wrong.",
        ReadsData: true)
    {
        Options = AimOptions.List,
    };

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions? options)
    {
        var variant = MethodOptions.Of<AimOptions>(options).Variant;
        var columns = DomainPlan.Used(schema).Count();
        var share = ShareOfColumns(variant, columns, schema.Rows?.Value, total);
        var choice = variant == MethodVariant.Original ? OriginalShareOfChoice : ShareOfChoice;
        return columns < 2 ? DomainPlan.Steps(schema, total, rule) :
        [
            .. DomainPlan.Steps(schema, total, rule, share),
            new PlannedStep("choices of what to count next", (1 - share) * choice, null) { IsChoice = true },
            new PlannedStep("counts of what was chosen", (1 - share) * (1 - choice), null)
            {
                Parts = (int)Math.Ceiling(Rounds(variant, columns, schema.Rows?.Value ?? DomainPlan.UnknownRows, (1 - share) * total)),
            },
        ];
    }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model) => GraphicalFit.Sampler(model);

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema, PrivateTable? table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        var session = new FitSession(this, schema, table, options, progress, cancellationToken);
        var own = MethodOptions.Of<AimOptions>(options.Method);
        WorkloadCandidates.RefuseUnknown(schema, own.Workload);
        var accountant = session.Table.Accountant;
        var columns = session.Columns;
        var share = columns < 2 ? 1 : ShareOfColumns(own.Variant, columns, options.Rows?.Rows, accountant.Total);
        var fit = new GraphicalFit(session, share);
        if (fit.Sizes.Length > 1)
        {
            var isOriginal = own.Variant == MethodVariant.Original;
            AdaptiveRounds.Run(
                fit,
                own.Workload,
                new RoundPlan(
                    Rounds(own.Variant, columns, fit.Rows, accountant.Remaining),
                    isOriginal ? OriginalShareOfChoice : ShareOfChoice,
                    isOriginal,
                    SmallestSet: 1,
                    own.MaxModelMegabytes ?? DefaultMegabytes)
                {
                    Annealing = isOriginal ? OriginalAnnealing : 1,
                },
                part => session.Report(FitStage.MeasuringRelations, 0.3 + (0.6 * part)));
        }

        if (fit.Model.Calibration.Tree.Cells <= SmallModel)
        {
            fit.Finish(part => session.Report(FitStage.Fitting, 0.9 + (0.1 * part)));
        }
        else
        {
            fit.Refine(AdaptiveRounds.Level, LastIterations);
        }

        return fit.Build(
            "Relations between columns are kept as far as measuring them was expected to improve the model; "
                + "others only as far as they follow.");
    }

    private static double ShareOfColumns(MethodVariant variant, int columns, double? rows, double total)
    {
        if (variant == MethodVariant.Original)
        {
            // Each column is measured as a round's marginal is.
            return (1 - OriginalShareOfChoice) / OriginalRounds;
        }

        return DomainPlan.ShareOfColumns(columns, rows, total, UsualShareOfColumns, FallOfShare);
    }

    private static double Rounds(MethodVariant variant, int columns, double rows, double budget)
    {
        var noise = rows / RowsOverNoiseOfRounds;
        return variant == MethodVariant.Original
            ? OriginalRounds * columns
            : Math.Clamp(2 * budget * noise * noise, FewestRounds, MostRoundsPerColumn * columns);
    }
}
