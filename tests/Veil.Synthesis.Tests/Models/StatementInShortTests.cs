using Veil.Data.Schemas;
using Veil.Privacy.Accounting;
using Veil.Privacy.Ledger;
using Veil.Synthesis.Models;

namespace Veil.Synthesis.Tests.Models;

/// <summary>Every sentence of a statement follows from a fact in it, over all combinations of facts that a sentence depends on.</summary>
public sealed class StatementInShortTests
{
    private static readonly PrivacyGuarantee?[] s_guarantees =
    [
        null,
        .. from neighbours in Enum.GetValues<Neighbours>()
           from unit in new[] { PrivacyUnit.Row, new PrivacyUnit("person", 1), new PrivacyUnit("person", 5) }
           from delta in new[] { 0, 1e-9, 0.4 }
           from epsilon in new[] { 0.1, 1, 12 }
           select new PrivacyGuarantee(epsilon, delta, unit, neighbours),
    ];

    private static readonly AccountStanding?[] s_accounts =
        [null, new("trial", 1, 0.9, 1e-6, 3, "00ff"), new("trial", 3, double.PositiveInfinity, 1e-6, null, "00ff")];

    private static readonly StatedSample?[] s_samples = [null, new(1, 5), new(1000, 5) { Conditions = ["age >= 65"], Probability = 0.2 }];

    private static readonly Provenance?[] s_noRows = [null];
    private static readonly Provenance?[] s_rows = [Provenance.Declared, Provenance.DeclaredAfterLooking, Provenance.Dp];
    private static readonly bool[] s_both = [false, true];
    private static readonly bool[] s_never = [false];

    [Fact]
    public void Each_answer_is_that_of_the_facts()
    {
        foreach (var statement in Statements())
        {
            var answers = StatementInShort.Of(statement).ToDictionary(each => each.Question, each => each.Answer);
            var isRelease = statement.Mode == StatementMode.Release;
            var guarantee = statement.Guarantee;
            var what = answers["What was released?"];
            Is(statement.Sample is null, what.StartsWith("A model", StringComparison.Ordinal));
            Is(statement.Sample is { Conditions.IsEmpty: false }, Has(what, "condition"));
            Is(guarantee is null && !statement.IsUnprotected, Has(what, "no table was read"));
            Is(guarantee is not null || statement.IsUnprotected, Has(what, "real table"));

            var who = answers["Who is protected?"];
            Is(!isRelease, who == "Nobody.");
            Is(isRelease && guarantee is null, Has(who, "Everybody"));
            Is(isRelease && guarantee is { Unit.EntityColumn: null }, Has(who, "Each row"));
            Is(isRelease && guarantee is { Unit.EntityColumn: not null }, Has(who, "'person'"));

            var how = answers["How strongly?"];
            Is(!isRelease, how == "Not at all.");
            Is(isRelease && guarantee is { Delta: > 0 }, Has(how, "delta"));
            Is(isRelease && guarantee is { Neighbours: Neighbours.AddRemove }, Has(how, "is in the table"));
            Is(isRelease && guarantee is { Neighbours: Neighbours.ReplaceOne }, Has(how, "has a given value"));

            var over = answers["Over which releases?"];
            Is(isRelease && guarantee is not null && statement.Account is not null, Has(over, "'trial'"));
            Is(isRelease && guarantee is not null && statement.Account is { Cap: not null }, Has(over, "keep together within epsilon 3 "));
            Is(isRelease && guarantee is not null && statement.Account is null, Has(over, "This one alone"));
            Is(!isRelease && guarantee is not null, Has(over, "nothing is promised"));
            Is(guarantee is null, Has(over, "no budget was spent"));

            var not = answers["What is not covered?"];
            Is(!isRelease, not == "Everything.");
            Is(isRelease && statement.NotCovered is not null, Has(not, "after looking"));
            Is(isRelease && guarantee is { Neighbours: Neighbours.ReplaceOne }, Has(not, "in the table at all"));
            Is(isRelease && guarantee is not null, Has(not, "Whatever else is published"));

            void Is(bool fact, bool said) => Assert.True(fact == said, string.Join('\n', answers.Select(each => $"{each.Key} {each.Value}")));
        }
    }

    [Fact]
    public void A_number_of_rows_is_never_said_to_be_public_and_protected_at_once()
    {
        foreach (var statement in Statements())
        {
            var text = StatementMarkdown.Write(statement);
            var isProtected = Has(text, "The number of rows is protected");
            Assert.False(isProtected && (Has(text, "number of rows is public") || Has(text, "| number of rows | public")), text);
            Assert.Equal(
                statement is { Mode: StatementMode.Release, Guarantee: { } guarantee, RowsSource: Provenance.Dp }
                    && !RowCount.IsPublicUnder(guarantee.Neighbours, guarantee.Unit),
                isProtected);
            Assert.Equal(statement.Mode != StatementMode.Release, Has(text, "Do not share"));
            Assert.Equal(statement is { Guarantee: not null, SecureNoise: false }, Has(text, "REPEATABLE"));
        }
    }

    private static IEnumerable<PrivacyStatement> Statements() =>
        from guarantee in s_guarantees
        from account in s_accounts
        from sample in s_samples
        from rows in guarantee is null ? s_noRows : s_rows
        from isSecure in s_both
        from isUnprotected in guarantee is null ? s_both : s_never
        select new PrivacyStatement
        {
            Method = "mst",
            Guarantee = guarantee,
            Rule = guarantee is null ? null : guarantee.Delta == 0 ? CompositionRule.PureEpsilon : CompositionRule.GaussianDp,
            Total = 0.1,
            Spent = 0.1,
            RowsSource = rows,
            SecureNoise = isSecure,
            IsUnprotected = isUnprotected,
            Account = account,
            Sample = sample,
            Columns = [new StatedColumn("age", ColumnRole.Use, [new StatedFact("type", Provenance.Declared)])],
        };

    private static bool Has(string text, string words) => text.Contains(words, StringComparison.Ordinal);
}
