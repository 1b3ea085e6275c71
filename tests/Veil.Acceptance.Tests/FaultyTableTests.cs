namespace Veil.Acceptance.Tests;

/// <summary>Tables that cannot be read: each is refused in words, and nothing is written.</summary>
public sealed class FaultyTableTests : VeilProcess
{
    [Fact]
    public void An_empty_file() => Check("", "csv-empty", "t.csv");

    [Fact]
    public void A_quote_that_is_never_closed() => Check("age,town\n1,\"Ashby\n2,Crewe\n", "csv-quote-never-closed", "t.csv, line 2");

    [Fact]
    public void A_binary_file() => Check("\u007fELF\u0002\u0001\0\0\0\0\0\u0001\u0002\u0003\0\0\0", "csv-binary", "t.csv");

    [Fact]
    public void A_row_that_is_too_long() => Check("age,town\n1,Ashby\n2,Crewe,x\n", "csv-ragged-row", "t.csv, line 3");

    [Fact]
    public void A_row_that_is_too_short() => Check("age,town\n1,Ashby\n2\n", "csv-ragged-row", "t.csv, line 3");

    [Fact]
    public void A_gzip_file_that_was_cut()
    {
        Write("t.csv", TableText(5000));
        Assert.Equal(0, Shell("gzip t.csv; head -c $(( $(stat -c %s t.csv.gz) / 2 )) t.csv.gz > cut.csv.gz; rm t.csv.gz").Exit);
        Write("s.json", Schema);
        var run = Run("synth", "cut.csv.gz", "-s", "s.json", "--epsilon", "1", "-o", "out.csv");

        Assert.Equal(3, run.Exit);
        Assert.Contains("cut.csv.gz", run.Error, StringComparison.Ordinal);
        Assert.Equal(["cut.csv.gz", "s.json"], Files);
    }

    [Fact]
    public void A_folder()
    {
        Run("synth", Folder, "--epsilon", "1", "--header", "-o", "out.csv").AssertFault(3, "csv-is-a-directory", Folder);
        Assert.Empty(Files);
    }

    [Fact]
    public void An_absent_file()
    {
        Run("synth", "absent.csv", "--epsilon", "1", "--header", "-o", "out.csv").AssertFault(3, "csv-not-found", "absent.csv");
        Assert.Empty(Files);
    }

    [Fact]
    public void A_file_without_permission()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess || OperatingSystem.IsWindows(), "root may read everything");
        Write("t.csv", TableText(3));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(PathOf("t.csv"), UnixFileMode.None);
        }

        Run("synth", "t.csv", "--epsilon", "1", "--header", "-o", "out.csv").AssertFault(3, "csv-permission-denied", "t.csv");
        Assert.Equal(["t.csv"], Files);
    }

    [Fact]
    public void A_schema_of_another_version()
    {
        Write("s.json", Schema.Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal));
        Write("t.csv", TableText(3));
        var run = Run("synth", "t.csv", "-s", "s.json", "--epsilon", "1", "-o", "out.csv");

        Assert.Equal(3, run.Exit);
        Assert.Contains("s.json", run.Error, StringComparison.Ordinal);
        Assert.Equal(["s.json", "t.csv"], Files);
    }

    [Fact]
    public void A_schema_that_names_another_column()
    {
        Write("s.json", Schema.Replace("\"age\"", "\"agge\"", StringComparison.Ordinal));
        Write("t.csv", TableText(3));
        Run("synth", "t.csv", "-s", "s.json", "--epsilon", "1", "-o", "out.csv").AssertFault(3, "csv-column-absent", "t.csv: the schema's column 'agge'");
    }

    private void Check(string text, string code, string place)
    {
        Write("t.csv", text);
        Write("s.json", Schema);
        Run("synth", "t.csv", "-s", "s.json", "--epsilon", "1", "-o", "out.csv").AssertFault(3, code, place);
        Run("synth", "t.csv", "--epsilon", "1", "--header", "-o", "out.csv").AssertFault(3, code, place);
        Assert.Equal(["s.json", "t.csv"], Files);
    }
}
