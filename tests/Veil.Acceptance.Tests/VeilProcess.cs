using System.Diagnostics;
using System.Text;

namespace Veil.Acceptance.Tests;

/// <summary>The program as people run it: a process, a folder of its own, bytes in and out.</summary>
public abstract class VeilProcess : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "veil.dll");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("veil-acceptance-");

    protected const string Schema = """
        {
          "fields": [
            {"name": "age", "type": "integer", "constraints": {"minimum": 0, "maximum": 99}},
            {"name": "town", "type": "string", "categories": ["Ashby", "Borough", "Crewe"]}
          ],
          "privacy": {"version": 1, "provenance": "declared", "rows": 200}
        }
        """;

    /// <summary>All files in the folder, hidden and temporary ones included.</summary>
    protected string[] Files => [.. _folder.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    protected string Folder => _folder.FullName;

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected void Write(string name, string text) => File.WriteAllText(PathOf(name), text, Encoding.Latin1);

    protected string PathOf(string name) => Path.Combine(_folder.FullName, name);

    protected static string TableText(int rows) =>
        "age,town\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{i % 80},{(i % 3) switch { 0 => "Ashby", 1 => "Borough", _ => "Crewe" }}\n"));

    /// <summary>Starts the program in the folder.</summary>
    internal Process Start(IEnumerable<string> args, string? home = null)
    {
        var start = Prepared("dotnet", home);
        start.ArgumentList.Add(s_program);
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs the program to its end.</summary>
    internal Outcome Run(params string[] args) => RunWith("", args);

    /// <summary>Runs the program with a text on standard input.</summary>
    internal Outcome RunWith(string input, params string[] args)
    {
        using var process = Start(args);
        return End(process, input);
    }

    /// <summary>Runs a script in which <c>veil</c> is the program.</summary>
    internal Outcome Shell(string script)
    {
        var start = Prepared("bash", null);
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"veil() {{ dotnet '{s_program}' \"$@\"; }}\n{script}");
        using var process = Process.Start(start)!;
        return End(process, "");
    }

    internal static Outcome End(Process process, string input)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read everything.
        }

        if (!process.WaitForExit(s_longest))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("The program did not end.");
        }

        return new Outcome(process.ExitCode, output.Result, error.Result);
    }

    private ProcessStartInfo Prepared(string program, string? home)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["VEIL_HOME"] = home ?? PathOf("home");
        return start;
    }
}

/// <summary>How a run ended.</summary>
internal sealed record Outcome(int Exit, string Output, string Error)
{
    /// <summary>Fails unless the run ended with one sentence that names the place, a way out and a code.</summary>
    public void AssertFault(int exit, string code, string place)
    {
        var lines = Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.EndsWith(" ...", StringComparison.Ordinal)).ToArray();
        Assert.True(lines.Length == 3, $"exit {Exit}\n{Error}");
        Assert.StartsWith("veil: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(place, lines[0], StringComparison.Ordinal);
        Assert.EndsWith(".", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("  Fix: ", lines[1], StringComparison.Ordinal);
        Assert.Equal(("  code: " + code, exit, ""), (lines[2], Exit, Output));
    }
}
