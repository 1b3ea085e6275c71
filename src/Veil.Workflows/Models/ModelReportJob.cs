using System.Globalization;
using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Data.Text;
using Veil.Reports.Models;
using Veil.Reports.Pages;
using Veil.Synthesis.Certificates;
using Veil.Synthesis.Models;
using Veil.Workflows.Files;

namespace Veil.Workflows.Models;

/// <summary>The request of a report of a model.</summary>
public sealed record ModelReportRequest
{
    /// <summary>The confidence that is usual.</summary>
    public const double UsualConfidence = 0.95;

    /// <summary>The model.</summary>
    public required ModelSource Model { get; init; }

    /// <summary>The place that the report goes to: one HTML file that opens offline.</summary>
    public required ByteOutput Output { get; init; }

    /// <summary>The confidence with which the bounds of errors hold, all together.</summary>
    public double Confidence { get; init; } = UsualConfidence;
}

/// <summary>Draws a report of a model from its file: free of privacy cost.</summary>
public sealed class ModelReportJob : IJob<ModelReportRequest, ModelResult>
{
    /// <inheritdoc/>
    public void Check(ModelReportRequest request)
    {
        OutputFiles.RefuseSame([request.Output.Path], request.Model.Path);
        request.Output.Check();
    }

    /// <inheritdoc/>
    public ModelResult Run(ModelReportRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        Check(request);
        var model = request.Model.Load();
        var certificate = ErrorCertificate.Of(model, request.Confidence, cancellationToken);
        var page = ModelReport.Of(Summary(model, certificate), request.Model.Name);
        request.Output.Write(stream => PageHtml.Write(page, stream));
        return new ModelResult(model, certificate);
    }

    /// <summary>The content of a report about a model.</summary>
    internal static ModelSummary Summary(SynthesisModel model, ErrorCertificate certificate)
    {
        var (content, statement) = (model.Content, model.Statement);
        var errors = certificate.Errors
            .Select(certified => (Certified: certified, Measured: ColumnMeasurement.Best(content, certified.Columns)))
            .Where(each => each.Measured is { Unmeasured: < 0 } && content.Rows > 0)
            .Select(each => new ExpectedError(
                each.Certified.Columns, each.Measured!.Counts.Length, each.Measured.ExpectedError(content.Rows),
                each.Certified.TotalVariation))
            .ToList();
        return new ModelSummary
        {
            Warning = statement.Warning,
            Guarantee = statement.InWords,
            NotCovered = statement.NotCovered?.Note,
            Ceilings = [.. (statement.Guarantee?.Ceilings ?? []).Select(each => (each.Prior, each.Presence, each.Value))],
            Facts = Facts(content),
            Charges = [.. ChargeGroup.Of(statement).Select(group => (group.Learnt, group.Noise, group.Cost))],
            Columns = [.. statement.Columns.Select(column => (column.Name, StatementMarkdown.Treatment(column.Role), Facts(column)))],
            Limitations = statement.Limitations,
            Distributions = content.Rows > 0
                ? [
                    .. content.Domain.Attributes
                        .Select(attribute => ColumnMeasurement.Finest(content, attribute.Name) is { } measured
                            ? Distribution(measured, content.Rows)
                            : null)
                        .OfType<NoisyDistribution>(),
                ]
                : [],
            Errors = errors,
            Confidence = certificate.Confidence,
            UnmeasuredPairs =
                certificate.Errors.Count(error => error.Columns.Length == 2) - errors.Count(error => error.Columns.Count == 2),
        };
    }

    // The measured shares of a single column; null when its cells have no names.
    private static NoisyDistribution? Distribution(ColumnMeasurement measured, double rows)
    {
        var size = measured.Counts.Length;
        var attribute = measured.Attributes[0] is CompressedAttribute merged && merged.Fine.Size == size
            ? merged.Fine
            : measured.Attributes[0];
        if (attribute.Size != size)
        {
            return null;
        }

        var cells = Enumerable.Range(0, size).Where(cell => cell != measured.Unmeasured).ToList();
        return new NoisyDistribution(
            attribute.Name,
            [.. cells.Select(cell => CellName.Of(attribute, cell))],
            [.. cells.Select(cell => measured.Counts[cell] / rows)],
            measured.Deviation / rows,
            attribute.IsOrdered)
        {
            IsChosen = measured.Unmeasured >= 0,
        };
    }

    private static List<(string Name, string Value)> Facts(ModelContent content)
    {
        var statement = content.Statement;
        var facts = new List<(string Name, string Value)>
        {
            ("Method", statement.Method),
            ("Rows", string.Create(CultureInfo.InvariantCulture, $"about {content.Rows:0} ({statement.RowsInShort})")),
        };
        if (statement.Guarantee is { } guarantee)
        {
            facts.Add(("Epsilon", NumberText.AtMost(guarantee.Epsilon, 6)));
            facts.Add(("Delta", NumberText.AtMost(guarantee.Delta)));
            facts.Add(("Protects", guarantee.Unit.EntityColumn is { } entity
                ? string.Create(
                    CultureInfo.InvariantCulture, $"each entity named by '{entity}', at most {guarantee.Unit.MaxRows} rows of it")
                : "each row"));
        }

        facts.AddRange(statement.TableFacts.Select(fact => (Upper(fact.Fact), fact.Source.Word())));
        if (statement.RunId is { } run)
        {
            facts.Add(("Run", statement.ResumedAfterSteps.IsEmpty ? run : string.Create(
                CultureInfo.InvariantCulture,
                $"{run}, resumed from a checkpoint after step {string.Join(", ", statement.ResumedAfterSteps)}")));
        }

        facts.Add(("Made by", statement.Program));
        return facts;
    }

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Facts(StatedColumn column) => string.Join("; ", column.Facts.GroupBy(fact => fact.Source)
        .Select(same => $"{same.Key.Word()}: {string.Join(", ", same.Select(fact => fact.Fact))}"));
}
