using System.Collections.Immutable;
using System.Globalization;
using Veil.Data.Text;
using Veil.Privacy.Accounting;

namespace Veil.Synthesis.Models;

/// <summary>
/// The answers of a statement to the questions of whoever has to decide about a release and knows nothing of its mathematics. Each
/// follows from facts of the statement alone.
/// </summary>
public static class StatementInShort
{
    /// <summary>The questions with their answers, in the order in which they are asked.</summary>
    public static IReadOnlyList<(string Question, string Answer)> Of(PrivacyStatement statement) =>
    [
        ("What was released?", Released(statement)),
        ("Who is protected?", Protected(statement)),
        ("How strongly?", Strength(statement)),
        ("Over which releases?", Releases(statement)),
        ("What is not covered?", string.Join(" ", NotCovered(statement))),
        ("Who may be asked?", "Whoever made the release. A release bundle names them in its data card; this statement does not."),
    ];

    private static string Released(PrivacyStatement statement)
    {
        var columns = statement.Columns.Length == 1 ? "1 column" : $"{Number(statement.Columns.Length)} columns";
        var model = statement.Guarantee is null && !statement.IsUnprotected
            ? "model of a declared schema alone; no table was read"
            : $"model of a real table (method {statement.Method})";
        return statement.Sample is not { } sample ? $"A {model}. It has {columns}."
            : $"{(sample.Rows == 1 ? "1 made-up row" : $"{Number(sample.Rows)} made-up rows")} of {columns}, drawn from a {model}."
                + (sample.Conditions.IsEmpty ? "" : " Only rows that satisfy a condition were drawn.");
    }

    private static string Protected(PrivacyStatement statement) => (statement.Mode, statement.Guarantee) switch
    {
        (StatementMode.Research or StatementMode.Unprotected, _) => "Nobody.",
        (_, null) => "Everybody: no row was read.",
        (_, { Unit.EntityColumn: { } entity } guarantee) =>
            $"Each {(guarantee.Neighbours == Neighbours.ReplaceOne ? "value" : "person or thing")} of '{entity}', with up to "
                + $"{(guarantee.Unit.MaxRows == 1 ? "1 row" : $"{Number(guarantee.Unit.MaxRows)} rows")}; "
                + "further rows were left out at random.",
        _ => "Each row of the real table. A person with several rows is protected as many times less.",
    };

    private static string Strength(PrivacyStatement statement)
    {
        if (statement.Mode != StatementMode.Release)
        {
            return "Not at all.";
        }

        if (statement.Guarantee is not { } guarantee)
        {
            return "Entirely: epsilon 0.";
        }

        var (belief, ceiling) = guarantee.PresenceCeiling(0.1) is { } presence
            ? ("is in the table", presence)
            : ("has a given value", guarantee.ValueCeiling(0.1));
        var delta = guarantee.Delta > 0 ? $", but for a chance of at most {NumberText.AtMost(guarantee.Delta)} (delta)" : "";
        return $"Epsilon {NumberText.AtMost(guarantee.Epsilon, 6)}: who believed at 10 % that one of them {belief} can believe it at "
            + $"most at {NumberText.PercentAtMost(ceiling)} after studying what was released, whatever else they know{delta}.";
    }

    /// <summary>The releases that a statement is about, and the promise of all of them together.</summary>
    public static string Releases(PrivacyStatement statement) => (statement.Guarantee, statement.Account) switch
    {
        (null, _) => "None: no budget was spent.",
        _ when statement.Mode != StatementMode.Release => "None: nothing is promised.",
        (_, null) => "This one alone. It was charged to no account with a limit; other releases about the same people add to it.",
        (_, { } account) => $"Release {Number(account.Release)} of the account '{account.Account}'. "
            + (account.Cap is { } cap
                ? $"All that it ever admits keep together within epsilon {NumberText.AtMost(cap)} at delta "
                    + $"{NumberText.AtMost(account.Delta)}; with this one they have come to {NumberText.AtMost(account.Epsilon)}."
                : "All of them together have no common bound."),
    };

    private static ImmutableArray<string> NotCovered(PrivacyStatement statement)
    {
        if (statement.Mode != StatementMode.Release)
        {
            return ["Everything."];
        }

        var sentences = ImmutableArray.CreateBuilder<string>();
        if (statement.NotCovered is { } facts)
        {
            sentences.Add($"{char.ToUpperInvariant(facts.Count[0])}{facts.Count[1..]}, stated after looking at the rows.");
        }

        if (statement.Guarantee is { } guarantee)
        {
            if (guarantee.Neighbours == Neighbours.ReplaceOne)
            {
                sentences.Add("Whether somebody is in the table at all.");
            }

            sentences.Add("What is true of people in general, which is learnt with or without any one of them.");
            sentences.Add("Whatever else is published about the same people, and the time that the computation took.");
        }

        return sentences.Count > 0 ? sentences.ToImmutable() : ["Nothing."];
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
