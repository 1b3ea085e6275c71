namespace Veil.Cli.Tests;

/// <summary>Statements on a terminal: no mark-up, and every character of a name.</summary>
public sealed class MarkdownTextTests
{
    [Fact]
    public void Headings_tables_and_lists_are_laid_out() => Assert.Equal(
        """
        PRIVACY STATEMENT

        Read this.

        epsilon   1
        protects  each row

        COLUMN  USE
        a|b*    modelled
        <c>     left out

        - one
        - two

        """.ReplaceLineEndings("\n"),
        MarkdownText.Plain(
            "# Privacy statement\n\n**Read *this*.**\n\n| | |\n|---|---|\n| epsilon | 1 |\n| protects | each row |\n\n"
            + "| Column | Use |\n|---|---|\n| a\\|b\\* | modelled |\n| &lt;c> | left out |\n\n- one\n- two\n\n"));

    [Fact]
    public void Long_lines_are_wrapped()
    {
        var text = MarkdownText.Plain("- " + string.Join(' ', Enumerable.Repeat("word", 40)) + "\n" + string.Join(' ', Enumerable.Repeat("more", 40)));

        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.StartsWith("- word", text, StringComparison.Ordinal);
        Assert.Contains("\n  word", text, StringComparison.Ordinal);
    }
}
