using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.Random;

/// <summary>
/// Values drawn uniformly from the declared domain. It reads no data, so it costs nothing and reveals nothing: for testing
/// software before access to the table is allowed.
/// </summary>
public sealed class RandomSynthesizer : ISynthesizer
{
    /// <inheritdoc/>
    public SynthesizerInfo Info { get; } = new(
        "random",
        "Random values",
        "Keeps names, types, ranges and categories as declared, and nothing of the data: it reads none.",
        ReadsData: false);

    /// <inheritdoc/>
    public IReadOnlyList<PlannedStep> Plan(Schema schema, double total, CompositionRule rule, MethodOptions? options) => [];

    /// <inheritdoc/>
    public SynthesisModel Fit(
        Schema schema, PrivateTable? table, FitOptions options, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var columns = DomainPlan.Used(schema).ToList();
        if (columns.FirstOrDefault(column => !AttributeFactory.IsDeclared(column)) is { } unknown)
        {
            throw new VeilException(
                FaultKind.BadInput,
                "domain-not-declared",
                $"The domain of column '{unknown.Name}' is not declared, and the random method reads no data to find it.",
                "Declare its type with bounds or categories in the schema, or drop the column.");
        }

        return new SynthesisModel(
            new ModelContent
            {
                Method = Info.Name,
                Schema = schema,
                Domain = new Domain(columns.Select(column => AttributeFactory.Create(column))),
                Rows = schema.Rows?.Value ?? options.Rows?.Rows ?? 0,
                Statement = PrivacyStatement.WithoutData(Info.Name, schema) with
                {
                    Limitations =
                    [
                        "Values are drawn from the declared domain: nothing about the real table can be learnt from them.",
                        .. DomainPlan.ImpossibleIgnored(schema),
                    ],
                },
            },
            this);
    }

    /// <inheritdoc/>
    public IRecordSampler CreateSampler(ModelContent model) =>
        new IndependentSampler([.. model.Domain.Attributes.Select(attribute => Weights(attribute, model.Schema))]);

    // Uniform over values, not over cells; missing only where the schema says explicitly that values may be missing,
    // and then as likely as an average category.
    private static double[] Weights(Attribute attribute, Schema schema)
    {
        var weights = new double[attribute.Size];
        for (var cell = 0; cell < attribute.ValueCells; cell++)
        {
            weights[cell] = attribute is NumericAttribute numeric
                ? numeric.Width(cell) / (double)numeric.Grid.Count : 1.0 / attribute.ValueCells;
        }

        if (attribute.MissingCell >= 0 && schema.Find(attribute.Name)?.Nullable?.Value == true)
        {
            weights[attribute.MissingCell] = 1.0 / (attribute.ValueCells + 1);
        }

        return weights;
    }
}
