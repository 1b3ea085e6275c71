using System.Text;
using System.Text.Json;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Models;

namespace Veil.Workflows.Releases;

/// <summary>
/// An entry for the registry of deployments of differential privacy, of tier 3, as JSON, which is YAML too. It is a draft: two facts
/// that the registry asks for are known to the publisher alone, the kind of curator and the region.
/// </summary>
/// <remarks>Reference: the schema of entries in github.com/opendp/deployments-registry-data, schemas/deployments-schema.yaml.</remarks>
internal static class RegistryEntry
{
    private const string NotStated = "Not stated.";
    private const int LongestSlug = 80;

    /// <summary>The entry.</summary>
    /// <param name="facts">The facts of the release.</param>
    /// <param name="units">The declared or noisy number of units of privacy; null when it is not known.</param>
    public static byte[] Write(ReleaseFacts facts, long? units)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("url_slug", Slug(facts.Card.Title));
            json.WriteStartObject("deployment");
            WriteBasic(json, facts);
            WriteVariant(json, facts);
            WriteLoss(json, facts, units);
            WriteModel(json, facts);
            WriteImplementation(json, facts);
            json.WriteStartObject("administrative");
            json.WriteString("status", "Draft");
            json.WriteStartArray("registry_authors");
            json.WriteStringValue(facts.Card.Contact ?? facts.Card.Curator ?? NotStated);
            json.WriteEndArray();
            json.WriteNumber("tier", 3);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteBasic(Utf8JsonWriter json, ReleaseFacts facts)
    {
        json.WriteStartObject("basic");
        json.WriteString("name", facts.Card.Title);
        json.WriteStartArray("data_curators");
        json.WriteStartObject();
        json.WriteString("data_curator_name", facts.Card.Curator ?? NotStated);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("description", facts.Description);
        json.WriteString("intended_use", facts.Card.IntendedUse ?? NotStated);
        json.WriteString("data_product_type", "Synthetic data");
        json.WriteString("data_product_region", NotStated);
        json.WriteString("publication_date", facts.Day);
        json.WriteEndObject();
    }

    private static void WriteVariant(Utf8JsonWriter json, ReleaseFacts facts)
    {
        json.WriteStartObject("dp_variant");
        json.WriteString("variant_name", facts.Statement.Guarantee is { Delta: > 0 } ? "Approximate DP" : "Pure DP");
        json.WriteString(
            "data_domain",
            $"Tables with the columns {string.Join(", ", facts.Statement.Columns.Select(column => column.Name))}. "
                + $"Where each fact about them comes from is listed in {BundleNames.Statement}.");
        json.WriteString(
            "unprotected_quantities",
            string.Join(" ", [$"Number of rows: {facts.Statement.RowsInShort}.", .. facts.NotCovered]));
        json.WriteEndObject();
    }

    private static void WriteLoss(Utf8JsonWriter json, ReleaseFacts facts, long? units)
    {
        json.WriteStartObject("privacy_loss");
        json.WriteString("privacy_unit", facts.Unit is { } unit ? char.ToUpperInvariant(unit[0]) + unit[1..] : "None: no data were read");
        if (facts.Neighbours is { } neighbours)
        {
            json.WriteString("privacy_unit_details", neighbours);
        }

        if (units is { } number)
        {
            json.WriteNumber("number_of_privacy_units", number);
        }

        json.WriteStartObject("privacy_parameters");
        json.WriteNumber("epsilon", facts.Statement.Guarantee?.Epsilon ?? 0);
        if (facts.Statement.Guarantee is { Delta: > 0 and var delta })
        {
            json.WriteNumber("delta", delta);
        }

        json.WriteEndObject();
        json.WriteString("privacy_parameters_details", facts.Protection);
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, ReleaseFacts facts)
    {
        json.WriteStartObject("deployment_model");
        json.WriteString("model_name", "Central");
        json.WriteString(
            "trust_assumptions",
            "The curator holds the original table and runs the program; nobody else sees the table. Whoever reads the release may know "
                + "everything but the protected unit, and may have any means of computation.");
        json.WriteString("release_type", "One release");
        json.WriteString("release_type_details", StatementInShort.Releases(facts.Statement));
        json.WriteString("data_source_type", "Static");
        json.WriteString("access_type", "Non-interactive");
        json.WriteEndObject();
    }

    private static void WriteImplementation(Utf8JsonWriter json, ReleaseFacts facts)
    {
        var statement = facts.Statement;
        json.WriteStartObject("implementation");
        json.WriteString(
            "preprocessing_and_hyperparameter_tuning",
            "Types, ranges and categories that were not declared were learnt with noise, from the same budget. "
                + (statement.BadRowsMayBeLeftOut ? "Rows that could not be read were left out before anything else. " : "")
                + "The choice of the method depends on public facts alone; other settings were not tuned on the table by this program.");
        json.WriteString("mechanisms", Mechanisms(statement));
        json.WriteString("composition", Composition(statement));
        json.WriteString("post_processing", $"Fitting of the model to the noisy measurements, and drawing of the rows. {facts.Making}");
        json.WriteString("justification", Justification(statement));
        json.WriteString("utility", string.Join(" ", facts.Limitations));
        json.WriteEndObject();
    }

    private static string Mechanisms(PrivacyStatement statement)
    {
        if (statement.Guarantee is null)
        {
            return "None: no data were read.";
        }

        var text = new StringBuilder();
        foreach (var group in ChargeGroup.Of(statement))
        {
            text.Append("- ").Append(group.Learnt).Append(": ").Append(group.Noise).Append("; ").Append(group.Cost).Append('\n');
        }

        return text.Append(
                "Noise is drawn by exact integer samplers from the operating system's cryptographic generator; none is added to a "
                    + "floating-point number that is released. The time of the computation is not protected. Implemented in ")
            .Append(statement.Program).Append(" on ").Append(statement.Runtime).Append('.').ToString();
    }

    private static string Composition(PrivacyStatement statement) => statement.Rule switch
    {
        null => "None: no data were read.",
        CompositionRule.PureEpsilon => "Sequential: epsilons add up.",
        CompositionRule.ZeroConcentrated =>
            "Adaptive, by zero-concentrated differential privacy: rhos add up, and the sum is converted to epsilon and delta.",
        _ => "Adaptive, by Gaussian differential privacy: squares of mu add up, and the sum is converted to epsilon and delta exactly; "
            + "a training by samples is composed with it numerically, by the distribution of the privacy loss.",
    } + (statement.Charges.Any(charge => charge.Prelude) ? " The epsilon of what fixed delta is added to it." : "");

    private static string Justification(PrivacyStatement statement) => string.Join(" ", new[]
    {
        "The program refuses an epsilon above 10 and a delta above 0.001 without a reason, and a delta of one over the number of rows or "
            + "more.",
        statement.AcceptedBecause is { } epsilon ? $"Reason given for epsilon: {epsilon}" : null,
        statement.AcceptedDeltaBecause is { } delta ? $"Reason given for delta: {delta}" : null,
    }.OfType<string>());

    private static string Slug(string title)
    {
        var slug = new StringBuilder();
        foreach (var c in title.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(c);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var text = slug.ToString(0, Math.Min(slug.Length, LongestSlug)).Trim('-');
        return text.Length > 0 ? text : "synthetic-table";
    }
}
