using System.Globalization;
using Veil.Synthesis.Certificates;
using Veil.Synthesis.Models;

namespace Veil.Cli;

/// <summary>The certified errors of a model, as a table for people and as JSON for programs.</summary>
internal static class CertificateText
{
    private const int Width = 80;

    public static string Format(ErrorCertificate certificate)
    {
        var certified = certificate.Errors.Where(error => error.TotalVariation is not null).ToList();
        var pairs = certificate.Errors.Count(error => error.TotalVariation is null && error.Columns.Length == 2);
        var single = certificate.Errors
            .Where(error => error.TotalVariation is null && error.Columns.Length == 1)
            .Select(error => error.Columns[0])
            .ToList();
        var text = "";
        if (certified.Count > 0)
        {
            text += TextTable.Format(
                ["COLUMNS", "CELLS", "ERROR AT MOST"],
                certified.Select(error => new[]
                {
                    string.Join(" x ", error.Columns),
                    Invariant($"{error.Cells:0}"),
                    Invariant($"{Math.Ceiling(1000 * error.TotalVariation!.Value) / 10:0.0} %"),
                })) + "\n";
            text += TextTable.Wrap(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"With a confidence of {100 * certificate.Confidence:0.####} % all bounds hold jointly: take any group of the "
                        + $"cells, and the share of rows in it differs between the model and the rows that were counted by no more than "
                        + $"the error (rows beyond an entity's limit, without an entity, or left out because they cannot be read were "
                        + $"not counted). Computed from noise whose size is known, not from the real rows: it costs no privacy and may "
                        + $"be published. It is an upper bound; true errors are usually several times smaller."),
                Width,
                "");
        }

        if (single.Count > 0)
        {
            text += TextTable.Wrap(
                $"Not certified: {string.Join(", ", single)}. No measurement with known noise covers "
                    + (single.Count == 1 ? "this column." : "these columns."),
                Width,
                "");
        }

        if (pairs > 0)
        {
            text += TextTable.Wrap(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Not certified: {pairs} other pair{(pairs == 1 ? "" : "s")} of columns. No measurement holds both columns of such a "
                        + $"pair, so the model's relation between them may be wrong by any amount."),
                Width,
                "");
        }

        return text;
    }

    public static string Json(ErrorCertificate certificate, StatementMode mode) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("mode", mode.ToString().ToLowerInvariant());
        json.WriteNumber("confidence", certificate.Confidence);
        json.WriteStartArray("errors");
        foreach (var error in certificate.Errors)
        {
            json.WriteStartObject();
            json.WriteStartArray("columns");
            foreach (var column in error.Columns)
            {
                json.WriteStringValue(column);
            }

            json.WriteEndArray();
            json.WriteNumber("cells", error.Cells);
            if (error.TotalVariation is { } bound)
            {
                json.WriteNumber("totalVariation", Math.Ceiling(bound * 1e6) / 1e6);
            }
            else
            {
                json.WriteNull("totalVariation");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
