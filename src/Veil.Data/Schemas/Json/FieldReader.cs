using System.Collections.Immutable;
using System.Text.Json;
using Veil.Data.Tables;

namespace Veil.Data.Schemas.Json;

/// <summary>Reads one member of <c>fields</c>.</summary>
internal sealed class FieldReader
{
    private readonly ObjectReader _field;
    private readonly ObjectReader? _privacy;
    private readonly ObjectReader? _constraints;
    private readonly ProvenanceReader _source;

    private FieldReader(ObjectReader field, Provenance table)
    {
        _field = field;
        _privacy = field.Object("privacy", SchemaWords.FieldPrivacyKeys);
        _constraints = field.Object("constraints", SchemaWords.ConstraintKeys);
        _source = ProvenanceReader.Of(_privacy, table);
    }

    private List<SchemaFault> Faults => _field.Faults;

    /// <summary>Reads a field; faults are added to <paramref name="faults"/>, and the result is then invalid.</summary>
    public static ColumnSchema? Read(JsonElement element, string path, Provenance table, List<SchemaFault> faults) =>
        ObjectReader.Of(element, path, SchemaWords.FieldKeys, faults) is { } field
            ? new FieldReader(field, table).Read()
            : null;

    private ColumnSchema Read()
    {
        var role = _privacy?.Word("role", SchemaWords.Roles) ?? ColumnRole.Use;
        if (!_field.Has("name"))
        {
            Faults.Add(new SchemaFault(
                "schema-missing-key", _field.Path, "The key 'name' is missing.", "Give the column's name as in the header."));
        }

        var before = Faults.Count;
        var typeWord = TypeWord();
        var type = Type(typeWord, role);
        var column = new ColumnSchema
        {
            Name = _field.Text("name") ?? "",
            Type = _source.Of("type", type),
            Role = _source.Of<ColumnRole>("role", role)!,
            MissingCodes = _source.Of("missingValues", LabelReader.Texts(_field, "missingValues")),
            Nullable = _source.Of<bool>("nullable", _constraints?.Boolean("required") is { } required ? !required : null),
            CategoriesOrdered = _field.Boolean("categoriesOrdered") ?? false,
            Description = _field.Text("description"),
        };
        return Faults.Count > before ? column : column with
        {
            Bounds = _source.Of("bounds", Bounds(type)),
            Step = _source.Of("step", _privacy?.Number("step")),
            Granularity = _source.Of("granularity", _privacy?.Word("granularity", SchemaWords.Granularities)),
            PointMasses = _source.Of("pointMasses", PointMasses()),
            Bins = _privacy?.Whole("bins") is { } bins ? (int)Math.Clamp(bins, 0, int.MaxValue) : null,
            Categories = _source.Of("categories", Categories(typeWord, type)),
            BooleanLabels = _source.Of("labels", BooleanLabels()),
            Format = _source.Of("format", Format(type)),
            NumberForm = _source.Of("numberForm", NumberForm()),
            KeyForm = _source.Of("keyForm", _privacy?.Text("keyForm")),
        };
    }

    private string TypeWord()
    {
        var word = _field.Text("type") ?? "any";
        if (SchemaWords.Types.Contains(word, StringComparer.Ordinal))
        {
            return word;
        }

        Faults.Add(ObjectReader.UnknownWord(_field.At("type"), word, SchemaWords.Types));
        return "any";
    }

    private ColumnType? Type(string word, ColumnRole role) => word switch
    {
        "integer" or "number" when _field.Has("categories") => ColumnType.Category,
        "integer" => ColumnType.Integer,
        "number" => ColumnType.Decimal,
        "boolean" => ColumnType.Boolean,
        "date" => ColumnType.Date,
        "datetime" => ColumnType.DateTime,
        "time" => ColumnType.Time,
        "string" when role is ColumnRole.Use || _field.Has("categories") => ColumnType.Category,
        "string" => ColumnType.Text,
        _ => null,
    };

    private Bounds? Bounds(ColumnType? type)
    {
        if (_constraints is null || !(_constraints.Has("minimum") || _constraints.Has("maximum")))
        {
            return null;
        }

        if (ColumnRules.BoundsMisplaced(type, _constraints.Path) is { } misplaced)
        {
            Faults.Add(misplaced);
            return null;
        }

        if (!_constraints.Has("minimum") || !_constraints.Has("maximum"))
        {
            Faults.Add(new SchemaFault(
                "schema-half-bounds",
                _constraints.Path,
                "One of minimum and maximum is missing.",
                "Give both, or neither to have them learnt from the budget."));
            return null;
        }

        var (minimum, maximum) = (Bound("minimum", type!.Value), Bound("maximum", type.Value));
        return minimum is { } low && maximum is { } high ? new Bounds(low, high) : null;
    }

    private double? Bound(string key, ColumnType type)
    {
        if (!ColumnRules.IsCalendar(type))
        {
            return _constraints!.Number(key);
        }

        if (_constraints!.Text(key) is not { } text)
        {
            return null;
        }

        var value = CalendarText.Parse(text, type);
        if (value is null)
        {
            var example = type switch
            {
                ColumnType.Date => "a date such as 2024-12-31",
                ColumnType.Time => "a time of day such as 23:59:59",
                _ => "a date-time such as 2024-12-31T23:59:59",
            };
            Faults.Add(ObjectReader.WrongKind(_constraints.At(key), example));
        }

        return value;
    }

    private ImmutableArray<double>? PointMasses()
    {
        if (_privacy?.List("pointMasses") is not { } items)
        {
            return null;
        }

        var values = items.Select(item => ObjectReader.Number(item.Element, item.Path, Faults)).ToList();
        return values.Contains(null) ? null : [.. values.Select(value => value!.Value)];
    }

    private ImmutableArray<string>? Categories(string typeWord, ColumnType? type)
    {
        if (_field.Has("categories") && ColumnRules.CategoriesMisplaced(type, _field.At("categories")) is { } misplaced)
        {
            Faults.Add(misplaced);
            return null;
        }

        return typeWord switch
        {
            "integer" => LabelReader.Wholes(_field, "categories"),
            "number" => LabelReader.Numbers(_field, "categories"),
            _ => LabelReader.Texts(_field, "categories"),
        };
    }

    private (string True, string False)? BooleanLabels()
    {
        if (!_field.Has("trueValues") && !_field.Has("falseValues"))
        {
            return null;
        }

        var (truths, falsehoods) = (LabelReader.Texts(_field, "trueValues"), LabelReader.Texts(_field, "falseValues"));
        if (truths is { Length: 1 } && falsehoods is { Length: 1 })
        {
            return (truths.Value[0], falsehoods.Value[0]);
        }

        Faults.Add(new SchemaFault(
            "schema-boolean-labels",
            _field.At(truths is { Length: 1 } ? "falseValues" : "trueValues"),
            "There is not exactly one label for true and one for false.",
            "Give both 'trueValues' and 'falseValues' with one label each; make a column with more labels a category."));
        return null;
    }

    private NumberForm? NumberForm()
    {
        var (prefix, suffix) = (_privacy?.Text("prefix") ?? "", _privacy?.Text("suffix") ?? "");
        var form = new NumberForm
        {
            DecimalMark = _field.Character("decimalChar"),
            GroupMark = _field.Character("groupChar"),
            Prefix = prefix,
            Suffix = suffix,
            HasParentheses = _privacy?.Boolean("parentheses") ?? false,
            LeastDecimals = (int)Math.Clamp(_privacy?.Whole("leastDecimals") ?? 1, -1, int.MaxValue),

            // What stands around the numbers is ignored where it is not named.
            IgnoresSurroundings = _field.Boolean("bareNumber") == false && prefix.Length + suffix.Length == 0,
        };
        return form == new NumberForm() ? null : form;
    }

    private string? Format(ColumnType? type)
    {
        if (_field.Text("format") is not { } pattern || pattern is "default" or "any")
        {
            return null;
        }

        var path = _field.At("format");
        if (!ColumnRules.IsCalendar(type))
        {
            return pattern; // the column's rules report that it is misplaced
        }

        if (!StrptimePattern.TryToDotNet(pattern, out var format))
        {
            Faults.Add(new SchemaFault(
                "schema-format",
                path,
                "The pattern holds a directive that is not known.",
                $"Use {string.Join(' ', StrptimePattern.Directives)}."));
        }
        else if (type is ColumnType.Time)
        {
            if (!StrptimePattern.HasHour(pattern) || StrptimePattern.HasDate(pattern))
            {
                Faults.Add(new SchemaFault(
                    "schema-format",
                    path,
                    "A time of day has an hour, and no date and no offset.",
                    "Write it like %H:%M, or make the field a 'datetime'."));
            }
        }
        else if (!StrptimePattern.HasYear(pattern))
        {
            Faults.Add(new SchemaFault(
                "schema-format", path, "The pattern holds no year.", "Put %Y or %y in, or make the field a 'time' or a category."));
        }
        else if (type is ColumnType.Date && StrptimePattern.HasTimeOfDay(pattern))
        {
            Faults.Add(new SchemaFault(
                "schema-format", path, "A date has no time of day.", "Make the field a 'datetime', or shorten the pattern."));
        }

        return format;
    }
}
