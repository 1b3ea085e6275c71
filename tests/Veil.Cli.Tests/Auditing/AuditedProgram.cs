using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Veil.Auditing;
using Veil.Cli.Commands;
using Veil.Privacy.Noise;

namespace Veil.Cli.Tests.Auditing;

/// <summary>
/// The program in a folder of its own, run on one file and then on another with the kernel's answers held fixed: everything that
/// comes out of it, but what it calls internal, has to be the same, byte for byte.
/// </summary>
internal sealed class AuditedProgram : IDisposable
{
    private const string RunId = "00000000000000000000000000000000";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("veil-audit-");

    /// <summary>Where files are.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Runs a command, and others on what it made, on both files.</summary>
    /// <param name="pair">The files; each in its turn is <c>table.csv</c>.</param>
    /// <param name="schema">What is <c>table.json</c>; null for no such file.</param>
    /// <param name="commands">The commands, of which the first reads the table. Words that begin with <c>@</c> are files of the folder.</param>
    /// <param name="mayStop">Whether the reader may stop at one of the files.</param>
    /// <returns>What differs.</returns>
    public List<string> Alarms(FilePair pair, string? schema, string[][] commands, bool mayStop)
    {
        var recording = new Recording();
        var one = Run(pair.One, schema, commands, recording.Source);
        var replay = recording.Replay();
        var other = Run(pair.Other, schema, commands, replay.Source);
        if (mayStop && one[0].Exit != other[0].Exit)
        {
            // One of them is refused: nothing was asked, and nothing comes out.
            var stopped = one[0].Exit == 0 ? other : one;
            return [.. stopped[0].Exit is ExitCodes.BadInput or ExitCodes.PrivacyRefusal ? Array.Empty<string>() : [$"A refusal with exit code {stopped[0].Exit}."], .. Leaks(stopped[0])];
        }

        var alarms = new List<string>();
        if (one.Concat(other).Any(outcome => outcome.Exit == ExitCodes.Bug))
            alarms.Add("The program failed: " + Encoding.UTF8.GetString(one.Concat(other).First(outcome => outcome.Exit == ExitCodes.Bug).Outputs["standard error"]));
        if (one[0].Exit == 0)
            alarms.AddRange(replay.Alarms());
        else
            alarms.AddRange(Leaks(one[0]));
        if (one.Count != other.Count)
            alarms.Add($"One run ends with the exit code {one[^1].Exit} of 'veil {commands[one.Count - 1][0]}', the other with {other[^1].Exit} of 'veil {commands[other.Count - 1][0]}': {Encoding.UTF8.GetString((one.Count < other.Count ? one : other)[^1].Outputs["standard error"])}");
        for (var i = 0; i < Math.Min(one.Count, other.Count); i++)
        {
            foreach (var key in one[i].Outputs.Keys.Union(other[i].Outputs.Keys).Order(StringComparer.Ordinal))
            {
                var (here, there) = (one[i].Outputs.GetValueOrDefault(key), other[i].Outputs.GetValueOrDefault(key));
                if (here is null || there is null || !here.AsSpan().SequenceEqual(there))
                    alarms.Add($"'veil {string.Join(' ', commands[i].Take(2))}': {key} differs: {Difference(here, there)}");
            }
        }

        return alarms;
    }

    private static IEnumerable<string> Leaks((int Exit, Dictionary<string, byte[]> Outputs) stopped) => stopped.Outputs
        .Where(output => output.Key is not ("exit code" or "standard error") && output.Value.Length > 0)
        .Select(output => $"A refusal leaves {output.Key} of {output.Value.Length} bytes.");

    private List<(int Exit, Dictionary<string, byte[]> Outputs)> Run(byte[] table, string? schema, string[][] commands, NoiseSource noise)
    {
        foreach (var file in _folder.EnumerateFiles())
            file.Delete();
        File.WriteAllBytes(PathOf("table.csv"), table);
        if (schema is not null)
            File.WriteAllText(PathOf("table.json"), schema);
        var outcomes = new List<(int, Dictionary<string, byte[]>)>();
        foreach (var command in commands)
        {
            using var output = new MemoryStream();
            using var error = new StringWriter { NewLine = "\n" };
            var terminal = new Terminal(new MemoryStream(), output, error, IsErrorInteractive: false, IsInputInteractive: false) { Noise = noise, RunId = RunId, LargestEpsilon = 1000 };
            string[] arguments = [.. command.Select(word => word.StartsWith('@') ? PathOf(word[1..]) : word)];
            var exit = CommandLine.Run(arguments, terminal, TestContext.Current.CancellationToken);
            var outputs = new Dictionary<string, byte[]>
            {
                ["exit code"] = [(byte)exit],
                ["standard output"] = WithoutInternal(output.ToArray(), arguments.Contains("--json")),
                ["standard error"] = Encoding.UTF8.GetBytes(string.Join('\n', error.ToString().Split('\n').Where(line => !line.StartsWith(ResultText.Internal, StringComparison.Ordinal)))),
            };
            foreach (var file in _folder.EnumerateFiles().Where(file => file.Name is not ("table.csv" or "table.json")))
                outputs["file " + file.Name] = File.ReadAllBytes(file.FullName);
            outcomes.Add((exit, outputs));
            if (exit != 0)
                break;
        }

        return outcomes;
    }

    private static byte[] WithoutInternal(byte[] output, bool isJson)
    {
        if (!isJson || output.Length == 0)
            return output;
        var json = JsonNode.Parse(output)!.AsObject();
        json.Remove("internal");
        return JsonSerializer.SerializeToUtf8Bytes(json);
    }

    private static string Difference(byte[]? here, byte[]? there)
    {
        if (here is null || there is null)
            return here is null ? "it is there for the other alone" : "it is there for the one alone";
        var at = here.AsSpan().CommonPrefixLength(there);
        return $"at byte {at} of {here.Length} and {there.Length}, '{Excerpt(here)}' and '{Excerpt(there)}'";

        string Excerpt(byte[] bytes) => Encoding.UTF8.GetString(bytes.AsSpan(Math.Max(0, at - 40), Math.Min(bytes.Length - Math.Max(0, at - 40), 120)));
    }
}
