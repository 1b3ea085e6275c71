using System.Globalization;
using System.Text.Json;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Workflows.Releases;

/// <summary>The data card of a release: Croissant 1.1 with the terms of its vocabulary for responsible AI, and of PROV.</summary>
/// <remarks>
/// Reference: http://mlcommons.org/croissant/1.1 (required and recommended properties, appendix 1) and
/// http://mlcommons.org/croissant/RAI/1.0.
/// </remarks>
internal static class DataCard
{
    private const string Croissant = "http://mlcommons.org/croissant/";
    private const string Records = "rows";

    // The terms of Croissant that are used here, from its recommended context.
    private static readonly string[] s_terms =
        ["column", "extract", "field", "fileObject", "isLiveDataset", "recordSet", "source"];

    /// <summary>The card as JSON-LD.</summary>
    /// <param name="facts">The facts of the release.</param>
    /// <param name="schema">The schema of the table.</param>
    /// <param name="files">The files of the release that the card lists; the table is one of them.</param>
    public static byte[] Write(ReleaseFacts facts, Schema schema, IEnumerable<BundleFile> files)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            WriteContext(json);
            json.WriteString("@type", "sc:Dataset");
            Texts(json, "conformsTo", [Croissant + "1.1", Croissant + "RAI/1.0"]);
            WriteDataset(json, facts);
            json.WriteStartArray("distribution");
            foreach (var file in files)
            {
                WriteFile(json, file);
            }

            json.WriteEndArray();
            WriteRecords(json, schema);
            WriteProvenance(json, facts);
            WriteResponsibility(json, facts);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteContext(Utf8JsonWriter json)
    {
        json.WriteStartObject("@context");
        json.WriteString("@language", "en");
        json.WriteString("@vocab", "http://schema.org/");
        json.WriteString("sc", "http://schema.org/");
        json.WriteString("cr", Croissant);
        json.WriteString("rai", Croissant + "RAI/");
        json.WriteString("dct", "http://purl.org/dc/terms/");
        json.WriteString("prov", "http://www.w3.org/ns/prov#");
        json.WriteString("conformsTo", "dct:conformsTo");
        json.WriteStartObject("dataType");
        json.WriteString("@id", "cr:dataType");
        json.WriteString("@type", "@vocab");
        json.WriteEndObject();
        foreach (var term in s_terms)
        {
            json.WriteString(term, "cr:" + term);
        }

        json.WriteEndObject();
    }

    private static void WriteDataset(Utf8JsonWriter json, ReleaseFacts facts)
    {
        var card = facts.Card;
        json.WriteString("name", card.Title);
        json.WriteString("description", facts.Description);
        json.WriteString("url", BundleNames.Readme);
        if (card.License is { } license)
        {
            json.WriteString("license", license);
        }

        if (card.Curator is { } curator)
        {
            json.WriteStartObject("creator");
            json.WriteString("@type", "sc:Organization");
            json.WriteString("name", curator);
            if (card.Contact is { } contact)
            {
                json.WriteString("description", $"Questions: {contact}");
            }

            json.WriteEndObject();
        }

        json.WriteString("datePublished", facts.Day);
        json.WriteString("version", "1.0.0");
        json.WriteBoolean("isLiveDataset", false);
        Texts(json, "keywords", ["synthetic data", "differential privacy"]);
    }

    private static void WriteFile(Utf8JsonWriter json, BundleFile file)
    {
        json.WriteStartObject();
        json.WriteString("@type", "cr:FileObject");
        json.WriteString("@id", file.Name);
        json.WriteString("name", file.Name);
        json.WriteString("description", About(file.Name));
        json.WriteString("contentUrl", file.Name);
        json.WriteString("contentSize", string.Create(CultureInfo.InvariantCulture, $"{file.Content.Length} B"));
        json.WriteString("encodingFormat", MediaType(file.Name));
        json.WriteString("sha256", file.Sha256);
        json.WriteEndObject();
    }

    private static void WriteRecords(Utf8JsonWriter json, Schema schema)
    {
        json.WriteStartArray("recordSet");
        json.WriteStartObject();
        json.WriteString("@type", "cr:RecordSet");
        json.WriteString("@id", Records);
        json.WriteString("name", Records);
        json.WriteString("description", "The rows of the table, all of them synthetic.");
        json.WriteStartArray("field");
        foreach (var column in schema.Columns)
        {
            json.WriteStartObject();
            json.WriteString("@type", "cr:Field");
            json.WriteString("@id", $"{Records}/{Uri.EscapeDataString(column.Name)}");
            json.WriteString("name", column.Name);
            if (column.Description is { } description)
            {
                json.WriteString("description", description);
            }

            json.WriteString("dataType", TypeOf(column));
            json.WriteStartObject("source");
            json.WriteStartObject("fileObject");
            json.WriteString("@id", BundleNames.Data);
            json.WriteEndObject();
            json.WriteStartObject("extract");
            json.WriteString("column", column.Name);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteProvenance(Utf8JsonWriter json, ReleaseFacts facts)
    {
        json.WriteStartObject("prov:wasDerivedFrom");
        json.WriteString("@type", "prov:Entity");
        json.WriteString(
            "prov:label", facts.Statement.Guarantee is null ? "A declared schema; no data" : "A confidential table, not published");
        json.WriteEndObject();
        json.WriteStartObject("prov:wasGeneratedBy");
        json.WriteString("@type", "prov:Activity");
        json.WriteString("prov:label", facts.Making);
        json.WriteStartObject("prov:wasAssociatedWith");
        json.WriteString("@type", "prov:SoftwareAgent");
        json.WriteString("prov:label", $"{facts.Statement.Program} on {facts.Statement.Runtime}");
        json.WriteEndObject();
        json.WriteEndObject();
        if (facts.Card.Curator is { } curator)
        {
            json.WriteStartObject("prov:wasAttributedTo");
            json.WriteString("@type", "prov:Agent");
            json.WriteString("prov:label", curator);
            json.WriteEndObject();
        }
    }

    private static void WriteResponsibility(Utf8JsonWriter json, ReleaseFacts facts)
    {
        json.WriteString("rai:dataCollection", "No row was collected: rows were drawn from a model.");
        Texts(json, "rai:dataCollectionType", ["Others: synthetic data"]);
        json.WriteString("rai:dataManipulationProtocol", facts.Making);
        Texts(json, "rai:personalSensitiveInformation", [
            ReleaseFacts.Mark, facts.Protection, .. facts.MadeUp is { } madeUp ? [madeUp] : Array.Empty<string>(), .. facts.NotCovered,
        ]);
        Texts(json, "rai:dataLimitations", facts.Limitations);
        Texts(json, "rai:dataBiases", [
            "Biases of the original table are kept as far as the model holds them.",
            "Noise and sampling are relatively largest in small groups: what the rows say of minorities is the least reliable.",
        ]);
        if (facts.Card.IntendedUse is { } use)
        {
            Texts(json, "rai:dataUseCases", [use]);
        }
    }

    private static string About(string name) => name switch
    {
        BundleNames.Data => "The synthetic table. Delimiter, encoding and header are stated in schema.json.",
        BundleNames.Schema => "The schema of the table: Frictionless Table Schema with the provenance of each fact.",
        BundleNames.Statement => "The privacy statement, for programs.",
        BundleNames.StatementText => "The privacy statement, for people.",
        _ => "What the model holds, drawn from its noisy measurements alone.",
    };

    private static string MediaType(string name) => Path.GetExtension(name) switch
    {
        ".csv" => "text/csv",
        ".json" => "application/json",
        ".md" => "text/markdown",
        _ => "text/html",
    };

    // Numbers and dates that are written in a form of their own are text to a program that does not know the form.
    private static string TypeOf(ColumnSchema column) => column switch
    {
        not { Role.Value: ColumnRole.Use, NumberForm: null, Format: null } => "sc:Text",
        { Type.Value: ColumnType.Integer } => "sc:Integer",
        { Type.Value: ColumnType.Decimal } => "sc:Float",
        { Type.Value: ColumnType.Boolean, BooleanLabels: null } => "sc:Boolean",
        { Type.Value: ColumnType.Date } => "sc:Date",
        { Type.Value: ColumnType.DateTime } => "sc:DateTime",
        { Type.Value: ColumnType.Time } => "sc:Time",
        _ => "sc:Text",
    };

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
