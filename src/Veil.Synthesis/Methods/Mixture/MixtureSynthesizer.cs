using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Marginals;
using Veil.Synthesis.Models;
using Veil.Synthesis.Neural.Mixture;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.Mixture;

/// <summary>
/// A mixture of products fitted to noisy pairs of columns: as many pairs as repay their noise, however densely they overlap,
/// chosen and counted all at once.
/// </summary>
/// <remarks>
/// Reference: Aydore et al., "Differentially private query release through adaptive projection" (RAP, 2021) and Liu, Vietri and Wu,
/// "Iterative methods for private synthetic data" (GEM, 2021), of which <see cref="ProductMixture"/> is the model. It differs in
/// choosing all pairs at once from noisy errors, in starting from the single columns, and in where the fit stops.
/// Privacy: the cost of the measurements; where pairs are few all noise is Gaussian. Cost: one pass over the rows for each
/// pair of columns, and a fit whose steps grow with components and cells of pairs.
/// </remarks>
public sealed class MixtureSynthesizer : ISynthesizer
{
    // The share of single columns, which pairs also measure, and the power with which it falls as the budget grows.
    private const double UsualShareOfColumns = 0.2;
    private const double FallOfShare = 0.6;

    // A part of the budget that is left after single columns.
    private const double ShareOfSurvey = 0.08;

    // More components or steps fit no nearer what noise there is; see docs/methods.md.
    private const int Components = 512;
    private const int Steps = 1000;
    private const float Rate = 0.1f;

    // Standard deviation of the logits of the components at first: enough that they go different ways.
    private const double Spread = 0.5;

    // The start of rarely seen cells, as a part of the noise of a count.
    private const double LeastStart = 0.2;

    // A pair of more cells takes longer to fit than it is worth.
    private const double MostPairCells = 1 << 14;

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "mixture",
        "Mixture of products",
        "Keeps single columns and as many pairs of columns as repay their noise, however densely they overlap.",
        ReadsData: true);

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions? options)
    {
        var columns = DomainPlan.Used(schema).Count();
        if (columns < 2)
        {
            return DomainPlan.Steps(schema, total, rule);
        }

        var share = DomainPlan.ShareOfColumns(columns, schema.Rows?.Value, total, UsualShareOfColumns, FallOfShare);
        var left = 1 - share;
        return
        [
            .. DomainPlan.Steps(schema, total, rule, share),
            .. new PairScreening(columns, rule).Steps(left * ShareOfSurvey),
            new PlannedStep("counts of pairs of columns", left * (1 - ShareOfSurvey), null) { Parts = 4 * columns },
        ];
    }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model) => MixtureModel.Sampler(model);

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema, PrivateTable? table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        var session = new FitSession(this, schema, table, options, progress, cancellationToken);
        var rows = session.Table;
        var columns = session.Columns;
        var share = columns < 2 ? 1
            : DomainPlan.ShareOfColumns(columns, options.Rows?.Rows, rows.Accountant.Total, UsualShareOfColumns, FallOfShare);
        var learned = session.Learn(share, until: 0.3);
        var attributes = DomainCompression.Make(learned);
        var domain = new Domain(attributes);
        MixtureModel.RefuseTooLarge(learned.Schema, domain, Components);
        double[][] singles = [.. attributes.Select(attribute => attribute.Merge(attribute.FineWeights))];
        session.Report(FitStage.ChoosingPairs, 0.3);
        var pairs = Choose(rows, attributes, singles, learned.Rows, cancellationToken);
        session.Report(FitStage.CountingPairs, 0.4);
        List<NoisyMarginal> measured = [.. learned.Measurements];
        if (pairs.Count > 0)
        {
            foreach (var (pair, cost) in pairs.Zip(rows.Accountant.Split([.. pairs.Select(pair => pair.Weight)])))
            {
                cancellationToken.ThrowIfCancellationRequested();
                measured.Add(rows.Measure([attributes[pair.First], attributes[pair.Second]], cost));
            }
        }

        var targets = MarginalTarget.Of(
            domain,
            measured,
            [.. Enumerable.Range(0, domain.Count).Select(i => new AttributeSet(i)),
                .. pairs.Select(pair => new AttributeSet(pair.First, pair.Second))]);
        var mixture = new ProductMixture([.. singles.Zip(targets, Start)], Components, Spread, Rate);
        if (pairs.Count > 0)
        {
            mixture.Fit(targets, learned.Rows, Steps, part => session.Report(FitStage.Fitting, 0.5 + (0.5 * part)), cancellationToken);
        }

        var content = session.Content(
            learned,
            domain,
            $"Of the relations between columns, those between {pairs.Count} measured pairs are kept; "
                + "others only as far as they follow from them.");
        return session.Model(content with { Measurements = [.. measured], Tensors = [MixtureModel.Tensor(mixture)] });
    }

    // The start of what is known to be rare is rare, but not so that a fit could not raise it.
    private static double[] Start(double[] single, MarginalTarget target) =>
        [.. single.Zip(target.Deviations, (count, deviation) => Math.Max(count, LeastStart * deviation))];

    private static IReadOnlyList<ScoredPair> Choose(
        PrivateTable table, ImmutableArray<CompressedAttribute> attributes,
        double[][] singles, double rows, CancellationToken cancellationToken)
    {
        if (attributes.Length < 2)
        {
            return [];
        }

        var survey = table.Accountant.Remaining * ShareOfSurvey;
        var counting = table.Accountant.Remaining - survey;
        var noise = PairBenefit.NoiseThatStays * MeanNoise.Of(table, counting / (attributes.Length - 1));
        var scored = PairScreening.Run(table, attributes, singles, rows, MostPairCells, survey, noise, cancellationToken);
        return PairBenefit.Worth(scored, MeanNoise.Of(table, counting), table.Accountant.Rule);
    }
}
