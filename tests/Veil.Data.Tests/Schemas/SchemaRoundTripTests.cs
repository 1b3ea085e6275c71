using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Errors;
using Veil.Data.Schemas;

namespace Veil.Data.Tests.Schemas;

public sealed class SchemaRoundTripTests
{
    [Fact]
    public void What_is_written_is_read_back() =>
        Prop.ForAll(SchemaGenerator.Schemas, schema =>
        {
            if (SchemaRules.Check(schema).Count > 0)
            {
                return true; // a category that happens to be a missing code
            }

            var text = SchemaJson.ToText(schema);
            var again = SchemaJson.Parse(text, "generated");
            Assert.Equal(Normal(schema), Normal(again));
            Assert.Equal(text, SchemaJson.ToText(again));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData("dp", true)]
    [InlineData("declared", false)]
    public void Bounds_beyond_exact_whole_numbers_are_read_back_where_they_were_learnt(string source, bool isRead)
    {
        var text = "{\"fields\":[{\"name\":\"key\",\"type\":\"integer\",\"constraints\":{\"minimum\":-9.223372036854776E+18,"
            + $"\"maximum\":9.223372036854776E+18}}}}],\"privacy\":{{\"version\":1,\"provenance\":\"{source}\"}}}}";
        Assert.Equal(isRead, SchemaJson.Validate(text).Count == 0);
    }

    [Fact]
    public void Rules_find_in_a_schema_what_the_reader_finds_in_its_text() =>
        Prop.ForAll(SchemaGenerator.Schemas, schema =>
        {
            var faults = SchemaRules.Check(schema);
            Assert.Equal(faults, SchemaJson.Validate(SchemaJson.ToText(schema)));
            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Most_generated_schemas_keep_the_rules()
    {
        var schemas = SchemaGenerator.Schemas.Generator.Sample(200, 20).ToList();

        Assert.True(schemas.Count(schema => SchemaRules.Check(schema).Count == 0) > 100);
    }

    [Fact]
    public void Files_are_saved_and_loaded()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var schema = new Schema { Name = "Köln", Columns = [new ColumnSchema { Name = "a" }] };
            SchemaJson.Save(new Schema(), path);
            SchemaJson.Save(schema, path);

            Assert.Equal(SchemaDescription.Of(schema), SchemaDescription.Of(SchemaJson.Load(path)));
            Assert.NotEqual(0xEF, File.ReadAllBytes(path)[0]);
            Assert.False(File.Exists(path + ".draft"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_byte_order_mark_is_skipped()
    {
        using var stream = new MemoryStream([0xEF, 0xBB, 0xBF, .. """{"fields":[]}"""u8]);

        Assert.Empty(SchemaJson.Parse(stream, "marked").Columns);
    }

    [Theory]
    [InlineData("%d/%m/%Y", "dd/MM/yyyy")]
    [InlineData("%Y-%m-%dT%H:%M:%S", "yyyy-MM-ddTHH:mm:ss")]
    [InlineData("%Y-%m-%dT%H:%M:%SZ", "yyyy-MM-ddTHH:mm:ssZ")]
    [InlineData("%Y-%m-%d %H:%M:%S%z", "yyyy-MM-dd HH:mm:sszzzz")]
    [InlineData("%Y-%m-%d %H:%M:%S%:z", "yyyy-MM-dd HH:mm:sszzz")]
    [InlineData("%Y-%m-%d %H:%M:%S UTC", "yyyy-MM-dd HH:mm:ss UTC")]
    [InlineData("%-d. %B %Y", "d. MMMM yyyy")]
    [InlineData("%d %b %y", "dd MMM yy")]
    [InlineData("%m/%d/%Y %I:%M %p", "MM/dd/yyyy hh:mm tt")]
    [InlineData("%Y%%%m", @"yyyy\%MM")]
    public void Strptime_patterns_become_net_formats_and_back(string strptime, string format)
    {
        var schema = SchemaJson.Parse($$"""{"fields":[{"name":"a","type":"datetime","format":"{{strptime}}"}]}""", "x");

        Assert.Equal(format, schema.Columns[0].Format?.Value);
        Assert.Contains($"\"{strptime}\"", SchemaJson.ToText(schema), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("any")]
    public void Default_formats_are_iso(string format)
    {
        var schema = SchemaJson.Parse($$"""{"fields":[{"name":"a","type":"date","format":"{{format}}"}]}""", "x");

        Assert.Null(schema.Columns[0].Format);
    }

    [Fact]
    public void A_format_without_counterpart_is_refused_when_written()
    {
        var schema = SchemaJson.Parse("""{"fields":[{"name":"a","type":"datetime"}]}""", "x");
        var odd = schema with { Columns = [schema.Columns[0] with { Format = new Fact<string>("yyyy-MM-dd gg", Provenance.Declared) }] };

        Assert.Equal("schema-format", Assert.Throws<VeilException>(() => SchemaJson.ToText(odd)).Code);
    }

    /// <summary>Quoted literals are written in another, equal way.</summary>
    private static string Normal(Schema schema) => SchemaDescription.Of(schema with
    {
        Columns = [.. schema.Columns.Select(column => column with
        {
            Format = column.Format is { } format
                ? format with { Value = format.Value.Replace("'week of'", @"week o\f", StringComparison.Ordinal) }
                : null,
        })],
    });
}
