using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Tables;

public class TableTests
{
    [Theory]
    [InlineData('5')]
    [InlineData('\0')]
    [InlineData(';')]
    public void A_decimal_mark_is_a_point_or_a_comma(char mark) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new LabelColumn("c", [0], LabelPool.Of(["1"]), ColumnType.Text) { DecimalMark = mark });

    [Fact]
    public void Rows_that_are_taken_from_raw_text_keep_its_decimal_mark()
    {
        var raw = new LabelColumn("c", [0, 1], LabelPool.Of(["1,5", "2"]), ColumnType.Text) { DecimalMark = ',' };
        Assert.Equal(',', ((LabelColumn)raw.Take([1])).DecimalMark);
    }

    [Fact]
    public void Columns_of_one_name_or_of_several_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Table([new IntegerColumn("a", [1]), new IntegerColumn("a", [1])]));
        Assert.Throws<ArgumentException>(() => new Table([new IntegerColumn("a", [1]), new IntegerColumn("b", [1, 2])]));
    }

    [Fact]
    public void Rows_can_be_taken_in_any_order_and_again()
    {
        var table = new Table(
        [
            new IntegerColumn("n", [1, IntegerColumn.Missing, 3]),
            new DecimalColumn("x", [0.5, 1.5, double.NaN]),
            new LabelColumn("c", [0, 1, LabelColumn.Missing], LabelPool.Of(["x", "y"]), ColumnType.Category),
        ]).Take([2, 0, 0]);
        Assert.Equal([3, 1, 1], ((IntegerColumn)table["n"]).Values.ToArray());
        Assert.Equal([double.NaN, 0.5, 0.5], ((DecimalColumn)table["x"]).Values.ToArray());
        Assert.Equal([LabelColumn.Missing, 0, 0], ((LabelColumn)table["c"]).Codes.ToArray());
        Assert.True(table["c"].IsMissing(0));
        Assert.Null(table.Find("C"));
    }

    [Fact]
    public void Equal_labels_share_a_code_and_different_ones_never_do()
    {
        var labels = ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? string.Empty).ListOf().Resize(200).ToArbitrary();
        Prop.ForAll(labels, list =>
        {
            var builder = new LabelPoolBuilder();
            var codes = list.Select(label => builder.GetOrAdd(Encoding.UTF8.GetBytes(label))).ToArray();
            var pool = builder.Build();
            return pool.Count == list.Select(Encoding.UTF8.GetBytes).Select(Convert.ToHexString).Distinct().Count()
                && list.Zip(codes).All(pair => pool.Utf8(pair.Second).SequenceEqual(Encoding.UTF8.GetBytes(pair.First)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));
    }

    [Fact]
    public void A_label_twice_in_a_pool_is_refused() => Assert.Throws<ArgumentException>(() => LabelPool.Of(["a", "a"]));
}
