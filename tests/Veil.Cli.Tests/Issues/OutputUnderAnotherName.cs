namespace Veil.Cli.Tests.Issues;

/// <summary>A result went to the place of the table that was read, because it had another name there.</summary>
public sealed class OutputUnderAnotherName : Workplace
{
    [Theory]
    [InlineData("link of the table")]
    [InlineData("link of its folder")]
    public void Is_known_for_what_is_read(string kind)
    {
        var before = File.ReadAllText(Table);
        var link = PathOf("link");
        var folder = Path.GetDirectoryName(Table)!;
        var output = kind == "link of the table" ? link : Path.Combine(link, Path.GetFileName(Table));
        _ = kind == "link of the table" ? File.CreateSymbolicLink(link, Table) : Directory.CreateSymbolicLink(link, folder);

        try
        {
            Run("synth", Table, "-s", Schema, "--epsilon", "1", "-m", "independent", "-o", output, "--force").AssertFault(ExitCodes.Usage, "output-is-input");
            Assert.Equal(before, File.ReadAllText(Table));
        }
        finally
        {
            File.Delete(link);
        }
    }

    [Fact]
    public void A_folder_in_the_place_of_a_statement_is_seen_before_anything_is_paid()
    {
        Directory.CreateDirectory(PathOf("x.privacy.md"));

        Run("synth", PathOf("absent.csv"), "-s", Schema, "--epsilon", "1", "-o", PathOf("x.csv")).AssertFault(ExitCodes.Usage, "file-is-a-directory");
        Run("synth", PathOf("absent.csv"), "-s", Schema, "--epsilon", "1", "-o", "").AssertFault(ExitCodes.Usage, "output-empty");
    }
}
