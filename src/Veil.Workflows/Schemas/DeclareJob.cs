using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Workflows.Files;

namespace Veil.Workflows.Schemas;

/// <summary>The request to state facts.</summary>
public sealed record DeclareRequest
{
    /// <summary>The schema as it is.</summary>
    public required Schema Schema { get; init; }

    /// <summary>What is stated: a <see cref="ColumnDeclaration"/> or a <see cref="TableDeclaration"/>.</summary>
    public required Declaration Declaration { get; init; }

    /// <summary>The place that the changed schema goes to; null when it is only returned.</summary>
    public ByteOutput? Output { get; init; }
}

/// <summary>States facts of a schema, or removes them, fact by fact: no other fact changes, nor does its provenance.</summary>
public sealed class DeclareJob : IJob<DeclareRequest, Schema>
{
    /// <summary>The word that stands for every fact that is not stated, among those to remove.</summary>
    public const string All = "all";

    private const string Dialect = "dialect";
    private const string Rows = "rows";
    private const string MissingValues = "missingValues";

    /// <inheritdoc/>
    public void Check(DeclareRequest request) => request.Output?.Check();

    /// <summary>The schema with the facts that are stated.</summary>
    /// <exception cref="VeilException">
    /// There is no such column, nothing is stated, or what is stated is impossible or contradicts the rest.
    /// </exception>
    public Schema Run(DeclareRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        Check(request);
        var schema = request.Declaration switch
        {
            ColumnDeclaration column => OfColumn(request.Schema, column),
            TableDeclaration table => OfTable(request.Schema, table),
            _ => throw new ArgumentException("Neither of a column nor of a table.", nameof(request)),
        };
        request.Output?.Write(stream => SchemaJson.Write(schema, stream));
        return schema;
    }

    private static Schema OfColumn(Schema schema, ColumnDeclaration declaration)
    {
        var name = declaration.Column;
        var old = Find(schema, name);
        var unknown = Keys(declaration.Unknown, [.. ColumnFact.All.Select(fact => fact.Key)], declaration.Stated);
        RefuseContradiction(
            declaration.Stated, unknown, $"column '{name}'",
            "‹type›, ‹role›, ‹min› and ‹max›, ‹step›, ‹granularity›, ‹categories›, ‹missing›, "
                + "‹format›, ‹group-mark›, ‹decimal-mark›, ‹prefix›, ‹suffix›, ‹surrounded›, ‹parentheses›, ‹least-decimals›, "
                + "‹key-form›, "
                + "‹true› and ‹false›, ‹required› or ‹unknown›");
        var stated = Parse(old, declaration);
        var column = ColumnFact.All.Aggregate(old, (made, fact) =>
            declaration.Stated.Contains(fact.Key) ? fact.Copy(made, stated)
            : unknown.Contains(fact.Key) ? fact.Without(made)
            : made);
        RefuseOtherUnits(old, column);
        return Checked(schema with { Columns = schema.Columns.Replace(old, AsWritten(column)) });
    }

    private static Schema OfTable(Schema schema, TableDeclaration declaration)
    {
        var unknown = Keys(declaration.Unknown, [Dialect, Rows, MissingValues], declaration.Stated);
        RefuseContradiction(
            declaration.Stated, unknown, "the table",
            "‹header› or ‹no-header›, ‹delimiter›, ‹quote›, ‹encoding›, ‹decimal-comma› or ‹decimal-point›, "
                + "‹rows›, ‹missing› or ‹unknown›, or name a COLUMN");
        var usual = new Schema();
        return Checked(schema with
        {
            Dialect = declaration.Dialect is { } stated ? Stated(schema.Dialect, stated, declaration.Source)
                : unknown.Contains(Dialect) ? null
                : schema.Dialect,
            Rows = declaration.Rows is { } rows ? new Fact<long>(rows, declaration.Source) : unknown.Contains(Rows) ? null : schema.Rows,
            MissingCodes = declaration.MissingCodes is { } codes ? new(codes, declaration.Source)
                : unknown.Contains(MissingValues) ? usual.MissingCodes
                : schema.MissingCodes,
        });
    }

    // A dialect is one fact. Parts that are not stated now are kept only if they were stated before: what was read off the
    // rows would else come out as declared.
    private static Fact<FileDialect> Stated(Fact<FileDialect>? known, IDeclaredDialect stated, Provenance source)
    {
        var kept = known is { Source: Provenance.Public or Provenance.Declared } && !stated.IsWhole ? known : null;
        return new Fact<FileDialect>(
            stated.Complete(kept?.Value), kept is null ? source : (Provenance)Math.Max((int)kept.Source, (int)source));
    }

    // The stated facts are read as a schema file would be, by the same rules and with the same words.
    private static ColumnSchema Parse(ColumnSchema column, ColumnDeclaration declaration)
    {
        var type = declaration.Type ?? SchemaJson.WordOf(column.Type?.Value);
        var isCalendar = type is "date" or "datetime" or "time";
        var field = new JsonObject
        {
            ["name"] = column.Name,

            // Numbers with categories are labels, whose texts are kept as they are typed.
            ["type"] = declaration is { Categories: not null, Type: "integer" or "number" } ? "string" : type,
        };
        var privacy = new JsonObject { ["role"] = declaration.Role ?? column.Role.Value.ToString().ToLowerInvariant() };
        var constraints = new JsonObject();
        Add(constraints, "minimum", declaration.Minimum is { } minimum ? Bound(minimum, isCalendar) : null);
        Add(constraints, "maximum", declaration.Maximum is { } maximum ? Bound(maximum, isCalendar) : null);
        Add(constraints, "required", declaration.Required ? true : null);
        Add(field, "categories", declaration.Categories is { } labels ? Texts(labels) : null);
        Add(field, "categoriesOrdered", declaration.Ordered ? true : null);
        Add(field, MissingValues, declaration.MissingCodes is { } codes ? Texts(codes) : null);
        Add(field, "format", declaration.Format);
        Add(field, "trueValues", declaration.TrueLabel is { } yes ? Texts([yes]) : null);
        Add(field, "falseValues", declaration.FalseLabel is { } no ? Texts([no]) : null);
        Add(field, "groupChar", declaration.GroupMark?.ToString());
        Add(field, "decimalChar", declaration.DecimalMark?.ToString());
        Add(field, "bareNumber", declaration.IgnoresSurroundings ? false : null);
        Add(privacy, "prefix", declaration.Prefix);
        Add(privacy, "suffix", declaration.Suffix);
        Add(privacy, "parentheses", declaration.HasParentheses ? true : null);
        Add(privacy, "leastDecimals", declaration.LeastDecimals);
        Add(privacy, "keyForm", declaration.KeyForm);
        Add(privacy, "step", declaration.Step is { } step ? double.IsFinite(step) ? step : "endless" : null);
        Add(privacy, "granularity", declaration.Granularity);
        (field["constraints"], field["privacy"]) = (constraints, privacy);
        var root = new JsonObject { ["fields"] = new JsonArray(field) };
        var text = root.ToJsonString();
        return SchemaJson.Validate(text) is [var fault, ..]
            ? throw Fault(fault, $"What is stated of column '{column.Name}' cannot be")
            : ColumnFact.All.Aggregate(
                SchemaJson.Parse(text, column.Name).Columns[0], (made, fact) => fact.WithSource(made, declaration.Source));
    }

    private static JsonNode Bound(string text, bool isCalendar) =>
        !isCalendar && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : text;

    private static void Add(JsonObject node, string key, JsonNode? value)
    {
        if (value is not null)
        {
            node[key] = value;
        }
    }

    private static JsonArray Texts(ImmutableArray<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    // To a schema file 'string' is one type: whether it is read as labels or kept separately as text follows from the role.
    private static ColumnSchema AsWritten(ColumnSchema column) => column.Type is not { Value: ColumnType.Category or ColumnType.Text } type
        ? column
        : column with
        {
            Type = type with
            {
                Value = column.Role.Value == ColumnRole.Use || column.Categories is not null ? ColumnType.Category : ColumnType.Text,
            },
        };

    // A range is kept as numbers, whose unit follows from the type: days are no milliseconds, and neither are ages.
    private static void RefuseOtherUnits(ColumnSchema old, ColumnSchema column)
    {
        if (old.Bounds is { } bounds && ReferenceEquals(bounds, column.Bounds) && Unit(old) != Unit(column))
        {
            throw new VeilException(
                FaultKind.Usage,
                "declare-range-of-other-type",
                $"The range of column '{old.Name}' is one of its former type.",
                "State it again with ‹min› and ‹max›, or remove it with ‹unknown› bounds.");
        }

        static ColumnType? Unit(ColumnSchema column) => column.Type?.Value is ColumnType.Integer ? ColumnType.Decimal : column.Type?.Value;
    }

    // Checked by the rules once more as the file that it becomes: some faults, such as a time of day in a date's format, only
    // show there.
    private static Schema Checked(Schema schema)
    {
        var faults = SchemaRules.Check(schema);
        faults = faults.Count > 0 ? faults : SchemaJson.Validate(SchemaJson.ToText(schema));
        return faults is [var fault, ..]
            ? throw Fault(fault, $"What is stated contradicts the rest of the schema at {fault.Path}")
            : schema;
    }

    private static VeilException Fault(SchemaFault fault, string what) => new(
        FaultKind.Usage, fault.Code, $"{what}: {fault.Message}",
        $"{fault.WayOut} Facts that no longer fit are removed with ‹unknown›.");

    private static void RefuseContradiction(IReadOnlyList<string> stated, HashSet<string> unknown, string subject, string options)
    {
        if (stated.Count == 0 && unknown.Count == 0)
        {
            throw new VeilException(
                FaultKind.Usage, "declare-nothing", $"No fact about {subject} is stated.", $"State some with {options}.");
        }

        if (stated.FirstOrDefault(unknown.Contains) is { } both)
        {
            throw new VeilException(
                FaultKind.Usage, "declare-and-unknown", $"The fact '{both}' is stated and removed at once.",
                "Leave it out of ‹unknown›, or do not state it.");
        }
    }

    private static HashSet<string> Keys(ImmutableArray<string> words, IReadOnlyList<string> keys, IReadOnlyList<string> stated)
    {
        foreach (var word in words.Where(word => word != All && !keys.Contains(word)))
        {
            throw new VeilException(
                FaultKind.Usage,
                "declare-unknown-fact",
                $"There is no fact '{word}' to remove.",
                Spelling.DidYouMean(word, keys) ?? $"Give some of {string.Join(", ", keys)}, or {All}.");
        }

        return words.Contains(All) ? [.. keys.Except(stated)] : [.. words];
    }

    /// <summary>The column of a name.</summary>
    /// <exception cref="VeilException">The schema has no such column.</exception>
    internal static ColumnSchema Find(Schema schema, string name) => schema.Find(name) ?? throw new VeilException(
        FaultKind.Usage,
        "declare-column-absent",
        $"The schema has no column '{name}'.",
        Spelling.DidYouMean(name, schema.Columns.Select(column => column.Name)) ?? "‹job schema show› lists the columns of a schema.");
}
