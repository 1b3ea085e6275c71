namespace Veil.Cli.Tests.Issues;

/// <summary>A column of numbers that noise took for a key kept a step, and the model that was paid for did not open.</summary>
public sealed class KeysThatWereLearnt : Workplace
{
    [Fact]
    public void Leave_a_model_that_opens()
    {
        var table = Write("keys.csv", "id,k\n" + string.Concat(Enumerable.Range(1, 2000).Select(i => $"{i},{i % 7}\n")));

        Assert.Equal(0, Run("train", table, "--header", "--epsilon", "10", "-m", "independent", "-o", PathOf("m.veil"), "-q").Exit);

        var shown = Run("model", "show", PathOf("m.veil"), "--json");
        Assert.Equal((0, ""), (shown.Exit, shown.Error));
        Assert.Contains(shown.Json.GetProperty("columns").EnumerateArray(), column => column.GetProperty("role").GetString() == "Identifier");
    }
}
