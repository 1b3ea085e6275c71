namespace Veil.Acceptance.Tests;

/// <summary>
/// Tables that are odd but no fault. Whether one of them is refused, or a crash, would tell something of its rows: each
/// must give a table, a statement and exit code 0, with a schema and without one.
/// </summary>
public sealed class OddTableTests : VeilProcess
{
    [Fact]
    public void Header_only() => Check("age,town\n");

    [Fact]
    public void Header_without_a_line_end() => Check("age,town");

    [Fact]
    public void One_row() => Check("age,town\n44,Crewe\n");

    [Fact]
    public void A_column_without_values() => Check("age,town\n" + string.Concat(Enumerable.Repeat(",Ashby\n", 300)));

    [Fact]
    public void A_constant_column() => Check("age,town\n" + string.Concat(Enumerable.Repeat("44,Ashby\n", 300)));

    [Fact]
    public void Mixed_line_ends() => Check("age,town\n1,Ashby\r\n2,Borough\n3,Crewe\r\n");

    [Fact]
    public void Numbers_that_are_none_without_a_schema() =>
        CheckFree("x,town\n" + string.Concat(Enumerable.Repeat("NaN,Ashby\ninf,Ashby\n-inf,Ashby\n1e308,Ashby\n-1e308,Ashby\n1e999,Ashby\n", 100)));

    [Fact]
    public void Ten_thousand_categories_that_one_person_has_each()
    {
        CheckFree("name,n\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"person{i},{i % 7}\n")));

        Assert.DoesNotContain("person", File.ReadAllText(PathOf("free.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void Header_only_and_one_row_look_alike_from_outside()
    {
        Write("s.json", Schema);
        Write("none.csv", "age,town\n");
        Write("one.csv", "age,town\n44,Crewe\n");
        foreach (var schema in new string[][] { [], ["-s", "s.json"] })
        {
            var none = Run(["train", "none.csv", "--epsilon", "1", "--header", "-o", "m.veil", "-f", .. schema]);
            var one = Run(["train", "one.csv", "--epsilon", "1", "--header", "-o", "m.veil", "-f", .. schema]);

            Assert.Equal((0, ""), (none.Exit, none.Output));
            Assert.Equal(Stages(none), Stages(one));
            Assert.Equal(0, Run("sample", "m.veil", "-n", "3", "-q").Exit);
        }
    }

    private static string[] Stages(Outcome run) => [.. run.Error.Split('\n').Where(line => line.EndsWith(" ...", StringComparison.Ordinal) && !line.StartsWith("learning the ranges", StringComparison.Ordinal))];

    private void Check(string text)
    {
        CheckFree(text);
        Write("s.json", Schema);
        var run = Run("synth", "t.csv", "-s", "s.json", "--epsilon", "1", "-o", "declared.csv", "-q");
        Assert.Equal(new Outcome(0, "", ""), run);
        Assert.Equal(201, File.ReadAllLines(PathOf("declared.csv")).Length);
    }

    // Tables of a few rows are too small for the budget, which noisy counts may or may not show.
    private static void AssertNothingSaidButDoubts(Outcome run)
    {
        Assert.Equal((0, ""), (run.Exit, run.Output));
        Assert.All(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line =>
        {
            Assert.StartsWith("Warning: ", line, StringComparison.Ordinal);
            Assert.Contains(" hardly learnt, ", line, StringComparison.Ordinal);
        });
    }

    private void CheckFree(string text)
    {
        Write("t.csv", text);
        AssertNothingSaidButDoubts(Run("synth", "t.csv", "--epsilon", "1", "--header", "-o", "free.csv", "-q"));
        Assert.Equal(["free.csv", "free.privacy.json", "free.privacy.md", "t.csv"], Files);
        Assert.StartsWith(text.Split('\n')[0], File.ReadAllText(PathOf("free.csv")), StringComparison.Ordinal);
        AssertNothingSaidButDoubts(Run("train", "t.csv", "--epsilon", "1", "--header", "-o", "free.veil", "-q"));
        Assert.Equal((0, ""), Run("sample", "free.veil", "-n", "3", "-q") is var sampled ? (sampled.Exit, sampled.Error) : default);
    }
}
