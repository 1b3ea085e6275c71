using System.Text;
using System.Text.Json;
using Veil.Data.Schemas;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Models;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Models;

/// <summary>The privacy statement, for programs and for people.</summary>
public sealed class StatementTests
{
    private static readonly PrivacyEvent[] s_events =
    [
        new GaussianEvent(12.5, 1.5),
        new GaussianEvent(12.5, 1.5, isRounded: true),
        new LaplaceEvent(3.25, 2),
        new ExponentialEvent(0.125),
        new PureEvent(0.0625),
        new ThresholdEvent(1e-9),
        new SubsampledGaussianEvent(1.0 / 3, 1.25, 700),
        new ComposedEvent([new GaussianEvent(1.0 / 3, 1), new ComposedEvent([new ThresholdEvent(1e-12), new PureEvent(0.1)])]),
    ];

    [Fact]
    public void Every_kind_of_event_is_written_and_read_back()
    {
        // A new kind of event must be added to the list above, and so to both formats.
        Assert.Equal(
            typeof(PrivacyEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PrivacyEvent)) && !type.IsAbstract).ToHashSet(),
            s_events.Select(spent => spent.GetType()).ToHashSet());
        var statement = Statement() with
        {
            Charges = [.. s_events.Select((spent, i) => new Charge(spent, $"step {i}", i / 7.0, Prelude: i == 3))],
        };

        var again = Read(Json(statement));

        Assert.Equal(statement.Charges, again.Charges);
        Assert.Equal(Json(statement), Json(again));
        Assert.DoesNotContain("Event", StatementMarkdown.Write(statement), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("independent", CompositionRule.GaussianDp, "mu^2/2", "rounded Gaussian")]
    [InlineData("mst", CompositionRule.GaussianDp, "mu^2/2", "rounded Gaussian")]
    public void A_statement_that_is_read_back_replays_by_the_rule_it_was_made_by(
        string method, CompositionRule rule, string currency, string noise)
    {
        using var file = new MemoryStream();
        Fitting.Fit(method, SmallTable.Rows(100), epsilon: 1, delta: 1e-9).Save(file);
        file.Position = 0;
        var statement = SynthesizerCatalog.Load(file, "a.veil").Statement;

        var replayed = PrivacyAccountant.Replay(statement.Charges, statement.Rule!.Value, 1e-9, PrivacyUnit.Row, Neighbours.AddRemove);

        Assert.Equal(rule, statement.Rule);
        Assert.InRange(replayed.Epsilon, 0.95, 1 + 1e-12);
        var text = StatementMarkdown.Write(statement);
        Assert.Contains($"| {currency}, spent |", text, StringComparison.Ordinal);
        Assert.Contains(noise, text, StringComparison.Ordinal);
        Assert.Equal(Json(statement), Json(Read(Json(statement))));
    }

    [Fact]
    public void A_statement_of_discrete_noise_is_replayed_by_rho_although_no_run_makes_one_any_more()
    {
        var noise = new GaussianEvent(10, 1);
        var json = Json(Statement() with { Charges = [new Charge(noise, "counts", 0.005)] });

        var old = Read(json);
        var replayed = PrivacyAccountant.Replay(old.Charges, old.Rule!.Value, 1e-9, PrivacyUnit.Row, Neighbours.AddRemove);

        Assert.Contains("\"discrete-gaussian\"", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
        Assert.Equal(ZCdp.Epsilon(noise.Cost(CompositionRule.ZeroConcentrated), 1e-9), replayed.Epsilon);
    }

    [Fact]
    public void Everything_else_is_written_and_read_back()
    {
        var statement = Statement() with
        {
            AcceptedBecause = "a \"reason\"\nof two lines",
            BadRowsMayBeLeftOut = true,
            SecureNoise = false,
            Sample = new StatedSample(long.MaxValue, ulong.MaxValue),
            Guarantee = new PrivacyGuarantee(1.0 / 3, 1e-300, new PrivacyUnit("pérson|<b>", 1_000_000), Neighbours.ReplaceOne),
        };

        var again = Read(Json(statement));

        Assert.Equal(statement.Guarantee, again.Guarantee);
        Assert.Equal(statement.Sample, again.Sample);
        Assert.Equal(statement.AcceptedBecause, again.AcceptedBecause);
        Assert.Equal(Json(statement), Json(again));
    }

    [Fact]
    public void Facts_declared_after_looking_are_told_with_what_they_cost_and_nothing_says_that_nobody_looked()
    {
        var statement = Statement() with
        {
            TableFacts = [new StatedFact("dialect", Provenance.DeclaredAfterLooking), new StatedFact("missing codes", Provenance.Public)],
            RowsSource = Provenance.DeclaredAfterLooking,
            Columns = [new StatedColumn("x", ColumnRole.Use, [new StatedFact("type", Provenance.DeclaredAfterLooking), new StatedFact("bounds", Provenance.Dp)])],
        };

        var text = StatementMarkdown.Write(statement);
        var again = Read(Json(statement));

        Assert.Equal(StatementMode.Release, statement.Mode);
        Assert.Equal("the dialect, the number of rows and 1 fact about 1 column", statement.NotCovered!.Count);
        Assert.Contains(FactsAfterLooking.Meaning, text, StringComparison.Ordinal);
        Assert.Contains(FactsAfterLooking.Cost, text, StringComparison.Ordinal);
        Assert.DoesNotContain("without looking", text, StringComparison.Ordinal);
        Assert.DoesNotContain("protected: measured with noise", text, StringComparison.Ordinal);
        Assert.Contains(FactsAfterLooking.Meaning, Encoding.UTF8.GetString(Json(statement)), StringComparison.Ordinal);
        Assert.Equal(Json(statement), Json(again));
        Assert.Equal(statement.TableFacts, again.TableFacts.AsEnumerable());
    }

    [Fact]
    public void A_dialect_from_the_rows_is_stamped_as_research() =>
        Assert.Equal(StatementMode.Research, (Statement() with { TableFacts = [new StatedFact("dialect", Provenance.Data)] }).Mode);

    [Fact]
    public void Statements_of_earlier_versions_are_read()
    {
        var json = Encoding.UTF8.GetString(Json(Statement() with { RowsSource = Provenance.Declared }))
            .Replace("\"declared\"", "\"Declared\"", StringComparison.Ordinal)
            .Replace("\"dp\"", "\"Dp\"", StringComparison.Ordinal);
        var root = System.Text.Json.Nodes.JsonNode.Parse(json)!.AsObject();
        root.Remove("table");

        var old = Read(Encoding.UTF8.GetBytes(root.ToJsonString()));

        Assert.Contains("\"Dp\"", json, StringComparison.Ordinal);
        Assert.Equal((Provenance.Declared, 0), (old.RowsSource, old.TableFacts.Length));
        Assert.Equal([Provenance.Declared, Provenance.Dp], old.Columns[0].Facts.Select(fact => fact.Source));
    }

    [Fact]
    public void A_statement_without_data_says_so()
    {
        var statement = PrivacyStatement.WithoutData(SynthesizerCatalog.Get("random").Info.Name, SmallTable.Schema);

        Assert.Equal(Json(statement), Json(Read(Json(statement))));
        Assert.Contains("No data were read", StatementMarkdown.Write(statement), StringComparison.Ordinal);
        Assert.Equal(StatementMode.Release, statement.Mode);
    }

    [Fact]
    public void Names_of_columns_cannot_break_out_of_the_page()
    {
        string[] hostile = ["a|b", "<script>alert(1)</script>", "x\n\n# Safe\n", "[free](http://evil.example)", "![see](http://evil.example/p.png)", "`code`", "**bold**", "&lt;b&gt;", "back\\slash|", "\u001b[2J"];
        var statement = Statement() with
        {
            Guarantee = new PrivacyGuarantee(1, 1e-9, new PrivacyUnit("<img src=x>\n# [e](f)", 2), Neighbours.AddRemove),
            AcceptedBecause = "| <b>yes</b>\r\n# no",
            Columns = [.. hostile.Select(name => new StatedColumn(name, ColumnRole.Use, [new StatedFact("type", Provenance.Declared)]))],
            Charges = [.. hostile.Select(name => new Charge(new PureEvent(0.1), $"counts of '{name}'", 0.1))],
        };

        var text = StatementMarkdown.Write(statement);

        Assert.DoesNotContain("<", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?<!\\)\[", text);
        Assert.DoesNotMatch(@"(?<!\\)`", text);
        Assert.DoesNotContain("&lt;b&gt;", text, StringComparison.Ordinal);
        Assert.Equal(["# Privacy statement", "## The guarantee", "## What was spent on what", "## Where the facts about the columns come from", "## How it was made"], text.Split('\n').Where(line => line.StartsWith('#')));
        foreach (var line in text.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains("declared: type", StringComparison.Ordinal)))
        {
            Assert.Equal(4, line.Where((c, i) => c == '|' && Escapes(line, i) % 2 == 0).Count());
        }

        static int Escapes(string line, int at) => line[..at].Reverse().TakeWhile(c => c == '\\').Count();
    }

    [Fact]
    public void A_release_carries_its_guarantee_and_no_warning()
    {
        var text = StatementMarkdown.Write(Statement());

        Assert.DoesNotContain("RESEARCH MODE", text, StringComparison.Ordinal);
        Assert.Contains("1 in 10 chance", text, StringComparison.Ordinal);
        Assert.Contains("\"mode\": \"release\"", Encoding.UTF8.GetString(Json(Statement())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Facts_from_the_data_and_repeatable_noise_are_stamped(bool seeded)
    {
        var statement = seeded
            ? Statement() with { SecureNoise = false }
            : Statement() with { Columns = [new StatedColumn("x", ColumnRole.Use, [new StatedFact("bounds", Provenance.Data)])] };

        var json = Encoding.UTF8.GetString(Json(statement));
        Assert.Equal(StatementMode.Research, statement.Mode);
        Assert.Contains(statement.Warning!, StatementMarkdown.Write(statement), StringComparison.Ordinal);
        Assert.Contains("\"mode\": \"research\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("1 in 10 chance", json, StringComparison.Ordinal);
        Assert.DoesNotContain("1 in 10 chance", StatementMarkdown.Write(statement), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_with_repeatable_noise_is_stamped_by_itself() =>
        Assert.Equal(StatementMode.Research, Fitting.Fit("independent", SmallTable.Rows(10)).Statement.Mode);

    private static PrivacyStatement Statement() => new()
    {
        Method = "independent",
        Guarantee = new PrivacyGuarantee(1, 1e-9, PrivacyUnit.Row, Neighbours.AddRemove),
        Rule = CompositionRule.ZeroConcentrated,
        Total = 0.02,
        Spent = 0.0199,
        Columns = [new StatedColumn("x", ColumnRole.Use, [new StatedFact("role", Provenance.Declared), new StatedFact("type", Provenance.Dp)])],
    };

    private static byte[] Json(PrivacyStatement statement)
    {
        using var stream = new MemoryStream();
        StatementJson.Write(statement, stream);
        return stream.ToArray();
    }

    private static PrivacyStatement Read(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return StatementJson.Read(document.RootElement);
    }
}
