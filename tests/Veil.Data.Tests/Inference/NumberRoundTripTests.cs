using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Cells;
using Veil.Data.Errors;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Inference;

/// <summary>What is learnt of the form of numbers can be written, read back and kept in a schema.</summary>
public class NumberRoundTripTests
{
    [Fact]
    public void Numbers_of_each_shape_are_written_in_that_shape_and_read_back()
    {
        foreach (var shape in NumberShape.All)
        {
            var mark = shape.Group == GroupStyle.Point ? ',' : '.';
            var decision = Decide(shape);
            var text = new NumberText(decision.NumberForm!, mark);
            var unit = shape.Decimals is > 0 and < NumberShape.MoreDecimals ? Math.Pow(10, -shape.Decimals) : 1;
            Prop.ForAll(Gen.Choose(-99_999_999, 99_999_999).ToArbitrary(), number =>
            {
                var value = Math.Round(number * unit, 3);
                var cell = Write(text, decision, value);
                return new FormedDecimalParser(text).TryParse(cell, out var read) && read == value
                    && (decision.Type == ColumnType.Decimal
                        || (new FormedIntegerParser(text).TryParse(cell, out var whole) && whole == number))
                    && IsLike(ValueKinds.ShapeOf(ValueKinds.Of(cell, mark)), shape, value);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(30).WithQuietOnSuccess(true));
        }
    }

    [Fact]
    public void A_schema_with_each_shape_saves_and_loads()
    {
        var schema = new Schema
        {
            Columns = [.. NumberShape.All.Select((shape, i) => (Decision: Decide(shape), Name: $"n{i}")).Select(each => new ColumnSchema
            {
                Name = each.Name,
                Type = new(each.Decision.Type, Provenance.Dp),
                NumberForm = new(each.Decision.NumberForm!, Provenance.Dp),
            })],
        };
        var loaded = SchemaJson.Parse(SchemaJson.ToText(schema), "schema");
        Assert.Equal(schema.Columns.Select(column => column.NumberForm), loaded.Columns.Select(column => column.NumberForm));
    }

    [Theory]
    [InlineData("""{"groupChar": ","}""", "4,178", 4178)]
    [InlineData("""{"groupChar": ","}""", "417,800", 417_800)]
    [InlineData("""{"groupChar": ".", "decimalChar": ","}""", "1.234,56", 1234.56)]
    [InlineData("""{"decimalChar": ","}""", "-1234,56", -1234.56)]
    [InlineData("""{"groupChar": " "}""", "12\u00A0345.5", 12_345.5)]
    [InlineData("""{"bareNumber": false}""", "52.8 %", 52.8)]
    [InlineData("""{"bareNumber": false}""", "about -.5 apples", -0.5)]
    [InlineData("""{"privacy": {"prefix": "$"}}""", "-$7", -7)]
    [InlineData("""{"privacy": {"prefix": "$"}}""", "$ -7", -7)]
    [InlineData("""{"privacy": {"suffix": " kg"}}""", "70kg", 70)]
    [InlineData("""{"privacy": {"suffix": " kg"}}""", "70", 70)]
    [InlineData("""{"privacy": {"parentheses": true}}""", "( 7.5 )", -7.5)]
    public void The_keys_of_a_field_have_their_meaning(string keys, string cell, double number) =>
        Assert.Equal(number, Parse(keys, cell));

    [Theory]
    [InlineData("""{"groupChar": ","}""", "4,17")]
    [InlineData("""{"groupChar": ","}""", "4178,417")]
    [InlineData("""{"groupChar": ","}""", "4,178,4.5")]
    [InlineData("""{"groupChar": ","}""", ",417")]
    [InlineData("""{"decimalChar": ","}""", "1234.56")]
    [InlineData("""{"privacy": {"suffix": " kg"}}""", "70 lb")]
    [InlineData("""{"privacy": {"parentheses": true}}""", "(-7.5)")]
    [InlineData("""{"privacy": {"prefix": "$"}}""", "--7")]
    [InlineData("""{"bareNumber": false}""", "none")]
    public void What_the_keys_do_not_allow_is_no_number(string keys, string cell) => Assert.Null(Parse(keys, cell));

    [Theory]
    [InlineData("number", """{"groupChar": "."}""", "schema-number-form")]
    [InlineData("number", """{"groupChar": "5"}""", "schema-number-form")]
    [InlineData("number", """{"decimalChar": ";"}""", "schema-number-form")]
    [InlineData("number", """{"privacy": {"leastDecimals": 99}}""", "schema-number-form")]
    [InlineData("number", """{"privacy": {"prefix": "1"}}""", "schema-number-form")]
    [InlineData("string", """{"groupChar": ","}""", "schema-misplaced-key")]
    public void Keys_that_cannot_be_are_refused(string type, string keys, string code) => Assert.Equal(
        code,
        Assert.Throws<VeilException>(() => new NumberText(Field(type, keys).NumberForm!.Value, '.')).Code);

    private static double? Parse(string keys, string cell)
    {
        var text = NumberText.Of(Field("number", keys), '.')!;
        return new FormedDecimalParser(text).TryParse(Encoding.UTF8.GetBytes(cell), out var value) ? value : null;
    }

    private static ColumnSchema Field(string type, string keys) => SchemaJson.Parse(
        $$"""{"fields": [{"name": "n", "type": "{{type}}", {{keys.Trim()[1..]}}]}""", "schema").Columns[0];

    private static byte[] Write(NumberText text, TypeDecision decision, double value)
    {
        var plain = new byte[DecimalFormat.Longest];
        var cell = new byte[text.Longest];
        if (decision.Type == ColumnType.Integer)
        {
            var whole = Encoding.UTF8.GetBytes(((long)value).ToString(System.Globalization.CultureInfo.InvariantCulture));
            return cell[..text.Write(whole, 0, cell)];
        }

        var length = new DecimalFormat(decision.Step, '.', null).Write(value, plain);
        return cell[..text.Write(plain.AsSpan(0, length), decision.NumberForm!.LeastDecimals, cell)];
    }

    private static TypeDecision Decide(NumberShape shape)
    {
        var counts = new double[ValueKinds.Count];
        counts[(int)ValueKinds.Of(shape)] = 1000;
        return TypeDecider.Decide(counts, 500, 0);
    }

    // Small numbers have no groups, and those above zero no parentheses; without either a number is plain.
    private static bool IsLike(NumberShape? found, NumberShape shape, double value)
    {
        var group = Math.Abs(value) >= 1000 ? shape.Group : GroupStyle.None;
        var expected = shape with { Group = group, HasParentheses = shape.HasParentheses && value < 0 };
        return expected is { HasAffix: false, Group: GroupStyle.None, HasParentheses: false }
            ? found is null
            : found is { } like && like with { Decimals = 0 } == expected with { Decimals = 0 };
    }
}
