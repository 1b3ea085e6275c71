using System.Globalization;
using System.Text;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Inference;

/// <summary>The forms of keys: told from texts, chosen by counts, and written again.</summary>
public sealed class KeyFormsTests
{
    [Theory]
    [InlineData("P-00017", "P-#####")]
    [InlineData("2024/17-A", "####/##-A")]
    [InlineData(" 12 ", "##")]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e", KeyForms.Uuid)]
    [InlineData("Anna", null)]
    [InlineData("", null)]
    [InlineData("no 7", null)]
    [InlineData("#7", null)]
    [InlineData("é7", null)]
    public void A_text_has_a_form(string text, string? form) => Assert.Equal(form, KeyForms.FormOf(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("P-#####", 17, "P-00017")]
    [InlineData("##/##", 123, "01/23")]
    [InlineData("A#B#", 1234, "A123B4")]
    [InlineData(KeyForms.Uuid, 300, "00000000-0000-4000-8000-000000000300")]
    public void A_number_is_written_into_a_form(string form, long number, string text)
    {
        Assert.Equal(text, KeyForms.Write(form, number));
        Assert.True(form != KeyForms.Uuid || Guid.TryParse(text, out _));
    }

    [Fact]
    public void Written_keys_have_their_form_and_differ()
    {
        foreach (var form in KeyForms.All.Skip(1))
        {
            var keys = Enumerable.Range(1, 9).Select(number => KeyForms.Write(form, number)).ToList();

            Assert.Equal(9, keys.Distinct().Count());
            Assert.All(keys, key => Assert.Equal(form, KeyForms.All[KeyForms.IndexOf(Encoding.UTF8.GetBytes(key))]));
        }

        Assert.Equal(KeyForms.All.Length, KeyForms.All.Distinct().Count());
    }

    [Theory]
    [InlineData("C-{0:0000}", 200, "C-####")]
    [InlineData("{0}", 200, null)]
    [InlineData("{0:0000000}", 200, "#######")]
    [InlineData("55{0:0000}", 200, "######")]
    [InlineData("00000000-0000-0000-0000-{0:x12}", 200, KeyForms.Uuid)]
    public void A_draft_proposes_the_form_of_keys(string pattern, int rows, string? form)
    {
        var pool = LabelPool.Of(Enumerable.Range(1, rows).Select(i => string.Format(CultureInfo.InvariantCulture, pattern, i)));
        var text = new LabelColumn("id", [.. Enumerable.Range(0, rows)], pool, ColumnType.Text);

        var column = SchemaInference.Infer(new Table([text]), cancellation: TestContext.Current.CancellationToken).Schema.Columns[0];

        Assert.Equal(ColumnRole.Identifier, column.Role.Value);
        Assert.Equal(form, column.KeyForm?.Value);
        Assert.Empty(SchemaRules.Check(new Schema { Columns = [column] }));
    }

    [Theory]
    [InlineData("use", "string", "P-#", "schema-misplaced-key")]
    [InlineData("identifier", "string", "P-1", "schema-key-form")]
    [InlineData("identifier", "integer", "P-#", "schema-key-form")]
    public void A_form_that_cannot_be_is_a_fault(string role, string type, string form, string code)
    {
        var field = $$$"""{"name": "id", "type": "{{{type}}}", "privacy": {"role": "{{{role}}}", "keyForm": "{{{form}}}"}}""";

        Assert.Equal(code, Assert.Single(SchemaJson.Validate($$"""{"fields": [{{field}}]}""")).Code);
    }
}
