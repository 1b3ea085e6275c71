using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Estimation;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.Independent;

/// <summary>
/// Every column on its own: one noisy marginal per column, made non-negative and consistent; columns are then drawn
/// independently.
/// </summary>
/// <remarks>
/// Privacy: the cost of the measurements, nothing else; with delta = 0 discrete Laplace noise and pure epsilon, else
/// rounded Gaussian noise, accounted exactly.
/// Cost: one pass over each column.
/// </remarks>
public sealed class IndependentSynthesizer : ISynthesizer
{
    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "independent",
        "Independent columns",
        "Keeps the distribution of every single column and no relation between columns.",
        ReadsData: true);

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions? options) =>
        DomainPlan.Steps(schema, total, rule);

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema, PrivateTable? table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        var session = new FitSession(this, schema, table, options, progress, cancellationToken);
        var learned = session.Learn(share: 1, until: 1);
        return session.Model(
            session.Content(learned, learned.Domain, ["Relations between columns are not kept.", .. DomainPlan.ImpossibleIgnored(schema)]));
    }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model)
    {
        if (!model.Domain.Attributes.Select(attribute => attribute.Name)
            .SequenceEqual(model.Measurements.Select(noisy => string.Join('\0', noisy.Attributes))))
        {
            throw new VeilException(
                FaultKind.BadInput,
                "model-damaged",
                "The model lacks the counts of a column, or has them in another order.",
                "Copy the file again from where it was made, or train the model again.");
        }

        var rows = Math.Max(1, model.Rows);
        return new IndependentSampler(
            [.. model.Domain.Attributes.Zip(model.Measurements, (attribute, noisy) => CellWeights.Estimate(attribute, noisy, rows))]);
    }
}
