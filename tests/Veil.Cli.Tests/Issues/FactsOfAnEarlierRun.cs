namespace Veil.Cli.Tests.Issues;

/// <summary>Facts that a schema calls learnt privately were said to be paid for by a run that paid nothing for them.</summary>
public sealed class FactsOfAnEarlierRun : Workplace
{
    [Fact]
    public void Are_said_to_be_paid_for_elsewhere()
    {
        var schema = Write("earlier.json", SchemaText.Replace("\"declared\"", "\"dp\", \"rowsProvenance\": \"declared\"", StringComparison.Ordinal));

        Assert.Equal(0, Run("synth", Table, "-s", schema, "--epsilon", "1", "-m", "independent", "-o", PathOf("x.csv"), "-q").Exit);

        var statement = File.ReadAllText(PathOf("x.privacy.md"));
        Assert.Contains("facts of 'age', 'town' as learnt privately by an earlier run", statement, StringComparison.Ordinal);
        Assert.DoesNotContain("paid above\n", statement, StringComparison.Ordinal);
    }

    [Fact]
    public void Do_not_hold_a_number_of_rows()
    {
        var schema = Write("earlier.json", SchemaText.Replace("\"declared\"", "\"dp\"", StringComparison.Ordinal));

        Run("synth", Table, "-s", schema, "--epsilon", "1", "-o", PathOf("x.csv")).AssertFault(ExitCodes.PrivacyRefusal, "rows-of-another-run");
    }
}
