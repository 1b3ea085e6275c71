namespace Veil.Cli.Tests;

/// <summary>Releases on the command line: what is said, and by which exit code.</summary>
public sealed class ReleaseTests : Workplace
{
    [Fact]
    public void A_release_is_made_and_verified()
    {
        var data = Sample();
        Assert.Equal(0, Run("keygen", "-o", PathOf("k.pem")).Exit);

        var released = Run("release", data, "--model", PathOf("people.veil"), "-o", PathOf("b.zip"), "--key", PathOf("k.pem"), "--json");
        var verified = Run("verify", PathOf("b.zip"), "--key", PathOf("k.pub.pem"), "--json");

        Assert.Equal((0, ""), (released.Exit, released.Error));
        Assert.Equal("bundle bytes files signed keyId drawnAgain epsilon delta runId", released.Keys);
        Assert.Equal((0, ""), (verified.Exit, verified.Error));
        Assert.True(verified.Json.GetProperty("good").GetBoolean());
        Assert.All(verified.Json.GetProperty("checks").EnumerateArray(), check => Assert.Equal("ok", check.GetProperty("state").GetString()));
    }

    [Fact]
    public void A_bundle_that_is_not_signed_says_so()
    {
        var released = Run("release", Sample(), "-o", PathOf("b.zip"), "-q");
        var verified = Run("verify", PathOf("b.zip"));

        Assert.Equal(0, released.Exit);
        Assert.Equal("Warning: the bundle is not signed, so nobody can check that it comes from you. Fix: sign it with --key.\n", released.Error);
        Assert.Equal(0, verified.Exit);
        Assert.Contains("not checked  The bundle is not signed", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_bundle_has_an_exit_code_of_its_own()
    {
        Run("release", Sample(), "-o", PathOf("b.zip"), "-q");
        var bytes = File.ReadAllBytes(PathOf("b.zip"));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(PathOf("b.zip"), bytes);

        var run = Run("verify", PathOf("b.zip"));

        Assert.Equal(ExitCodes.VerificationFailed, run.Exit);
        Assert.Contains("FAILED", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("  code: verification-failed\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_statement_alone_is_verified()
    {
        var data = Sample();

        var run = Run("verify", Path.ChangeExtension(data, ".privacy.json"));

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Contains("guarantee  ok", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_for_release_is_refused()
    {
        Run("synth", Table, "-s", Schema, "--epsilon", "1", "--research", "-o", PathOf("copy.csv"), "-q");

        Run("release", PathOf("copy.research.csv"), "-o", PathOf("b.zip")).AssertFault(5, "not-for-release");
        Assert.False(File.Exists(PathOf("b.zip")));
    }

    [Fact]
    public void The_report_of_an_evaluation_is_refused()
    {
        var report = PathOf("report.html");
        var run = Run("evaluate", Sample(), "--real", Table, "-s", Schema, "--report", report, "-q");
        Assert.Equal(0, run.Exit);
        File.Copy(PathOf("drawn.privacy.json"), PathOf("report.privacy.json"));

        Run("release", report, "-o", PathOf("b.zip")).AssertFault(5, "not-for-release");
    }

    [Theory]
    [InlineData("key-to-stdout", "keygen", "-o", "-")]
    [InlineData("bundle-to-stdout", "release", "people.csv", "-o", "-")]
    public void A_key_or_a_bundle_does_not_go_to_standard_output(string code, params string[] args) => Run(args).AssertFault(2, code);

    private string Sample()
    {
        var run = Run("sample", Train(), "-n", "20", "--seed", "1", "-o", PathOf("drawn.csv"), "-q");
        Assert.Equal(0, run.Exit);
        return PathOf("drawn.csv");
    }
}
