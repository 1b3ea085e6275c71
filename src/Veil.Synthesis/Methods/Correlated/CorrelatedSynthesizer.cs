using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Marginals;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.Correlated;

/// <summary>
/// A Bayesian network: each column is kept together with the few that are most informative about it, its parents, and all these
/// families are fitted together.
/// </summary>
/// <remarks>
/// Reference: Zhang, Cormode, Procopiuc, Srivastava and Xiao, "PrivBayes: private data release via Bayesian networks", SIGMOD
/// 2014; <see cref="PublishedNetwork"/> is that. By default families are chosen by how wrong a released model is about them,
/// and fitted as in MST. Privacy: the cost of the measurements and of d - 1 choices by the exponential mechanism. Cost: one
/// pass over the rows for each family that might be counted.
/// </remarks>
public sealed class CorrelatedSynthesizer : ISynthesizer
{
    // A part of the budget that is left after the domain is known.
    private const double ShareOfColumns = 0.4;

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "correlated",
        "Bayesian network",
        "Keeps single columns, and each column together with the few others that say most about it.",
        ReadsData: true)
    {
        Options = CorrelatedOptions.List,
    };

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions? options)
    {
        var columns = DomainPlan.Used(schema).Count();
        if (MethodOptions.Of<CorrelatedOptions>(options).Variant == MethodVariant.Original)
        {
            var rows = schema.Rows is null ? PublishedNetwork.ShareOfRows : 0;
            PlannedStep[] steps =
            [
                new("number of rows", rows, null),
                new($"choice of the parents of {columns - 1} columns",
                    (1 - rows) * (columns < 2 ? 0 : PublishedNetwork.ShareOfChoice), null) { IsChoice = true },
                new($"counts of {columns} columns with their parents",
                    columns == 0 ? 0 : (1 - rows) * (columns < 2 ? 1 : 1 - PublishedNetwork.ShareOfChoice), null)
                {
                    Parts = Math.Max(1, columns),
                },
            ];
            return [.. steps.Where(step => step.Share > 0)];
        }

        if (columns < 2)
        {
            return DomainPlan.Steps(schema, total, rule);
        }

        return
        [
            .. DomainPlan.Steps(schema, total, rule, ShareOfColumns),
            new PlannedStep($"choice of the parents of {columns - 1} columns",
                (1 - ShareOfColumns) * NetworkGrowth.ShareOfChoice, null) { IsChoice = true },
            new PlannedStep($"counts of {columns - 1} columns with their parents",
                (1 - ShareOfColumns) * (1 - NetworkGrowth.ShareOfChoice), null) { Parts = columns - 1 },
        ];
    }

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema, PrivateTable? table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        var session = new FitSession(this, schema, table, options, progress, cancellationToken);
        var own = MethodOptions.Of<CorrelatedOptions>(options.Method);
        if (own.Variant == MethodVariant.Original)
        {
            return PublishedNetwork.Fit(session, own);
        }

        RefuseScore(own);
        var fit = new GraphicalFit(session, session.Columns < 2 ? 1 : ShareOfColumns);
        if (fit.Sizes.Length > 1)
        {
            new NetworkGrowth(fit, own)
                .Grow(part => session.Report(FitStage.CountingFamilies, 0.3 + (0.4 * part)), cancellationToken);
        }

        fit.Finish(part => session.Report(FitStage.Fitting, 0.7 + (0.3 * part)));
        return fit.Build(
            "Each column is kept together with the columns that were chosen as its parents; "
                + "other relations only as far as they follow from these.");
    }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model) =>
        model.Potentials.IsEmpty ? PublishedNetwork.Sampler(model) : GraphicalFit.Sampler(model);

    private static void RefuseScore(CorrelatedOptions options)
    {
        if (options.Score is not null)
        {
            throw new VeilException(
                FaultKind.Usage,
                "score-not-for-variant",
                "Only the original variant has a choice of scores.",
                "Set ‹variant› to original, or leave ‹score› out.");
        }
    }
}
