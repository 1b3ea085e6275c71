using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Veil.Data.Domains;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Tests.Mechanisms;

namespace Veil.Privacy.Tests.Issues;

/// <summary>
/// An immutable array can lie over one that its maker still writes to. What is written there after an argument was made must
/// decide neither what is counted nor whether counting fails, which would tell for nothing whether a label is in the table.
/// </summary>
public class AliasedArgumentsTests
{
    private const CompositionRule Rule = CompositionRule.GaussianDp;

    [Theory]
    [InlineData("HIV")]
    [InlineData("flu")]
    public void A_merged_cell_that_is_moved_out_of_range_later_neither_throws_nor_counts(string diagnosis)
    {
        int[] cells = [0, 1, 1, 1];
        var merged = new CompressedAttribute(Sample.Category("c", "flu", "HIV"), Aliased(cells), [1, 1, 1, 1]);
        cells[1] = 200;

        var untouched = new CompressedAttribute(Sample.Category("c", "flu", "HIV"), [0, 1, 1, 1], [1, 1, 1, 1]);
        Assert.Equal(Counts(untouched, diagnosis), Counts(merged, diagnosis));
    }

    [Fact]
    public void Labels_and_cells_are_those_that_the_attribute_was_made_with()
    {
        string[] labels = ["flu", "HIV"];
        long[] starts = [0, 5];
        var category = new CategoryAttribute("c", ColumnType.Category, Aliased(labels), null, hasMissing: false);
        var number = new NumericAttribute("n", ColumnType.Integer, new WholeGrid(0, 1, 10, roundsDown: false), Aliased(starts), hasMissing: false);
        labels[1] = "flu";
        starts[1] = 7;

        Assert.Equal(Counts(new CategoryAttribute("c", ColumnType.Category, ["flu", "HIV"], null, hasMissing: false), "HIV"), Counts(category, "HIV"));
        Assert.Equal([0L, 5L], number.CellStarts);
        Assert.Equal(5, number.Width(0));
    }

    [Fact]
    public void Beliefs_and_scores_are_those_that_were_given()
    {
        var (first, second) = (Sample.Whole("a", 0, 2), Sample.Whole("b", 0, 50));
        Attribute[] attributes = [first];
        double[] estimate = [1, 2, 3];
        int[] scores = [1, 2, 3];
        var candidate = new MarginalCandidate(Aliased(attributes), Aliased(estimate), 0);
        var parents = new DependenceCandidate(second, Aliased(attributes));
        var products = new CellScores(first, Aliased(scores));
        (attributes[0], estimate[0], scores[0]) = (second, double.NaN, 32768);

        Assert.Equal([first], candidate.Attributes);
        Assert.Equal([1, 2, 3], candidate.Estimate);
        Assert.Equal([first], parents.Parents);
        Assert.Equal([1, 2, 3], products.Scores);
    }

    [Fact]
    public void What_a_candidate_is_changed_into_is_copied_too()
    {
        double[] estimate = [1, 2, 3];
        var candidate = new MarginalCandidate([Sample.Whole("a", 0, 2)], [0, 0, 0], 0) with { Estimate = Aliased(estimate) };
        estimate[0] = double.NaN;
        Assert.Equal([1, 2, 3], candidate.Estimate);
    }

    private static ImmutableArray<T> Aliased<T>(T[] array) => ImmutableCollectionsMarshal.AsImmutableArray(array);

    private static ImmutableArray<long> Counts(Attribute attribute, string diagnosis)
    {
        var table = new Table([Sample.Labels("c", ColumnType.Category, "flu", diagnosis)]);
        return Sample.Open(table, Rule).Measure([attribute], 0.5).Counts;
    }
}
