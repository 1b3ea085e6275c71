using System.Diagnostics;

namespace Veil.Packaging.Tests;

/// <summary>The folder of the solution, and the programs that are run there.</summary>
internal static class Repository
{
    /// <summary>The folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>How these tests were built: what is packed is what was built so.</summary>
    public static string Configuration { get; } =
        new DirectoryInfo(AppContext.BaseDirectory).Name.Equals("debug", StringComparison.OrdinalIgnoreCase) ? "Debug" : "Release";

    /// <summary>The path of a sample.</summary>
    public static string Sample(string name) => Path.Combine(Root, "samples", name);

    /// <summary>Runs a program to its end and gives what it printed; fails unless it ended well.</summary>
    /// <param name="folder">The folder to run it in.</param>
    /// <param name="program">Its name or path.</param>
    /// <param name="args">Its arguments.</param>
    public static string Run(string folder, string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        start.Environment["VEIL_HOME"] = folder;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', args)} ended with {process.ExitCode}:\n{output}\n{error.Result}");
        return output;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Veil.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        }

        return folder.FullName;
    }
}
