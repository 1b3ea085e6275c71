using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Schemas.CodeLists;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Schemas;

public class CodeListTests
{
    [Theory]
    [InlineData("countries-alpha-2", 249, "NL")]
    [InlineData("countries-alpha-3", 249, "NLD")]
    [InlineData("countries", 242, "New Zealand")]
    [InlineData("us-states", 51, "DC")]
    [InlineData("us-state-names", 51, "New Mexico")]
    [InlineData("months", 12, "September")]
    [InlineData("months-short", 12, "Sep")]
    [InlineData("weekdays", 7, "Sunday")]
    [InlineData("weekdays-short", 7, "Sun")]
    [InlineData("icd-10-chapters", 22, "A00-B99")]
    public void A_list_holds_the_codes_of_its_standard(string name, int codes, string one)
    {
        var list = CodeList.Get(name);

        Assert.Equal(codes, list.Codes.Length);
        Assert.Contains(one, list.Codes);
    }

    [Fact]
    public void Every_list_can_be_the_labels_of_a_column() => Assert.All(CodeList.All, list => Assert.Empty(SchemaRules.Check(new Schema
    {
        Columns =
        [
            new ColumnSchema
            {
                Name = "code",
                Type = new(ColumnType.Category, Provenance.Public),
                Categories = new(list.Codes, Provenance.Public),
            },
        ],
    })));

    [Fact]
    public void Names_are_replaced_among_labels()
    {
        Assert.Equal(["x", .. CodeList.Get("weekdays").Codes, "@y", ""], CodeList.Expand(["x", "@weekdays", "@@y", ""]));

        var fault = Assert.Throws<VeilException>(() => CodeList.Expand(["@weekday"]));
        Assert.Equal("unknown-code-list", fault.Code);
        Assert.StartsWith("Did you mean 'weekdays'?", fault.WayOut, StringComparison.Ordinal);
    }
}
