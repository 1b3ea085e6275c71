using System.Text;
using System.Text.Json;
using Veil.Auditing;
using Veil.Cli.Commands;
using Veil.Data.Formats;
using Veil.Sql.Ledger;

namespace Veil.Cli.Tests;

/// <summary>A folder of its own, with a small table in it, and the program to run there.</summary>
public abstract class Workplace : IDisposable
{
    protected const string SchemaText = """
        {
          "fields": [
            {"name": "age", "type": "integer", "constraints": {"minimum": 0, "maximum": 99}},
            {"name": "town", "type": "string", "categories": ["Ashby", "Borough", "Crewe"]}
          ],
          "privacy": {"version": 1, "provenance": "declared", "rows": 200}
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("veil-cli-");

    protected Workplace()
    {
        string[] towns = ["Ashby", "Borough", "Crewe"];
        Table = Write("people.csv", "age,town\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i % 80},{towns[i % 3]}\n")));
        Schema = Write("people.schema.json", SchemaText);
    }

    /// <summary>A table of 200 people.</summary>
    protected string Table { get; }

    /// <summary>Its schema.</summary>
    protected string Schema { get; }

    /// <summary>The names of the files in the folder.</summary>
    protected IEnumerable<string> Files => _folder.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal);

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string PathOf(string name) => Path.Combine(_folder.FullName, name);

    protected string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    /// <summary>Runs the program on an argument list.</summary>
    internal static Outcome Run(params string[] args) => RunWith("", args);

    /// <summary>Runs the program with a text on standard input.</summary>
    internal static Outcome RunWith(string input, params string[] args) => RunWith(input, isInteractive: false, args);

    /// <summary>Runs the program for a person who types a text.</summary>
    internal static Outcome RunOnTerminal(string typed, params string[] args) => RunWith(typed, isInteractive: true, args);

    /// <summary>Runs the program with other formats of tables.</summary>
    internal static Outcome RunOn(FormatCatalog formats, params string[] args) => RunWith("", isInteractive: false, args, formats);

    /// <summary>Runs the program until it ends or is cancelled.</summary>
    internal static Outcome RunUntil(CancellationToken stop, params string[] args) => RunWith("", isInteractive: false, args, null, stop);

    /// <summary>Runs the program with a ledger; without one, no budget is booked.</summary>
    internal static Outcome RunOn(ILedgerStore ledger, params string[] args) => RunWith("", isInteractive: false, args, ledger: ledger);

    private static Outcome RunWith(
        string input,
        bool isInteractive,
        string[] args,
        FormatCatalog? formats = null,
        CancellationToken? stop = null,
        ILedgerStore? ledger = null)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        using var stdin = new MemoryStream(Encoding.UTF8.GetBytes(input));
        var terminal = new Terminal(stdin, output, error, IsErrorInteractive: isInteractive, IsInputInteractive: isInteractive)
        {
            Formats = formats ?? FormatCatalog.Default,
            Ledger = ledger,

            // The same noise in every run, so that no test fails by chance; a seed that is given is what is tested.
            Noise = args.Contains("--noise-seed") ? null : RepeatableNoise.Of(1),
        };
        var exit = CommandLine.Run(args, terminal, stop ?? TestContext.Current.CancellationToken);
        return new Outcome(exit, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    /// <summary>A model of the table.</summary>
    protected string Train(params string[] more)
    {
        var model = PathOf("people.veil");
        var run = Run(["train", Table, "-s", Schema, "--epsilon", "1", "-o", model, "-q", .. more]);
        Assert.Equal((0, ""), (run.Exit, run.Error));
        return model;
    }
}

/// <summary>What a run of the program did.</summary>
internal sealed record Outcome(int Exit, string Output, string Error)
{
    /// <summary>Standard output as the one JSON document it must be.</summary>
    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Output);
            return document.RootElement.Clone();
        }
    }

    /// <summary>The names of the keys of the JSON object.</summary>
    public string Keys => string.Join(" ", Json.EnumerateObject().Select(member => member.Name));

    /// <summary>Fails unless the run ended so, with one sentence on what is wrong, a way out and a code.</summary>
    public void AssertFault(int exit, string code)
    {
        var lines = Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).SkipWhile(line => line.EndsWith(" ...", StringComparison.Ordinal)).ToArray();
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("veil: ", lines[0], StringComparison.Ordinal);
        Assert.Matches(@"\.( \(rule G\d+\))?$", lines[0]);
        Assert.StartsWith("  Fix: ", lines[1], StringComparison.Ordinal);
        Assert.Equal(("  code: " + code, exit), (lines[2], Exit));
        Assert.Empty(Output);
    }
}
