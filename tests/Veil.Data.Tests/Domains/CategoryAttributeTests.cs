using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Domains;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Domains;

/// <summary>Labels become cells and cells become labels.</summary>
public sealed class CategoryAttributeTests
{
    [Fact]
    public void Known_labels_come_back_unknown_ones_become_other_and_missing_stays_missing()
    {
        var attribute = AttributeFactory.Create(Known.Category(nullable: true, "a", "b", ""));
        var column = Known.Labels(ColumnType.Category, "b", "zzz", null, "", "a", "A");

        var decoded = Known.Decode(attribute, Known.Encode(attribute, column), last: false);

        Assert.Equal(["b", "other", null, "", "a", "other"], Known.Texts(decoded));
    }

    [Fact]
    public void A_cell_comes_back_from_its_own_label() =>
        Prop.ForAll(Gen.Choose(1, 700).ToArbitrary(), count =>
        {
            var labels = Enumerable.Range(0, count).Select(i => $"l{i}").ToArray();
            var attribute = AttributeFactory.Create(Known.Category(nullable: null, labels));
            var cells = Enumerable.Range(0, attribute.Size).ToArray();
            return attribute.Size == count + 2 && Known.Encode(attribute, Known.Decode(attribute, cells, last: false)).SequenceEqual(cells);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_declared_label_other_shares_its_text_with_the_unknown_ones()
    {
        var attribute = AttributeFactory.Create(Known.Category(nullable: false, "a", "other"));

        var decoded = Known.Decode(attribute, Known.Encode(attribute, Known.Labels(ColumnType.Category, "other", "b")), last: false);

        Assert.Equal(["other", "other"], Known.Texts(decoded));
    }

    [Fact]
    public void Without_a_cell_for_missing_values_they_count_as_other()
    {
        var attribute = AttributeFactory.Create(Known.Category(nullable: false, "a"));

        Assert.Equal(attribute.OtherCell, Known.Encode(attribute, Known.Labels(ColumnType.Category, [null]))[0]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_fails_without_a_cell_for_other(bool hasMissing)
    {
        var attribute = new CategoryAttribute("x", ColumnType.Category, ["a", "b"], otherLabel: null, hasMissing);

        var cells = Known.Encode(attribute, Known.Labels(ColumnType.Category, "b", "c", null));

        Assert.Equal(hasMissing ? [1, 2, 2] : [1, 0, 0], cells);
    }

    [Fact]
    public void A_boolean_column_is_decoded_to_its_own_two_labels_alone()
    {
        var attribute = AttributeFactory.Create(new Data.Schemas.ColumnSchema
        {
            Name = "x",
            Type = Known.Declared(ColumnType.Boolean),
            BooleanLabels = Known.Declared(("yes", "no")),
        });

        var cells = Known.Encode(attribute, Known.Labels(ColumnType.Boolean, "no", "yes", null, "perhaps"));
        var texts = Known.Texts(Known.Decode(attribute, Enumerable.Range(0, attribute.Size), last: false));

        Assert.Equal([1, 0, 2, 2], cells);
        Assert.Equal(["yes", "no", null], texts);
    }

    [Fact]
    public void A_column_without_rows_or_labels_is_encoded()
    {
        var attribute = AttributeFactory.Create(Known.Category(nullable: true, "a"));

        Assert.Empty(Known.Encode(attribute, new LabelColumn("x", [], LabelPool.Of([]), ColumnType.Category)));
        Assert.Equal([2, 2], Known.Encode(attribute, new LabelColumn("x", [-1, -1], LabelPool.Of([]), ColumnType.Category)));
    }

    [Fact]
    public void A_column_of_numbers_is_refused() =>
        Assert.Throws<ArgumentException>(
            () => AttributeFactory.Create(Known.Category(nullable: true, "1")).Encode(new IntegerColumn("x", [1])));
}
