using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Schemas;

/// <summary>Arbitrary schemas that keep the rules.</summary>
internal static class SchemaGenerator
{
    private static readonly Gen<Provenance> s_source = Gen.Elements(Enum.GetValues<Provenance>());

    private static readonly Gen<string> s_text = Gen.Elements(
        "a", "A b", "<=50K", "Köln", "it's", "\"q\"", "\\", "\t", "日本", "𝄞", "01", "7", "-3", "1.0", "true", "{}", "%Y");

    private static readonly Gen<string> s_code = Gen.Elements("", "NA", "-9", "n/a", "?");

    private static readonly Gen<double> s_number = Gen.OneOf(
        Gen.Choose(-1000, 1000).Select(i => i / 100.0),
        Gen.Elements(0, -0.1, 1e-300, 1e300, 123456789.123456789, double.MaxValue, double.Epsilon));

    public static Arbitrary<Schema> Schemas => Arb.From(
        from columns in Column.ListOf(6)
        from name in s_text.OrNull()
        from codes in Gen.OneOf(Fact(Distinct(s_code)), Gen.Constant(new Schema().MissingCodes))
        from dialect in Fact(Dialect).OrNull()
        from rows in Fact(Gen.Choose(0, 1000000).Select(i => (long)i)).OrNull()
        from entity in Gen.Choose(-1, columns.Count - 1)
        from perEntity in Gen.Choose(1, 9)
        select new Schema
        {
            Name = name,
            Columns = [.. columns.Select((column, i) => column with { Name = $"{column.Name}{i}" })],
            MissingCodes = codes,
            Dialect = dialect,
            Rows = rows,
            Entity = entity < 0 ? null : $"{columns[entity].Name}{entity}",
            MaxRowsPerEntity = entity < 0 ? 1 : perEntity,
        });

    private static Gen<FileDialect> Dialect =>
        from delimiter in Gen.Elements(',', ';', '\t', '|')
        from quote in Gen.Elements('"', '\'', CsvDialect.NoQuote)
        from header in Flag
        from encoding in Gen.Elements(Enum.GetValues<TextEncoding>())
        from mark in Gen.Elements('.', ',')
        from bom in Flag
        from gzip in Flag
        select CsvDialectJson.Write(new CsvDialect(delimiter, quote, header, encoding, mark) { HasByteOrderMark = bom, IsGzip = gzip });

    private static Gen<ColumnSchema> Column =>
        from plain in Gen.OneOf(Unknown, Kept, Number(ColumnType.Integer), Number(ColumnType.Decimal), Category,
            Boolean, Calendar(ColumnType.Date), Calendar(ColumnType.DateTime), TimeOfDay)
        from name in s_text
        from description in s_text.OrNull()
        from codes in Fact(Distinct(s_code)).OrNull()
        from nullable in Fact(Flag).OrNull()
        select plain with { Name = name, Description = description, MissingCodes = codes, Nullable = nullable };

    private static Gen<bool> Flag => Gen.Elements(true, false);

    private static Gen<ColumnSchema> Unknown =>
        from role in Fact(Gen.Elements(Enum.GetValues<ColumnRole>()))
        select new ColumnSchema { Name = "", Role = role };

    private static Gen<ColumnSchema> Kept =>
        from type in Fact(Gen.Constant(ColumnType.Text))
        from role in Fact(Gen.Elements(ColumnRole.Identifier, ColumnRole.Personal, ColumnRole.Text, ColumnRole.Drop))
        from form in Fact(Gen.Elements("P-#####", "###", "\"#\" é")).OrNull()
        select new ColumnSchema
        {
            Name = "",
            Type = type,
            Role = role,
            KeyForm = role.Value == ColumnRole.Identifier ? form : null,
        };

    private static Gen<ColumnSchema> Category =>
        from type in Fact(Gen.Constant(ColumnType.Category))
        from role in Fact(Gen.Constant(ColumnRole.Use))
        from labels in Fact(Distinct(Gen.OneOf(s_text, Gen.Choose(-5, 99).Select(i => $"{i}")))).OrNull()
        from ordered in Flag
        let categories = labels is { Value.IsEmpty: true } ? null : labels
        select new ColumnSchema
        {
            Name = "",
            Type = type,
            Role = role,
            Categories = categories,
            CategoriesOrdered = ordered && categories is not null,
        };

    private static Gen<ColumnSchema> Boolean =>
        from type in Fact(Gen.Constant(ColumnType.Boolean))
        from role in Used
        from labels in Fact(Gen.Elements<(string, string)>(("yes", "no"), ("1", "0"), ("sí", "no"))).OrNull()
        select new ColumnSchema { Name = "", Type = type, Role = role, BooleanLabels = labels };

    private static Gen<Fact<ColumnRole>> Used => Fact(Gen.Elements(ColumnRole.Use, ColumnRole.Drop));

    private static Gen<ColumnSchema> Number(ColumnType kind) =>
        from type in Fact(Gen.Constant(kind))
        from role in Used
        from a in s_number
        from b in s_number
        from source in s_source
        from bounded in Flag
        from step in Fact(Gen.Elements(1.0, 5, 1000)).OrNull()
        from masses in Fact(Gen.Elements(0, 1, 3).Select(n => Enumerable.Range(0, n).ToImmutableArray())).OrNull()
        from bins in Gen.Elements<int?>(null, 1, 32, 1024)
        from form in Fact(Form).OrNull()
        let low = kind is ColumnType.Integer ? Math.Floor(Math.Clamp(Math.Min(a, b), -1e15, 1e15)) : Math.Min(a, b)
        let high = kind is ColumnType.Integer ? Math.Floor(Math.Clamp(Math.Max(a, b), -1e15, 1e15)) : Math.Max(a, b)
        select new ColumnSchema
        {
            Name = "",
            Type = type,
            Role = role,
            Bounds = bounded ? new Fact<Bounds>(new Bounds(low, high), source) : null,
            Step = step,
            Bins = bins,
            NumberForm = form,
            PointMasses = masses is null ? null : new Fact<ImmutableArray<double>>(
                [.. masses.Value.Select(i => bounded ? low : i * (step?.Value ?? 1)).Distinct()], masses.Source),
        };

    private static Gen<ColumnSchema> Calendar(ColumnType kind) =>
        from type in Fact(Gen.Constant(kind))
        from role in Used
        from low in Gen.Choose(-700000, 2900000)
        from length in Gen.Choose(0, 30000)
        from milliseconds in Gen.Choose(0, 86399999)
        from source in s_source
        from bounded in Flag
        from bins in Gen.Elements<int?>(null, 1, 32, 1024)
        from granularity in Fact(Gen.Elements(Enum.GetValues<Granularity>())).OrNull()
        from format in Fact(Gen.Elements(
            "yyyy-MM-dd", "dd/MM/yyyy", "d.M.yy", "yyyyMMdd", "dd MMM yyyy", "MMMM d, yyyy", "'week of' yyyy-MM-dd", "dd.MM.yyyy 24\\h",
            "yyyy\\%MM")).OrNull()
        let unit = kind is ColumnType.Date ? 1.0 : 86400000
        let rest = kind is ColumnType.Date ? 0 : milliseconds
        select new ColumnSchema
        {
            Name = "",
            Type = type,
            Role = role,
            Bounds = bounded ? new Fact<Bounds>(new Bounds(low * unit, ((low + length) * unit) + rest), source) : null,
            Bins = bins,
            Granularity = kind is ColumnType.Date && granularity is { Value: < Granularity.Day } ? null : granularity,
            Format = kind is ColumnType.DateTime && format is not null ? format with { Value = format.Value + " HH:mm:ss.fff" } : format,
        };

    private static Gen<NumberForm> Form =>
        from mark in Gen.Elements<char?>(null, '.', ',')
        from between in Gen.Elements<char?>(' ', '\'', '\u00A0', '\u202F', '_')
        from prefix in Gen.Elements("", "$", "US$ ", "±", "\"")
        from suffix in Gen.Elements("", "%", " kg", " m²", " Kč")
        from parentheses in Flag
        from ignores in Flag
        from least in Gen.Choose(0, 15)
        select new NumberForm
        {
            DecimalMark = mark,
            GroupMark = between,
            Prefix = prefix,
            Suffix = suffix,
            HasParentheses = parentheses,
            LeastDecimals = least,
            IgnoresSurroundings = ignores && prefix.Length + suffix.Length == 0,
        };

    private static Gen<ColumnSchema> TimeOfDay =>
        from type in Fact(Gen.Constant(ColumnType.Time))
        from role in Used
        from bounds in Fact(Gen.Choose(0, 86399999).Select(last => new Bounds(0, last))).OrNull()
        from granularity in Fact(Gen.Elements(Granularity.Second, Granularity.Minute, Granularity.Hour)).OrNull()
        from format in Fact(Gen.Elements("HH:mm", "H:mm:ss", "hh:mm tt", "HH:mm:ss.fff", "HH:mm U\\hr")).OrNull()
        select new ColumnSchema { Name = "", Type = type, Role = role, Bounds = bounds, Granularity = granularity, Format = format };

    private static Gen<Fact<T>> Fact<T>(Gen<T> value) =>
        from known in value
        from source in s_source
        select new Fact<T>(known, source);

    private static Gen<ImmutableArray<string>> Distinct(Gen<string> text) =>
        text.ListOf().Select(texts => texts.Distinct().ToImmutableArray());
}
