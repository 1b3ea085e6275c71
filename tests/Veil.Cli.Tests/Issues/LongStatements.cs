namespace Veil.Cli.Tests.Issues;

/// <summary>A statement listed every single charge, over many pages, and wrote one number in several ways.</summary>
public sealed class LongStatements : Workplace
{
    [Theory]
    [InlineData("aim")]
    [InlineData("clique-tree")]
    [InlineData("mst")]
    public void Of_fifteen_columns_fit_on_two_pages(string method)
    {
        var names = Enumerable.Range(0, 15).Select(i => $"c{i}").ToArray();
        var table = Write("wide.csv", string.Join(',', names) + "\n" + string.Concat(Enumerable.Range(0, 4000).Select(
            row => string.Join(',', names.Select((_, i) => (row * (i + 3) / 7 % (2 + (i % 4))).ToString(System.Globalization.CultureInfo.InvariantCulture))) + "\n")));

        Assert.Equal(0, Run("synth", table, "--header", "-m", method, "--epsilon", "2", "-o", PathOf("x.csv"), "-q").Exit);

        var text = File.ReadAllText(PathOf("x.privacy.md"));
        Assert.InRange(text.Split('\n').Length, 30, 110);
        Assert.Matches(@"\| \d+ counts of (single|pairs of) columns \|", text);
        Assert.DoesNotMatch("[0-9]E-?[0-9]", text);
        Assert.DoesNotMatch("e-0", text);
        Assert.InRange(File.ReadAllText(PathOf("x.privacy.json")).Split("\"purpose\"").Length - 1, 15, 1000);
    }
}
