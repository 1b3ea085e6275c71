using Veil.Data.Tables;

namespace Veil.Packaging.Tests;

/// <summary>What the README shows works.</summary>
public class ReadmeTests
{
    [Fact]
    public void The_lines_of_the_example_are_those_that_are_tested()
    {
        var marked = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Veil.Packaging.Tests", "ReadmeExample.cs"))
            .ReplaceLineEndings("\n").Split("        // README\n")[1];
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n");

        // A program prints to the console.
        var shown = readme.Split("```csharp\n")[1].Split("```")[0];

        Assert.Equal(Lines(marked).Select(line => line.Replace("output.Write(", "Console.Write(", StringComparison.Ordinal)), Lines(shown).Where(line => !line.StartsWith("using ", StringComparison.Ordinal)));

        static IEnumerable<string> Lines(string code) => code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);
    }

    [Fact]
    public void The_example_makes_a_table_and_prints_its_statement()
    {
        using var output = new StringWriter();

        var table = Assert.Single(ReadmeExample.Run(output));

        Assert.Equal(5000, table.RowCount);
        Assert.InRange(((IntegerColumn)table["age"]).Values.ToArray().Average(), 40, 65);
        Assert.Contains("| epsilon | 1 |", output.ToString(), StringComparison.Ordinal);
    }
}
