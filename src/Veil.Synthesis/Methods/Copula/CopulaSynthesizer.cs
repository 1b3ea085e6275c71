using System.Collections.Immutable;
using System.Numerics.Tensors;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Estimation;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.Copula;

/// <summary>A Gaussian copula: every column's own distribution, and the correlations between columns.</summary>
/// <remarks>
/// Reference: Patki, Wedge and Veeramachaneni, "The synthetic data vault", 2016, for the model and for labels as intervals;
/// Hermite expansions after Mehler 1866 instead of random numbers within them.
/// Privacy: single columns are counted with noise; their scores follow from that and are public, so that the sums of products
/// of two scores over the rows need one more measurement (docs/privacy.md, "Products of scores").
/// Cost: one pass over the rows, times the square of the columns.
/// </remarks>
public sealed class CopulaSynthesizer : IUnprotectedSynthesizer
{
    // A part of the budget: a matrix of few numbers over all rows needs little.
    private const double ShareOfColumns = 0.7;

    // Scores are cut here when rows are protected: few rows lie beyond, and they cost the others noise.
    private const double LargestScore = 2.5;

    // The factor by which a row of scores may be longer than the root of the mean square: one in some twenty of two columns is
    // cut.
    private const double LongerRow = 1.5;

    // The whole number that represents the largest score.
    private const double LargestUnit = 1 << 15;

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "copula",
        "Gaussian copula",
        "Keeps single columns and how far two columns rise and fall together; fast, and good for numbers.",
        ReadsData: true);

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions? options)
    {
        var columns = DomainPlan.Used(schema).Count();
        return columns < 2 ? DomainPlan.Steps(schema, total, rule) :
        [
            .. DomainPlan.Steps(schema, total, rule, ShareOfColumns),
            new PlannedStep($"correlations of {columns} columns", 1 - ShareOfColumns, null) { IsChoice = true },
        ];
    }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model) => CopulaModel.Sampler(model);

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema, PrivateTable? table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        var session = new FitSession(this, schema, table, options, progress, cancellationToken);
        var learned = session.Learn(session.Columns < 2 ? 1 : ShareOfColumns, until: 0.8);
        double[][] weights =
            [.. learned.Domain.Attributes.Zip(
                learned.Measurements, (attribute, measured) => CellWeights.Estimate(attribute, measured, learned.Rows))];
        session.Report(FitStage.MeasuringCorrelations, 0.8);
        ImmutableArray<NormalScores> scores =
            [.. learned.Domain.Attributes.Zip(weights, (attribute, counts) => NormalScores.Of(attribute, counts, LargestScore))];
        var tensors = Tensors(weights, scores, Measure(session.Table, learned, scores));
        return session.Model(session.Content(learned, learned.Domain, Limitations(schema)) with { Tensors = tensors });
    }

    /// <inheritdoc/>
    public SynthesisModel FitUnprotected(
        Schema schema, UnprotectedTable table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        progress?.Report(new FitProgress(FitStage.Encoding, 0));
        var exact = ExactTable.Read(schema, table);
        var weights = exact.Counts();
        ImmutableArray<NormalScores> scores =
            [.. exact.Domain.Attributes.Zip(weights, (attribute, counts) => NormalScores.Of(attribute, counts))];
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(new FitProgress(FitStage.MeasuringCorrelations, 0.5));
        double[][] rows = [.. exact.Cells.Zip(scores, (cells, score) => Array.ConvertAll(cells, cell => score.Scores[cell]))];
        var covariances = new double[rows.Length, rows.Length];
        Parallel.For(0, rows.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            for (var j = 0; j < i; j++)
            {
                covariances[i, j] = TensorPrimitives.Dot<double>(rows[i], rows[j]) / Math.Max(1, table.RowCount);
            }
        });
        return new SynthesisModel(
            exact.Content(Info, schema, Limitations(schema)) with { Tensors = Tensors(weights, scores, covariances) }, this);
    }

    // The scores as whole numbers, of which the kernel sums products.
    private static double[,] Measure(PrivateTable table, LearnedDomain learned, ImmutableArray<NormalScores> scores)
    {
        var covariances = new double[scores.Length, scores.Length];
        if (scores.Length < 2)
        {
            return covariances;
        }

        var longest = LongerRow + Math.Sqrt(scores.Sum(score => score.Variance));
        var unit = (LargestUnit - 1) / Math.Max(longest, LargestScore);
        var products = table.MeasureProducts(
            [.. learned.Domain.Attributes.Zip(
                scores, (attribute, score) =>
                    new CellScores(attribute, [.. score.Scores.Select(number => (int)Math.Round(number * unit))]))],
            (int)Math.Ceiling(longest * unit),
            table.Accountant.Remaining);
        for (var i = 0; i < scores.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                covariances[i, j] = products[i, j] / (unit * unit * learned.Rows);
            }
        }

        return covariances;
    }

    private static ImmutableArray<ModelTensor> Tensors(double[][] weights, ImmutableArray<NormalScores> scores, double[,] covariances)
    {
        var correlations = new double[weights.Length, weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            correlations[i, i] = 1;
            for (var j = 0; j < i; j++)
            {
                correlations[i, j] = correlations[j, i] = NormalScores.Correlation(scores[i], scores[j], covariances[i, j]);
            }
        }

        return CopulaModel.Tensors(weights, Correlations.Repaired(correlations));
    }

    private static IEnumerable<string> Limitations(Schema schema) =>
        ["Of relations between columns only how they rise and fall together is kept.", .. DomainPlan.ImpossibleIgnored(schema)];
}
