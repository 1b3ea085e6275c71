namespace Veil.Cli.Tests.Issues;

/// <summary>
/// The first record of a file without a header was taken for names whenever its fields were words, or text in a column of
/// numbers, and went into copy, model and statement as it was.
/// </summary>
public sealed class FirstRowIsNotPublished : Workplace
{
    [Theory]
    [InlineData("Alice Smith,HIV\nMeier,flu\nHuber,cold\nMeier,cold\n")]
    [InlineData("Alice Smith,unknown\nMeier,12\nHuber,13\nMeier,14\n")]
    public void Neither_in_a_copy_nor_in_a_model(string rows)
    {
        var table = Write("rows.csv", rows);
        foreach (var args in new string[][]
        {
            ["synth", table, "--epsilon", "0.1", "-o", PathOf("copy.csv")],
            ["train", table, "--epsilon", "0.1", "-o", PathOf("copy.veil")],
            ["embed", table, "--epsilon", "0.1", "-o", PathOf("points.csv")],
        })
        {
            var run = Run(args);
            run.AssertFault(ExitCodes.PrivacyRefusal, "header-unsaid");
            Assert.DoesNotContain("Alice", run.Error, StringComparison.Ordinal);
        }

        Assert.Equal(["people.csv", "people.schema.json", "rows.csv"], Files);
    }

    [Fact]
    public void A_schema_that_says_nothing_of_a_header_takes_no_row_for_one()
    {
        var run = Run("synth", Write("rows.csv", "41,Alice Smith\n42,Crewe\n"), "-s", Schema, "--epsilon", "1", "-o", PathOf("copy.csv"), "-q");

        run.AssertFault(ExitCodes.BadInput, "csv-column-absent");
        Assert.DoesNotContain("Alice", run.Error, StringComparison.Ordinal);
        Assert.Contains("--no-header", run.Error, StringComparison.Ordinal);
    }
}
