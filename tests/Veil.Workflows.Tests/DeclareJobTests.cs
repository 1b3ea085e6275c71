using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Data.Tests.Schemas;
using Veil.Workflows.Schemas;

namespace Veil.Workflows.Tests;

/// <summary>Stating facts changes those facts alone, and never makes more of another than it was.</summary>
public sealed class DeclareJobTests
{
    private static readonly Gen<ColumnDeclaration> s_column =
        from type in Sometimes(Gen.Elements<string?>("integer", "number", "boolean", "string", "date", "datetime"))
        from role in Sometimes(Gen.Elements<string?>("use", "identifier", "text", "drop"))
        from bounds in Sometimes(Gen.Elements<(string?, string?)>(("0", "110"), ("2020-01-01", "2021-12-31"), ("7", null)))
        from step in Sometimes(Gen.Elements<double?>(1, 0.5))
        from granularity in Sometimes(Gen.Elements<string?>("day", "month"))
        from categories in Sometimes(Gen.Elements<ImmutableArray<string>?>(["x", "y"], ["1", "2"]))
        from missing in Sometimes(Gen.Elements<ImmutableArray<string>?>([""], ["NA", "?"]))
        from format in Sometimes(Gen.Elements<string?>("%d/%m/%Y"))
        from labels in Sometimes(Gen.Elements<(string?, string?)>(("yes", "no")))
        from required in Sometimes(Gen.Constant(true))
        from unknown in Sometimes(Gen.SubListOf(ColumnFact.All.Select(fact => fact.Key).Append(DeclareJob.All)).Select(keys => keys.ToArray()))
        from source in Gen.Elements(Provenance.Public, Provenance.Declared, Provenance.DeclaredAfterLooking)
        select new ColumnDeclaration
        {
            Column = "",
            Type = type,
            Role = role,
            Minimum = bounds.Item1,
            Maximum = bounds.Item2,
            Step = step,
            Granularity = granularity,
            Categories = categories,
            MissingCodes = missing,
            Format = format,
            TrueLabel = labels.Item1,
            FalseLabel = labels.Item2,
            Required = required,
            Unknown = [.. unknown ?? []],
            Source = source,
        };

    [Fact]
    public void Stating_facts_of_a_column_changes_nothing_else()
    {
        var accepted = 0;
        Prop.ForAll(
            SchemaGenerator.Schemas,
            s_column.ToArbitrary(),
            (schema, declaration) =>
            {
                if (schema.Columns.IsEmpty || SchemaRules.Check(schema).Count > 0)
                {
                    return true;
                }

                var old = schema.Columns[^1];
                Schema made;
                try
                {
                    made = Jobs.Declare(schema, declaration with { Column = old.Name });
                }
                catch (VeilException fault)
                {
                    Assert.Equal(FaultKind.Usage, fault.Kind);
                    return true;
                }

                accepted++;
                var column = made.Find(old.Name)!;
                Assert.Equal(SchemaDescription.Of(schema with { Columns = schema.Columns[..^1] }), SchemaDescription.Of(made with { Columns = made.Columns[..^1] }));
                Assert.All(ColumnFact.All, fact => Assert.Equal(Expected(fact, old, declaration), fact.Source(column)));
                var untouched = ColumnFact.All.Where(fact => !declaration.Stated.Contains(fact.Key) && !IsRemoved(fact, declaration)).ToList();
                Assert.Equal(Only(untouched, Typeless(old)), Only(untouched, Typeless(column)));
                Assert.Equal(SchemaJson.ToText(made), SchemaJson.ToText(SchemaJson.Parse(SchemaJson.ToText(made), "made")));
                return true;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
        Assert.InRange(accepted, 30, 500);
    }

    [Fact]
    public void Stated_facts_are_as_they_were_typed()
    {
        var schema = new Schema { Columns = [.. "abcdef".Select(name => new ColumnSchema { Name = $"{name}" })] };

        schema = Jobs.Declare(schema, new ColumnDeclaration { Column = "a", Type = "integer", Minimum = "-5", Maximum = "110", Step = 5, Source = Provenance.Public });
        schema = Jobs.Declare(schema, new ColumnDeclaration { Column = "b", Type = "date", Minimum = "1970-01-02", Maximum = "1970-01-11", Format = "%d.%m.%Y", Granularity = "week" });
        schema = Jobs.Declare(schema, new ColumnDeclaration { Column = "c", Type = "integer", Categories = ["01", "2"], Ordered = true });
        schema = Jobs.Declare(schema, new ColumnDeclaration { Column = "d", Type = "boolean", TrueLabel = "sí", FalseLabel = "no", Required = true });
        schema = Jobs.Declare(schema, new ColumnDeclaration { Column = "e", Type = "string", Role = "identifier" });
        schema = Jobs.Declare(schema, new ColumnDeclaration { Column = "f", Type = "string", MissingCodes = ["", "-9"] });

        Assert.Equal(
            (new Fact<ColumnType>(ColumnType.Integer, Provenance.Public), new Fact<Bounds>(new Bounds(-5, 110), Provenance.Public), new Fact<double>(5, Provenance.Public)),
            (schema.Columns[0].Type!, schema.Columns[0].Bounds!, schema.Columns[0].Step!));
        Assert.Equal(
            (Jobs.Declared(new Bounds(1, 10)), Jobs.Declared("dd.MM.yyyy"), Jobs.Declared(Granularity.Week)),
            (schema.Columns[1].Bounds!, schema.Columns[1].Format!, schema.Columns[1].Granularity!));
        Assert.Equal((Jobs.Declared(ColumnType.Category), true), (schema.Columns[2].Type!, schema.Columns[2].CategoriesOrdered));
        Assert.Equal(["01", "2"], schema.Columns[2].Categories!.Value);
        Assert.Equal((Jobs.Declared(("sí", "no")), Jobs.Declared(false)), (schema.Columns[3].BooleanLabels!, schema.Columns[3].Nullable!));
        Assert.Equal((Jobs.Declared(ColumnType.Text), Jobs.Declared(ColumnRole.Identifier)), (schema.Columns[4].Type!, schema.Columns[4].Role));
        Assert.Equal(["", "-9"], schema.Columns[5].MissingCodes!.Value);
        Assert.Equal(SchemaDescription.Of(schema), SchemaDescription.Of(SchemaJson.Parse(SchemaJson.ToText(schema), "again")));
    }

    [Fact]
    public void A_date_does_not_keep_the_format_of_a_date_time()
    {
        var schema = Jobs.Declare(
            new Schema { Columns = [new ColumnSchema { Name = "a" }] }, new ColumnDeclaration { Column = "a", Type = "datetime", Format = "%Y-%m-%d %H:%M" });

        Assert.Equal("schema-format", Assert.Throws<VeilException>(() => Jobs.Declare(schema, new ColumnDeclaration { Column = "a", Type = "date" })).Code);
        Assert.Null(Jobs.Declare(schema, new ColumnDeclaration { Column = "a", Type = "date", Unknown = ["format"] }).Columns[0].Format);
    }

    [Theory]
    [InlineData("date")]
    [InlineData("datetime")]
    public void A_range_of_numbers_does_not_become_one_of_dates(string type)
    {
        var schema = new Schema { Columns = [Jobs.Integer("a", 0, 110)] };

        Assert.Equal("declare-range-of-other-type", Assert.Throws<VeilException>(() => Jobs.Declare(schema, new ColumnDeclaration { Column = "a", Type = type })).Code);
        Assert.Null(Jobs.Declare(schema, new ColumnDeclaration { Column = "a", Type = type, Unknown = ["bounds"] }).Columns[0].Bounds);
        Assert.Equal(new Bounds(0, 110), Jobs.Declare(schema, new ColumnDeclaration { Column = "a", Type = "number" }).Columns[0].Bounds!.Value);
    }

    [Fact]
    public void What_is_removed_is_learnt_and_so_no_longer_refused()
    {
        var looked = new Schema
        {
            Columns =
            [
                new ColumnSchema
                {
                    Name = "age",
                    Type = new Fact<ColumnType>(ColumnType.Category, Provenance.Data),
                    Role = new Fact<ColumnRole>(ColumnRole.Use, Provenance.Data),
                },
            ],
        };
        Assert.Equal("fact-from-data", Assert.Throws<VeilException>(() => Jobs.Epsilon(1).Validate(looked)).Code);

        var unknown = Jobs.Declare(looked, new ColumnDeclaration { Column = "age", Unknown = [DeclareJob.All] });
        Jobs.Epsilon(1).Validate(unknown);

        var model = Jobs.Model(Jobs.Csv("age", 3000, (i, _) => $"{i % 80}"), 5, unknown);
        Assert.Equal(new Fact<ColumnType>(ColumnType.Integer, Provenance.Dp), model.Content.Schema.Find("age")!.Type);
    }

    [Theory]
    [InlineData(Provenance.Data)]
    [InlineData(Provenance.DeclaredAfterLooking)]
    public void Parts_of_a_dialect_that_were_read_off_the_rows_are_not_kept(Provenance looked)
    {
        var schema = new Schema { Dialect = new Fact<FileDialect>(CsvDialectJson.Write(new CsvDialect(';', '\'', false, TextEncoding.Windows1252, ',')), looked) };

        var stated = Jobs.Declare(schema, new TableDeclaration { Dialect = new DeclaredDialect { Delimiter = '|' } });

        Assert.Equal(Jobs.Declared(CsvDialectJson.Write(new CsvDialect('|'))), stated.Dialect);
    }

    [Fact]
    public void Parts_of_a_dialect_that_were_stated_are_kept_and_are_no_better_than_they_were()
    {
        var schema = new Schema { Dialect = Jobs.Declared(CsvDialectJson.Write(new CsvDialect(';', Encoding: TextEncoding.Windows1252))) };

        var part = Jobs.Declare(schema, new TableDeclaration { Dialect = new DeclaredDialect { DecimalMark = ',' }, Source = Provenance.Public });
        var whole = Jobs.Declare(schema, new TableDeclaration
        {
            Dialect = DeclaredDialect.Of(new CsvDialect()),
            Source = Provenance.Public,
        });

        Assert.Equal(Jobs.Declared(CsvDialectJson.Write(new CsvDialect(';', Encoding: TextEncoding.Windows1252, DecimalMark: ','))), part.Dialect);
        Assert.Equal(new Fact<FileDialect>(CsvDialectJson.Write(new CsvDialect()), Provenance.Public), whole.Dialect);
    }

    [Fact]
    public void Facts_of_the_table_are_stated_and_removed()
    {
        var schema = Jobs.Declare(new Schema(), new TableDeclaration { Rows = 500, MissingCodes = ["NA"], Dialect = new DeclaredDialect { HasHeader = false } });

        Assert.Equal((Jobs.Declared(500L), Jobs.Declared(CsvDialectJson.Write(new CsvDialect(HasHeader: false)))), (schema.Rows!, schema.Dialect!));
        Assert.Equal((Provenance.Declared, "NA"), (schema.MissingCodes.Source, schema.MissingCodes.Value.Single()));
        Assert.Equal(SchemaDescription.Of(new Schema()), SchemaDescription.Of(Jobs.Declare(schema, new TableDeclaration { Unknown = [DeclareJob.All] })));
        Assert.Null(Jobs.Declare(schema, new TableDeclaration { Unknown = ["rows"] }).Rows);
    }

    // Most declarations state little; those that state much mostly contradict themselves.
    private static Gen<T?> Sometimes<T>(Gen<T> value) =>
        from known in value
        from lot in Gen.Choose(0, 4)
        select lot == 0 ? known : default;

    private static Provenance? Expected(ColumnFact fact, ColumnSchema old, ColumnDeclaration declaration) =>
        declaration.Stated.Contains(fact.Key) ? declaration.Source
        : IsRemoved(fact, declaration) ? (fact.Key == "role" ? Provenance.Declared : null)
        : fact.Source(old);

    private static bool IsRemoved(ColumnFact fact, ColumnDeclaration declaration) =>
        declaration.Unknown.Contains(fact.Key) || declaration.Unknown.Contains(DeclareJob.All);

    // To a file labels and text are one type, 'string': which of them it is follows from the role.
    private static ColumnSchema Typeless(ColumnSchema column) => column.Type is { Value: ColumnType.Text } text
        ? column with { Type = text with { Value = ColumnType.Category } }
        : column;

    private static string Only(IEnumerable<ColumnFact> facts, ColumnSchema column) => SchemaDescription.Of(new Schema
    {
        Columns = [facts.Aggregate(new ColumnSchema { Name = column.Name }, (made, fact) => fact.Copy(made, column))],
    });
}
