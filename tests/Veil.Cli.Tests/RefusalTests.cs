namespace Veil.Cli.Tests;

public sealed class RefusalTests : Workplace
{
    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void A_budget_that_is_none_is_refused(string epsilon)
    {
        foreach (var args in Each("--epsilon", epsilon))
        {
            Run(args).AssertFault(ExitCodes.PrivacyRefusal, "epsilon-not-positive");
        }
    }

    [Fact]
    public void A_large_epsilon_needs_a_reason()
    {
        foreach (var args in Each("--epsilon", "11"))
        {
            Run(args).AssertFault(ExitCodes.PrivacyRefusal, "epsilon-above-limit");
        }
    }

    [Fact]
    public void The_reason_for_a_large_epsilon_stands_in_the_statement()
    {
        var run = Run("synth", Table, "-s", Schema, "--epsilon", "11", "--accept-epsilon", "public survey, agreed 3 May", "-o", PathOf("x.csv"), "-q");

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Contains("public survey, agreed 3 May", File.ReadAllText(PathOf("x.privacy.json")), StringComparison.Ordinal);
        Assert.Contains("public survey, agreed 3 May", File.ReadAllText(PathOf("x.privacy.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("-0.1")]
    [InlineData("NaN")]
    public void A_delta_that_is_no_chance_is_refused(string delta) =>
        Run("synth", Table, "--epsilon", "1", "--header", "--delta", delta, "-o", PathOf("x.csv")).AssertFault(ExitCodes.PrivacyRefusal, "delta-out-of-range");

    [Fact]
    public void A_delta_that_lets_rows_be_published_is_refused() =>
        Run("synth", Table, "-s", Schema, "--epsilon", "1", "--delta", "0.01", "-o", PathOf("x.csv")).AssertFault(ExitCodes.PrivacyRefusal, "delta-too-large");

    [Fact]
    public void Noise_with_a_seed_is_refused_outside_research()
    {
        foreach (var args in Each("--epsilon", "1", "--noise-seed", "3"))
        {
            Run(args).AssertFault(ExitCodes.PrivacyRefusal, "noise-seed-in-release");
        }
    }

    [Fact]
    public void A_refusal_comes_before_the_table_is_looked_at_and_before_files_are()
    {
        Write("x.csv", "mine");

        Run("synth", PathOf("absent.csv"), "--delimiter", ";", "--epsilon", "0", "-o", PathOf("x.csv")).AssertFault(ExitCodes.PrivacyRefusal, "epsilon-not-positive");
    }

    [Fact]
    public void Research_stamps_talk_file_name_and_statement()
    {
        var run = Run("synth", Table, "--epsilon", "1", "--header", "--research", "--noise-seed", "3", "-o", PathOf("x.csv"), "-q");

        Assert.Equal((0, ""), (run.Exit, run.Output));
        Assert.StartsWith("RESEARCH MODE: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(["people.csv", "people.schema.json", "x.research.csv", "x.research.privacy.json", "x.research.privacy.md"], Files);
        Assert.Contains("\"mode\": \"research\"", File.ReadAllText(PathOf("x.research.privacy.json")), StringComparison.Ordinal);
        Assert.Contains("RESEARCH MODE", File.ReadAllText(PathOf("x.research.privacy.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_drawn_from_a_research_model_is_stamped_too()
    {
        var trained = Run("train", Table, "--epsilon", "1", "--header", "--research", "-o", PathOf("x.veil"), "--json");
        var sampled = Run("sample", PathOf("x.research.veil"), "-n", "3", "-o", PathOf("s.csv"), "-q");

        Assert.Equal(("research", PathOf("x.research.veil")), (trained.Json.GetProperty("mode").GetString(), trained.Json.GetProperty("model").GetString()));
        Assert.StartsWith("RESEARCH MODE: ", trained.Error, StringComparison.Ordinal);
        Assert.StartsWith("RESEARCH MODE: ", sampled.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(PathOf("s.research.csv")));
    }

    [Fact]
    public void Research_with_a_noise_seed_repeats()
    {
        string[] args = ["synth", Table, "--epsilon", "1", "--header", "--research", "--noise-seed", "3", "--seed", "5", "-o", "-", "-q"];

        Assert.Equal(Run(args), Run(args));
    }

    private IEnumerable<string[]> Each(params string[] privacy) =>
    [
        ["synth", Table, "-s", Schema, "-o", PathOf("x.csv"), .. privacy],
        ["train", Table, "-s", Schema, "-o", PathOf("x.veil"), .. privacy],
        ["plan", "-s", Schema, .. privacy],
    ];
}
