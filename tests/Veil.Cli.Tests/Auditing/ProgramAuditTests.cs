namespace Veil.Cli.Tests.Auditing;

/// <summary>
/// The program on files that differ in one protected unit, with the kernel's answers held fixed: rows, model, statements, report,
/// standard output and error, exit code and the names and sizes of files are the same for both, but for what is marked internal.
/// </summary>
/// <remarks>
/// By default each case takes every fourth pair of files, another fourth for the next case, and each pair meets one method. Set
/// VEIL_AUDIT_ALL=1 for the whole cross product, which takes hours.
/// </remarks>
public class ProgramAuditTests
{
    private static readonly bool s_isWhole = Environment.GetEnvironmentVariable("VEIL_AUDIT_ALL") == "1";

    private const int MostTold = 40;

    // Of the pairs, in the reduced run.
    private const int OneOfPairs = 4;

    private static readonly string[] s_methods =
        ["auto", "independent", "mst", "correlated", "mixture", "aim", "clique-tree", "copula", "mwem", "dp-pca", "tvae", "dp-ar"];

    // Their model files hold sums of many threads, whose last bits are others in every run; the rows drawn from them are compared.
    private static readonly string[] s_sumsOfThreads = ["auto", "aim", "mwem"];

    private static readonly string[] s_networks = ["tvae", "dp-ar"];

    private static readonly string[] s_reads = ["synth", "train", "embed"];

    public static TheoryData<string, string, string> Rows => new()
    {
        { "add-remove", "drop", "declared" },
        { "add-remove", "drop", "typed" },
        { "add-remove", "drop", "unknown" },
        { "add-remove", "fail", "declared" },
        { "add-remove", "fail", "unknown" },
        { "replace-one", "fail", "declared" },
        { "replace-one", "fail", "unknown" },
    };

    public static TheoryData<string, string, string> Persons => new()
    {
        { "add-remove", "drop", "declared" },
        { "add-remove", "drop", "typed" },
        { "replace-one", "fail", "declared" },
    };

    // A schema names the columns; without one the header is the owner's word.
    private static IEnumerable<string> HeaderOf(string known)
    {
        if (known == "unknown")
        {
            yield return "--header";
        }
    }

    [Slow]
    [Theory]
    [MemberData(nameof(Rows))]
    public void Files_that_differ_in_a_row(string neighbours, string badRows, string known)
    {
        var isReplaced = neighbours == "replace-one";
        Check(
            [.. FilePair.OfRows(isReplaced), .. FilePair.OfShapes(isReplaced)],
            known == "unknown" ? null : Schema(known, "age", "town", "income", "joined"),
            ["--neighbours", neighbours, "--bad-rows", badRows, .. HeaderOf(known)],
            known,
            badRows == "fail");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Files_of_one_column_that_differ_in_a_row(string neighbours, string badRows, string known) => Check(
        [.. FilePair.OfOneColumn(neighbours == "replace-one")],
        known == "unknown" ? null : Schema(known, "town"),
        ["--neighbours", neighbours, "--bad-rows", badRows, .. HeaderOf(known)],
        known,
        badRows == "fail");

    [Theory]
    [MemberData(nameof(Rows))]
    public void Files_without_a_header_that_differ_in_the_first_row(string neighbours, string badRows, string known) => Check(
        [.. FilePair.WithoutHeader(neighbours == "replace-one")],
        known == "unknown" ? null : Schema(known, "age", "town", "income", "joined"),
        ["--neighbours", neighbours, "--bad-rows", badRows, "--no-header"],
        known,
        badRows == "fail");

    [Theory]
    [InlineData("add-remove")]
    [InlineData("replace-one")]
    public void Files_of_which_nobody_says_whether_they_have_a_header(string neighbours)
    {
        // A script is refused, whatever the first line holds.
        var isReplaced = neighbours == "replace-one";
        using var program = new AuditedProgram();
        foreach (var pair in FilePair.WithoutHeader(isReplaced).Concat(FilePair.OfRows(isReplaced).Take(6)))
        {
            foreach (var command in s_reads)
                Assert.Empty(program.Alarms(pair, null, [[command, "@table.csv", "-o", "@out", "--epsilon", "1", "--neighbours", neighbours]], mayStop: false));
        }
    }

    [Slow]
    [Theory]
    [MemberData(nameof(Persons))]
    public void Files_that_differ_in_a_person(string neighbours, string badRows, string known) => Check(
        [.. FilePair.OfPersons(neighbours == "replace-one")],
        Schema(known, "person", "age", "town", "income", "joined"),
        ["--neighbours", neighbours, "--bad-rows", badRows, "--entity", "person", "--max-rows-per-entity", "3"],
        known,
        badRows == "fail");

    [Theory]
    [InlineData("unknown", Stop.Always)]
    [InlineData("declared", Stop.WithTypes)]
    public void Rows_that_stop_the_reader_are_those_that_are_listed(string known, Stop least)
    {
        using var program = new AuditedProgram();
        File.WriteAllText(program.PathOf("table.json"), Schema("declared", "age", "town", "income", "joined"));
        string[] schema = known == "unknown" ? ["--header"] : ["-s", program.PathOf("table.json")];
        var pairs = FilePair.OfRows(isReplaced: false).ToList();
        var stopped = pairs.Where(pair =>
        {
            File.WriteAllBytes(program.PathOf("table.csv"), pair.Other);
            var run = Workplace.Run(["synth", program.PathOf("table.csv"), "-o", program.PathOf("out.csv"), "-f", "--epsilon", "1", "-q", .. schema]);
            Assert.Contains(run.Exit, (int[])[ExitCodes.Done, ExitCodes.BadInput]);
            return run.Exit == ExitCodes.BadInput;
        });
        Assert.Equal(pairs.Where(pair => pair.Stops >= least).Select(pair => pair.Name), stopped.Select(pair => pair.Name).ToList());
    }

    private static void Check(FilePair[] pairs, string? schema, string[] options, string known, bool mayStop)
    {
        var alarms = new List<string>();
        var first = known.Length + options.Sum(option => option.Length);
        var all = pairs
            .SelectMany((pair, i) => s_isWhole || (first + i) % OneOfPairs == 0 ? Runs(i, known, options).Select(run => (pair, run)) : [])
            .ToList();
        Parallel.ForEach(all, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, each =>
        {
            using var program = new AuditedProgram();
            var found = program.Alarms(each.pair, schema, each.run.Commands, mayStop && each.pair.Stops >= (known == "unknown" ? Stop.Always : Stop.WithTypes));
            lock (alarms)
                alarms.AddRange(found.Select(alarm => $"{each.pair.Name}, {each.run.Name}: {alarm}"));
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{pairs.Length} pairs, {all.Count} runs.");
        Assert.True(alarms.Count == 0, $"{alarms.Count} alarms:\n{string.Join('\n', alarms.Take(MostTold))}");
    }

    private static IEnumerable<(string Name, string[][] Commands)> Runs(int pair, string known, string[] options)
    {
        // Each pair meets other methods and commands under other options.
        var turn = pair + (5 * known.Length) + options.Sum(option => option.Length);
        if (s_isWhole)
        {
            foreach (var method in s_methods.SelectMany(method => new[] { Synth(method, 1, pair), Chain(method, 1) }))
                yield return method;
            yield return Embed();
            yield break;
        }

        var next = s_methods[turn % s_methods.Length];
        yield return turn % 3 == 0 && !s_sumsOfThreads.Contains(next) ? Chain(next, pair) : Synth(next, pair, turn);
        if (turn % 12 == 7)
            yield return Embed();

        (string, string[][]) Synth(string method, int budget, int form) =>
            ($"synth {method}", [["synth", "@table.csv", "-o", "@out.csv", "--seed", "7", .. Training(method, budget), .. form % 2 == 0 ? new[] { "--json" } : []]]);

        (string, string[][]) Chain(string method, int budget) => ($"train {method}",
        [
            ["train", "@table.csv", "-o", "@model.veil", .. Training(method, budget)],
            ["sample", "@model.veil", "-n", "30", "--seed", "7", "-o", "@drawn.csv"],
            ["sample", "@model.veil", "-n", "5", "--seed", "8"],
            ["model", "show", "@model.veil"],
            ["model", "show", "@model.veil", "--measurements"],
            ["model", "show", "@model.veil", "--json"],
            ["model", "report", "@model.veil", "-o", "@report.html"],
            .. known == "unknown" ? Array.Empty<string[]>() : [["plan", "-s", "@table.json", "--epsilon", "1", "-m", method]],
        ]);

        (string, string[][]) Embed() =>
            ("embed", [["embed", "@table.csv", "-o", "@points.csv", "--seed", "7", "-n", "20", .. Training("tvae", 1).Where((_, i) => i > 1)]]);

        // With a large budget more is learnt, and more code depends on it. What is hopeless is refused, so networks need one.
        string[] Training(string method, int budget)
        {
            var isNetwork = s_networks.Contains(method);
            string[] epsilon = isNetwork || budget % 2 == 0 ? ["--epsilon", "1000", "--accept-epsilon", "an audit"] : ["--epsilon", "1"];
            return
            [
                "-m", method, .. epsilon, .. options,
                .. known == "unknown" ? Array.Empty<string>() : ["-s", "@table.json"],
                .. isNetwork ? ["--epochs", "1", "--batch-size", "10", "-q"] : Array.Empty<string>(),
                .. known == "declared" && !isNetwork && budget % 5 == 1 ? ["--delta", "0"] : Array.Empty<string>(),
            ];
        }
    }

    private static string Schema(string known, params string[] columns)
    {
        var isDeclared = known == "declared";
        var fields = columns.Select(column => column switch
        {
            "person" => """{"name": "person", "type": "string", "privacy": {"role": "identifier"}}""",
            "age" => isDeclared ? """{"name": "age", "type": "integer", "constraints": {"minimum": 0, "maximum": 99}}""" : """{"name": "age", "type": "integer"}""",
            "town" => isDeclared ? """{"name": "town", "type": "string", "categories": ["Ashby", "Borough", "Crewe", "Zürich"]}""" : """{"name": "town", "type": "string"}""",
            "income" => isDeclared
                ? """{"name": "income", "type": "number", "constraints": {"minimum": 0, "maximum": 9999}, "privacy": {"step": 0.5}}"""
                : """{"name": "income", "type": "number"}""",
            _ => isDeclared
                ? """{"name": "joined", "type": "date", "constraints": {"minimum": "2019-01-01", "maximum": "2024-12-31"}, "privacy": {"granularity": "month"}}"""
                : """{"name": "joined", "type": "date"}""",
        });
        return "{\"fields\": [" + string.Join(", ", fields) + "], \"privacy\": {\"version\": 1, \"provenance\": \"declared\"}}";
    }
}
