using System.Collections.Immutable;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Estimation;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.DpPca;

/// <summary>
/// Principal components with privacy: what is released are the mean of the rows and the directions in which they differ most;
/// new rows are drawn along these. No position of a real row along them is kept: such positions are as private as the rows.
/// </summary>
/// <remarks>
/// Reference: Dwork, Talwar, Thakurta and Zhang, "Analyze Gauss", 2014. It differs in taking from the counts of single columns
/// the entries of the matrix that follow from them. Privacy: single columns and one matrix of products (docs/privacy.md,
/// "Products of scores").
/// Cost: one pass over the rows times the square of the columns; the components, the square of the entries times some hundred.
/// </remarks>
public sealed class DpPcaSynthesizer : ISynthesizer
{
    private const double ShareOfColumns = 0.4;

    // The factor by which a row may be longer than the root of the mean square; entries of labels do not make rows differ in
    // length.
    private const double LongerRow = 1;

    private const int MostComponents = 20;

    // An eigenvalue is informative when it is above those of a matrix of pure noise, of which the largest is two standard
    // deviations times the root of the size (Wigner 1958).
    private const double EdgeOfNoise = 2;

    // The whole number that represents the largest entry.
    private const double LargestUnit = 1 << 15;

    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "dp-pca",
        "Private principal components",
        "Keeps single columns and the few directions in which rows differ most; a baseline, and the only sound way to publish components.",
        ReadsData: true);

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions? options)
    {
        var columns = DomainPlan.Used(schema).Count();
        return columns < 2 ? DomainPlan.Steps(schema, total, rule) :
        [
            .. DomainPlan.Steps(schema, total, rule, ShareOfColumns),
            new PlannedStep($"products of {columns} columns", 1 - ShareOfColumns, null) { IsChoice = true },
        ];
    }

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema, PrivateTable? table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        var session = new FitSession(this, schema, table, options, progress, cancellationToken);
        var learned = session.Learn(session.Columns < 2 ? 1 : ShareOfColumns, until: 0.7);
        double[][] weights =
            [.. learned.Domain.Attributes.Zip(
                learned.Measurements, (attribute, measured) => CellWeights.Estimate(attribute, measured, learned.Rows))];
        var layout = new PcaLayout(learned.Domain.Attributes, weights);
        session.Report(FitStage.MeasuringProducts, 0.7);
        var components = weights.Length < 2 ? [] : Components(session.Table, layout, learned.Rows, cancellationToken);
        var content = session.Content(
            learned,
            learned.Domain,
            [
                $"Of relations between columns only those along {components.Length} components are kept.",
                .. DomainPlan.ImpossibleIgnored(schema),
            ]);
        return session.Model(content with
        {
            Tensors =
            [
                .. weights.Length == 0 ? [] : ImmutableArray.Create(
                    new ModelTensor("weights", [weights.Sum(counts => counts.Length)],
                        [.. weights.SelectMany(counts => counts).Select(weight => (float)weight)])),
                .. components.Select((component, i) =>
                    new ModelTensor($"component {i + 1}", [component.Length], [.. component.Select(entry => (float)entry)])),
            ],
        });
    }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Domain.Count == 0)
        {
            return new IndependentSampler([]);
        }

        var cells = model.Domain.Attributes.Sum(attribute => attribute.Size);
        if (model.Tensors is not [{ Name: "weights" } kept, .. var components] || kept.Values.Length != cells
            || kept.Values.Any(weight => !(weight >= 0 && float.IsFinite(weight))))
        {
            throw DamagedModel.Fault();
        }

        var start = 0;
        var weights = new double[model.Domain.Count][];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = [.. kept.Values.AsSpan(start, model.Domain[i].Size).ToArray().Select(weight => (double)weight)];
            start += weights[i].Length;
        }

        var layout = new PcaLayout(model.Domain.Attributes, weights);
        return components.Any(component => component.Values.Length != layout.Entries
            || component.Values.Any(entry => !float.IsFinite(entry)))
            ? throw DamagedModel.Fault()
            : new ComponentSampler(layout, [.. components.Select(component => component.Values.Select(entry => (double)entry).ToArray())]);
    }

    // The largest principal components of what was measured, each as long as the standard deviation along it.
    private static double[][] Components(PrivateTable table, PcaLayout layout, double rows, CancellationToken cancellationToken)
    {
        var longest = Math.Max(LongerRow + Math.Sqrt(layout.MeanSquare()), PcaLayout.LargestScore);
        var unit = (LargestUnit - 1) / longest;
        var entries = Enumerable.Range(0, layout.Attributes.Length).SelectMany(i => layout.IsScore(i)
            ? [layout.Scores[i].Scores]
            : Enumerable.Range(0, layout.Attributes[i].Size)
                .Select(cell => Enumerable.Range(0, layout.Attributes[i].Size).Select(other => other == cell ? 1.0 : 0).ToArray()));
        int[] attributeOf = [.. Enumerable.Range(0, layout.Attributes.Length).SelectMany(i => Enumerable.Repeat(i, layout.EntriesOf(i)))];
        var products = table.MeasureProducts(
            [.. entries.Select((numbers, entry) => new CellScores(
                layout.Attributes[attributeOf[entry]], [.. numbers.Select(number => (int)Math.Round(number * unit))]))],
            (int)Math.Ceiling(longest * unit),
            table.Accountant.Remaining);
        cancellationToken.ThrowIfCancellationRequested();
        var means = layout.Means();
        var covariances = new double[means.Length, means.Length];
        for (var i = 0; i < means.Length; i++)
        {
            for (var j = 0; j < means.Length; j++)
            {
                covariances[i, j] = attributeOf[i] == attributeOf[j]
                    ? layout.Within(attributeOf[i], i - layout.Starts[attributeOf[i]], j - layout.Starts[attributeOf[i]])
                    : (products[i, j] / (unit * unit * rows)) - (means[i] * means[j]);
            }
        }

        var noise = products.StandardDeviation / (unit * unit * rows);
        var (values, vectors) = LargestEigen.Of(covariances, Math.Min(MostComponents, means.Length));
        return
        [
            .. values.Zip(vectors)
                .Where(pair => pair.First > EdgeOfNoise * noise * Math.Sqrt(means.Length))
                .OrderByDescending(pair => pair.First)
                .Select(pair => Array.ConvertAll(pair.Second, entry => entry * Math.Sqrt(pair.First))),
        ];
    }
}
