using System.Text;

namespace Veil.Cli.Tests;

/// <summary>A secret value is put wherever something can go wrong: nothing that is said may hold it.</summary>
public sealed class CanaryTests : Workplace
{
    private const string Secret = "Zx9canary7Q";

    public static TheoryData<string, string> Faults => new()
    {
        { "text where a number is declared", $"age,town\n1,Ashby\n{Secret},Ashby\n" },
        { "a category that is not declared", $"age,town\n1,{Secret}\n" },
        { "a row that is too long", $"age,town\n1,Ashby,{Secret}\n" },
        { "a row that is too short", $"age,town\n{Secret}\n" },
        { "a quote that is never closed", $"age,town\n1,\"{Secret}\n2,Ashby\n" },
        { "text after a closing quote", $"age,town\n1,\"Ashby\"{Secret}\n" },
        { "a quote inside a field", $"age,town\n1,Ash\"{Secret}\n" },
        { "a zero byte", $"age,town\n1,{Secret}\0\n" },
        { "bad UTF-8", $"age,town\n1,{Secret}\uFFFF\n" },
        { "a number out of range", "age,town\n9990099887766,Ashby\n" },
        { "a number that is not finite", "age,town\n1e308,Ashby\ninf,Ashby\n" },
        { "a field that is too long", $"age,town\n1,{Secret}{new string('x', 2_000_000)}\n" },
        { "a lone carriage return", $"age,town\n1,{Secret}\r2,Ashby\n" },
        { "no end of line", $"age,town\n1,Ashby\n2,{Secret}" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void No_value_of_the_table_is_said(string fault, string text)
    {
        _ = fault;
        var table = PathOf("faulty.csv");
        var bytes = Encoding.Latin1.GetBytes(text.Replace('\uFFFF', '\u00FF'));
        File.WriteAllBytes(table, bytes);
        foreach (var args in new string[][]
        {
            ["synth", table, "-s", Schema, "--epsilon", "1", "-o", PathOf("x.csv"), "-f"],
            ["synth", table, "--epsilon", "0.1", "--header", "-o", PathOf("x.csv"), "-f"],
            ["synth", table, "-s", Schema, "--epsilon", "1", "-o", PathOf("x.csv"), "-f", "--bad-rows", "drop"],
            ["train", table, "-s", Schema, "--epsilon", "1", "-o", PathOf("x.veil"), "-f", "--json"],
            ["synth", table, "-s", Schema, "--epsilon", "1", "-o", PathOf("x.csv"), "-f", "--encoding", "utf-8"],
            ["synth", table, "-s", Schema, "--epsilon", "1", "-o", PathOf("x.csv"), "-f", "--delimiter", ";"],
            ["inspect", table],
            ["inspect", table, "--json", "--bad-rows", "drop"],
            ["schema", "infer", table],
            ["split", table, "-o", PathOf("train.csv"), "--rest", PathOf("rest.csv"), "-f"],
            ["split", table, "-s", Schema, "-o", PathOf("train.csv"), "--rest", PathOf("rest.csv"), "-f", "--bad-rows", "drop"],
        })
        {
            var run = Run(args);
            Assert.True(run.Exit is 0 or 3, run.Error);
            foreach (var said in new[] { run.Output, run.Error })
            {
                Assert.DoesNotContain(Secret, said, StringComparison.Ordinal);
                Assert.DoesNotContain("9990099887766", said, StringComparison.Ordinal);
            }
        }
    }
}
