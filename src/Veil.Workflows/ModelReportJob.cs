using System.Globalization;
using Veil.Data.Schemas;
using Veil.Data.Files;
using Veil.Data.Text;
using Veil.Reports.Models;
using Veil.Reports.Pages;
using Veil.Synthesis.Certificates;
using Veil.Synthesis.Models;

namespace Veil.Workflows;

/// <summary>Draws a report of a model from its file: free of privacy cost.</summary>
public static class ModelReportJob
{
    /// <summary>Writes the report.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Its name in the report.</param>
    /// <param name="path">The path of the report.</param>
    /// <param name="overwrite">True when a file there may be replaced.</param>
    /// <param name="confidence">The confidence with which the bounds of errors hold, all together.</param>
    /// <param name="cancellationToken">Stops it; no half-written file is left.</param>
    public static void Run(
        SynthesisModel model, string name, string path, bool overwrite, double confidence, CancellationToken cancellationToken)
    {
        OutputFiles.Check(path, overwrite);
        var page = ModelReport.Of(Summary(model, confidence, cancellationToken), name);
        AtomicFile.Write(path, overwrite, stream => PageHtml.Write(page, stream));
    }

    /// <summary>The content of a report about a model.</summary>
    internal static ModelSummary Summary(SynthesisModel model, double confidence, CancellationToken cancellationToken)
    {
        var (content, statement) = (model.Content, model.Statement);
        var certificate = ErrorCertificate.Of(model, confidence, cancellationToken);
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
                        .Select(attribute => ColumnMeasurement.Finest(content, attribute.Name)?.Distribution(content.Rows))
                        .OfType<NoisyDistribution>(),
                ]
                : [],
            Errors = errors,
            Confidence = confidence,
            UnmeasuredPairs =
                certificate.Errors.Count(error => error.Columns.Length == 2) - errors.Count(error => error.Columns.Count == 2),
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
