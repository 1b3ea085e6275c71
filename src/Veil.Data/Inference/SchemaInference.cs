using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Inference;

/// <summary>Infers a schema from rows, exactly: it is for the owner only until its facts are declared or charged.</summary>
public static class SchemaInference
{
    /// <summary>Infers the schema from every distinct value of every column.</summary>
    /// <param name="rawText">Columns of raw text, as read without a schema.</param>
    /// <param name="copyDomain">
    /// True when bounds, categories, steps and frequent values are copied from the rows as well; for research only.
    /// </param>
    /// <param name="cancellation">Checked between columns and every few thousand values.</param>
    /// <exception cref="ArgumentException">A column is not raw text.</exception>
    public static InferredSchema Infer(Table rawText, bool copyDomain = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rawText);
        var columns = new List<ColumnSchema>();
        var inferences = new List<ColumnInference>();
        foreach (var column in rawText.Columns)
        {
            if (column is not LabelColumn { Type: ColumnType.Text } labels)
            {
                throw new ArgumentException($"Column '{column.Name}' is not raw text.", nameof(rawText));
            }

            var survey = ColumnSurvey.Take(labels, cancellation);
            var decision = survey.Decide();
            columns.Add(Describe(labels, survey, decision));
            inferences.Add(new ColumnInference(
                column.Name, decision, survey.MissingShare(decision), survey.DistinctValues(decision)));
        }

        var schema = new Schema { Columns = [.. columns] };
        if (copyDomain)
        {
            schema = CopiedDomain.Fill(schema, inferences, rawText);
        }

        return new InferredSchema(schema, inferences);
    }

    private static ColumnSchema Describe(LabelColumn column, ColumnSurvey survey, TypeDecision decision)
    {
        var codes = survey.MissingCodes(decision);
        return new ColumnSchema
        {
            Name = column.Name,
            Type = Fact(decision.Type),
            Role = Fact(decision.Role),
            Step = decision is { Type: ColumnType.Decimal, Step: { } step } ? Fact(step) : null,
            NumberForm = decision.NumberForm is { } form ? Fact(form) : null,
            Format = decision.Format is { } format ? Fact(format) : null,
            Granularity = decision.Granularity is { } finest ? Fact(finest) : null,
            KeyForm = survey.KeyForm(decision) is { } keys ? Fact(keys) : null,
            BooleanLabels = decision.BooleanWords is { } words ? Fact(survey.BooleanLabels(words)) : null,
            MissingCodes = codes is [""] ? null : Fact(codes),
        };
    }

    private static Fact<T> Fact<T>(T value) => new(value, Provenance.Data);
}
