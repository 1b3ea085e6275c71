namespace Veil.Cli;

/// <summary>The words of the command line for the settings and jobs that faults name.</summary>
internal static class OptionText
{
    /// <summary>The option of a setting.</summary>
    public static string OfSetting(string name) => name switch
    {
        "output" => "-o",
        "count" => "-n",
        _ => "--" + name,
    };

    /// <summary>The command of a job.</summary>
    public static string OfJob(string name) => $"'veil {name}'";
}
