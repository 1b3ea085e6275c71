using Veil.Data.Errors;
using Veil.Synthesis.Contracts;

namespace Veil.Workflows.Files;

/// <summary>A file that lists the marginals that should be right, as JSON: the value of the option 'workload'.</summary>
public static class WorkloadFile
{
    /// <summary>Reads it.</summary>
    /// <returns>Its text, which is a <see cref="Workload"/>.</returns>
    /// <exception cref="VeilException">It cannot be read, or is no workload.</exception>
    public static string Load(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            return Workload.Parse(text).Items.IsEmpty ? throw new FormatException("It lists nothing.") : text;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new VeilException(
                FaultKind.Usage, "workload-absent", $"The workload file {path} cannot be read.",
                "Give 1, 2 or 3, or the path of a JSON file.", fault);
        }
        catch (FormatException fault)
        {
            throw new VeilException(
                FaultKind.BadInput,
                "workload-format",
                $"{path} is not a list of sets of columns.",
                "Write for example [[\"age\", \"income\"], {\"columns\": [\"sex\", \"age\"], \"weight\": 2}].",
                fault);
        }
    }
}
