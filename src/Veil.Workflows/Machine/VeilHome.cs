namespace Veil.Workflows.Machine;

/// <summary>The folder where Veil keeps its own state, such as accounts and jobs.</summary>
public static class VeilHome
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "VEIL_HOME";

    /// <summary>The folder: the variable's, else one in the user's own data folder. It need not exist yet.</summary>
    public static string Path =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen
            ? System.IO.Path.GetFullPath(chosen)
            : System.IO.Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                "veil");
    /// <summary>The folder of the runs that are going on or were interrupted.</summary>
    public static string Runs => System.IO.Path.Combine(Path, "runs");
}
