using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Veil.Sql.Ledger;

namespace Veil.Cli.Tests;

/// <summary>Releases about the same people share an account, which refuses what does not fit.</summary>
public sealed class BudgetTests : Workplace
{
    private readonly string _table;
    private readonly string _schema;

    public BudgetTests()
    {
        // As many rows as no rule has a word to say of.
        string[] towns = ["Ashby", "Borough", "Crewe"];
        _table = Write("many.csv", "age,town\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i % 80},{towns[i % 3]}\n")));
        _schema = Write("many.schema.json", SchemaText.Replace("\"rows\": 200", "\"rows\": 2000", StringComparison.Ordinal));
    }

    private SqliteLedgerStore Store => new(PathOf("home"));

    private string LedgerFile => Path.Combine(PathOf("home"), "ledger.db");

    [Fact]
    public void An_account_releases_until_it_refuses()
    {
        Good("budget", "create", "people", "--epsilon", "3", "--reason", "patients of 2026");
        var releases = 0;
        Outcome run;
        while ((run = Synth("--account", "people")).Exit == 0)
        {
            releases++;
            Assert.Contains($"Account 'people': {releases} release", run.Error, StringComparison.Ordinal);
            Assert.InRange(releases, 1, 12);
        }

        Assert.Equal(ExitCodes.PrivacyRefusal, run.Exit);
        Assert.Contains("code: account-exceeded", run.Error, StringComparison.Ordinal);
        Assert.InRange(releases, 3, 12);
        var shown = Json("budget", "show", "people");
        Assert.Equal(releases, shown.GetProperty("runs").GetArrayLength());
        Assert.All(shown.GetProperty("runs").EnumerateArray(), each => Assert.Equal("committed", each.GetProperty("status").GetString()));
        Assert.InRange(shown.GetProperty("together").GetDouble(), 1, 3);
        Assert.Equal(releases, shown.GetProperty("sum").GetDouble(), 9);
        Assert.Equal(0, shown.GetProperty("more").GetInt32());
        Good("budget", "verify");

        Good("budget", "raise", "people", "--epsilon", "4", "--reason", "the board of May");
        Assert.Equal(0, Synth("--account", "people").Exit);
    }

    [Fact]
    public void Four_releases_cost_together_less_than_their_sum()
    {
        Good("budget", "create", "people", "--epsilon", "5");
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(0, Synth("--account", "people", "--delta", "1e-7").Exit);
        }

        var shown = Json("budget", "show", "people");
        var (together, sum) = (shown.GetProperty("together").GetDouble(), shown.GetProperty("sum").GetDouble());
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"together {together}, sum {sum}"));
        Assert.Equal(4, sum, 9);
        Assert.InRange(together, 1, 3);
    }

    [Fact]
    public void A_run_without_an_account_leaves_a_trace_and_its_statement_says_nothing_of_it()
    {
        var run = Synth();

        Assert.Contains("Internal: Account 'file:many.csv': 1 release, together at most epsilon ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\"account\"", File.ReadAllText(PathOf("out.privacy.json")), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, Json("budget", "show", "file:many.csv").GetProperty("limit").ValueKind);
    }

    [Fact]
    public void Rows_of_an_account_are_known_under_another_name_and_in_another_order()
    {
        Good("budget", "create", "people", "--epsilon", "3");
        Assert.Equal(0, Synth("--account", "people").Exit);
        var lines = File.ReadAllLines(_table);
        var other = Write("elsewhere.csv", string.Join('\n', [lines[0], .. lines[1..].Reverse(), ""]));

        foreach (var table in new[] { _table, other })
        {
            var run = RunOn(Store, "synth", table, "-s", _schema, "--epsilon", "1", "-o", PathOf("out.csv"), "-f");
            run.AssertFault(ExitCodes.PrivacyRefusal, "rows-of-another-account");
            Assert.Contains("'people'", run.Error, StringComparison.Ordinal);
        }

        Assert.Single(Json("budget", "show", "people").GetProperty("runs").EnumerateArray());
    }

    [Fact]
    public void Books_without_a_limit_follow_the_rows()
    {
        Assert.Equal(0, Synth().Exit);
        var other = Write("elsewhere.csv", File.ReadAllText(_table));

        var run = RunOn(Store, "synth", other, "-s", _schema, "--epsilon", "1", "-o", PathOf("out.csv"), "-f");

        Assert.Contains("Internal: Account 'file:many.csv': 2 releases", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_rows_of_the_same_columns_are_asked_about()
    {
        Good("budget", "create", "people", "--epsilon", "3");
        Assert.Equal(0, Synth("--account", "people").Exit);
        var next = Write("next.csv", File.ReadAllText(_table) + "7,Ashby\n");

        var run = RunOn(Store, "synth", next, "-s", _schema, "--epsilon", "1", "-o", PathOf("out.csv"), "-f");

        Assert.Equal(0, run.Exit);
        Assert.Contains("if they are the same people, use --account people.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_for_research_is_not_booked()
    {
        Assert.Equal(0, Synth("--research").Exit);
        Assert.False(File.Exists(LedgerFile));
        Synth("--research", "--account", "people").AssertFault(ExitCodes.PrivacyRefusal, "research-in-ledger");
    }

    [Fact]
    public void An_account_must_exist_before_it_is_charged()
    {
        Synth("--account", "people").AssertFault(ExitCodes.Usage, "account-unknown");
        RunOn(Store, "budget", "create", "no:name", "--epsilon", "1").AssertFault(ExitCodes.Usage, "account-name");
        Good("budget", "create", "people", "--epsilon", "1");
        RunOn(Store, "budget", "create", "people", "--epsilon", "1").AssertFault(ExitCodes.Usage, "account-exists");
        RunOn(Store, "budget", "raise", "people", "--epsilon", "0.5", "--reason", "x").AssertFault(ExitCodes.Usage, "account-not-raised");
        RunOn(Store, "budget", "raise", "people", "--epsilon", "5", "--reason", " ").AssertFault(ExitCodes.Usage, "reason-absent");
    }

    [Fact]
    public void An_account_adds_up_one_kind_of_promise()
    {
        Good("budget", "create", "people", "--epsilon", "3");
        Assert.Equal(0, Synth("--account", "people").Exit);

        Synth("--account", "people", "--neighbours", "replace-one").AssertFault(ExitCodes.PrivacyRefusal, "unit-of-another-kind");
    }

    [Fact]
    public void The_statement_says_what_all_releases_of_an_account_promise()
    {
        Good("budget", "create", "people", "--epsilon", "3");
        Assert.Equal(0, Synth("--account", "people").Exit);

        using var statement = JsonDocument.Parse(File.ReadAllText(PathOf("out.privacy.json")));
        var account = statement.RootElement.GetProperty("account");
        Assert.Equal(("people", 1, 3), (account.GetProperty("name").GetString(), account.GetProperty("release").GetInt32(), account.GetProperty("limit").GetDouble()));
        Assert.InRange(account.GetProperty("epsilon").GetDouble(), 0.1, 3);
        Assert.Contains("This is release 1 of account people.", File.ReadAllText(PathOf("out.privacy.md")), StringComparison.Ordinal);

        Assert.Equal(0, RunOn(Store, "train", _table, "-s", _schema, "--epsilon", "1", "--account", "people", "-o", PathOf("m.veil"), "-q").Exit);
        Assert.Equal("people", Run("model", "show", PathOf("m.veil"), "--json").Json.GetProperty("account").GetProperty("name").GetString());
    }

    [Fact]
    public void A_plan_tells_what_the_account_would_come_to()
    {
        Good("budget", "create", "people", "--epsilon", "3");

        var plan = RunOn(Store, "plan", "-s", _schema, "--epsilon", "1", "--account", "people");

        Assert.Contains("account 'people': epsilon 0 before and at most ", plan.Output, StringComparison.Ordinal);
        RunOn(Store, "plan", "-s", _schema, "--epsilon", "9", "--account", "people").AssertFault(ExitCodes.PrivacyRefusal, "account-exceeded");
        Assert.Empty(Json("budget", "show", "people").GetProperty("runs").EnumerateArray());
    }

    [Fact]
    public void What_was_committed_is_never_refunded()
    {
        Good("budget", "create", "people", "--epsilon", "3");
        Assert.Equal(0, Synth("--account", "people").Exit);
        var run = Json("budget", "show", "people").GetProperty("runs")[0].GetProperty("run").GetString()!;

        RunOn(Store, "budget", "refund", "people", run, "--reason", "a try").AssertFault(ExitCodes.PrivacyRefusal, "reservation-spent");
        RunOn(Store, "budget", "refund", "people", "abc", "--reason", "a try").AssertFault(ExitCodes.Usage, "reservation-unknown");
    }

    [Fact]
    public void A_changed_byte_of_any_line_is_found()
    {
        Good("budget", "create", "people", "--epsilon", "3");
        Assert.Equal(0, Synth("--account", "people").Exit);
        Sql("DROP TRIGGER lines_are_not_changed");
        foreach (var line in Store.Read(lines => lines.Of("people")))
        {
            for (var at = 0; at < line.Text.Length; at += 17)
            {
                var changed = line.Text[..at] + (char)(line.Text[at] ^ 1) + line.Text[(at + 1)..];
                Sql("UPDATE lines SET text = $t WHERE n = $n", ("$t", changed), ("$n", line.Number));
                Assert.Equal(ExitCodes.VerificationFailed, RunOn(Store, "budget", "verify").Exit);
            }

            Sql("UPDATE lines SET text = $t, hash = $h WHERE n = $n", ("$t", line.Text), ("$h", new string('0', 64)), ("$n", line.Number));
            Assert.Equal(ExitCodes.VerificationFailed, RunOn(Store, "budget", "verify").Exit);
            Sql("UPDATE lines SET hash = $h WHERE n = $n", ("$h", line.Hash), ("$n", line.Number));
        }

        Good("budget", "verify", "people");
        Assert.Equal(0, Synth("--account", "people").Exit);
        Sql("DROP TRIGGER lines_are_not_changed");
        Sql("UPDATE lines SET text = replace(text, '3', '9') WHERE n = 1");
        Synth("--account", "people").AssertFault(ExitCodes.VerificationFailed, "ledger-damaged");
    }

    [Fact]
    public void Lines_are_neither_changed_nor_deleted()
    {
        Good("budget", "create", "people", "--epsilon", "3");

        Assert.Throws<SqliteException>(() => Sql("UPDATE lines SET text = ''"));
        Assert.Throws<SqliteException>(() => Sql("DELETE FROM lines"));
    }

    [Fact]
    public void An_older_copy_is_only_read()
    {
        Good("budget", "create", "people", "--epsilon", "3");
        File.Copy(LedgerFile, PathOf("older.db"));
        Assert.Equal(0, Synth("--account", "people").Exit);
        var statement = PathOf("statement.json");
        File.Copy(PathOf("out.privacy.json"), statement);
        Good("budget", "verify", "--statement", statement);
        foreach (var file in Directory.GetFiles(PathOf("home"), "ledger.db*"))
        {
            File.Delete(file);
        }

        File.Copy(PathOf("older.db"), LedgerFile);

        Synth("--account", "people").AssertFault(ExitCodes.PrivacyRefusal, "ledger-read-only");
        Good("budget", "show", "people");

        // The mark beside the ledger may be older too; a statement tells all the same.
        File.Delete(Path.Combine(PathOf("home"), "ledger.heads"));
        var verified = RunOn(Store, "budget", "verify", "--statement", statement);
        Assert.Equal(ExitCodes.VerificationFailed, verified.Exit);
        Assert.Contains("(ledger-read-only)", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ledger_without_its_key_charges_nothing()
    {
        Good("budget", "create", "people", "--epsilon", "3");
        File.Delete(Path.Combine(PathOf("home"), "ledger.key"));

        Synth("--account", "people").AssertFault(ExitCodes.VerificationFailed, "ledger-damaged");
    }

    [Fact]
    public void The_key_and_the_folder_are_for_their_owner()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes of files are those of Unix");
        Good("budget", "create", "people", "--epsilon", "3");

#pragma warning disable CA1416 // Skipped there.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(PathOf("home"), "ledger.key")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(PathOf("home")));
#pragma warning restore CA1416
    }

    [Fact]
    public void A_folder_that_is_none_stops_the_run_before_anything_is_read()
    {
        File.WriteAllText(PathOf("home"), "");

        Synth().AssertFault(ExitCodes.CannotFinish, "ledger-cannot-be-written");
        Assert.False(File.Exists(PathOf("out.csv")));
    }

    [Fact]
    public void Accounts_are_listed_and_exported()
    {
        Assert.Contains("no account yet", RunOn(Store, "budget", "list").Output, StringComparison.Ordinal);
        Good("budget", "create", "people", "--epsilon", "3");
        Assert.Equal(0, Synth("--account", "people").Exit);

        Assert.Contains("people", RunOn(Store, "budget", "list").Output, StringComparison.Ordinal);
        var lines = RunOn(Store, "budget", "export", "people").Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["open", "reserve", "identify", "settle", "commit"], lines.Select(line => line.GetProperty("line").GetProperty("kind").GetString()));
        Assert.Equal(Json("budget", "show", "people").GetProperty("head").GetString(), lines[^1].GetProperty("hash").GetString());
    }

    private Outcome Synth(params string[] more) =>
        RunOn(Store, ["synth", _table, "-s", _schema, "--epsilon", "1", "-m", "independent", "-o", PathOf("out.csv"), "-f", .. more]);

    private string Good(params string[] args)
    {
        var run = RunOn(Store, args);
        Assert.Equal((0, ""), (run.Exit, run.Error));
        return run.Output;
    }

    private JsonElement Json(params string[] args) => JsonDocument.Parse(Good([.. args, "--json"])).RootElement;

    private void Sql(string text, params (string Name, object Value)[] parameters)
    {
        using var connection = new SqliteConnection($"Data Source={LedgerFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }
}
