using System.Globalization;
using System.Text;
using Veil.Data.Schemas;
using Veil.Data.Text;
using Veil.Privacy.Accounting;
using Veil.Privacy.Ledger;

namespace Veil.Synthesis.Models;

/// <summary>The privacy statement as Markdown, for people.</summary>
public static class StatementMarkdown
{
    // Only the words that occur are explained: that a fact was stated without looking must not be said of one that was not.
    private static readonly (Provenance Source, string Meaning)[] s_meanings =
    [
        (Provenance.Public, "*public*: common knowledge"),
        (Provenance.Declared, "*declared*: stated by the owner without looking"),
        (Provenance.DeclaredAfterLooking, "*declared-after-looking*: stated by the owner after looking, not covered by the guarantee"),
        (Provenance.Dp, "*dp*: learnt privately, paid above or by an earlier run"),
        (Provenance.Data, "*data*: copied from the rows"),
    ];

    /// <summary>The statement as text.</summary>
    public static string Write(PrivacyStatement statement)
    {
        var text = new StringBuilder();
        text.Append("# Privacy statement\n\n");
        if (statement.Warning is { } warning)
        {
            text.Append("**").Append(warning).Append("**\n\n");
        }

        WriteInShort(text, statement);
        if (statement.Guarantee is { } guarantee)
        {
            WriteGuarantee(text, statement, guarantee);
            WriteAccount(text, statement.Account);
            WriteCharges(text, statement);
        }
        else if (!statement.IsUnprotected)
        {
            text.Append("No data were read: the values come from the declared schema alone")
                .Append(statement.NotCovered is null ? ", and reveal nothing about any person (epsilon 0).\n\n" : ".\n\n");
        }

        WriteNotCovered(text, statement);
        WriteColumns(text, statement);
        WriteLimitations(text, statement);
        WriteMaking(text, statement);
        return text.ToString();
    }

    private static void WriteInShort(StringBuilder text, PrivacyStatement statement)
    {
        text.Append("| | |\n|---|---|\n");
        foreach (var (question, answer) in StatementInShort.Of(statement))
        {
            text.Append("| **").Append(question).Append("** | ").Append(Cell(answer)).Append(" |\n");
        }

        text.Append('\n');
    }

    private static void WriteGuarantee(StringBuilder text, PrivacyStatement statement, PrivacyGuarantee guarantee)
    {
        text.Append("## The guarantee\n\n");
        if (statement.Mode == StatementMode.Release)
        {
            text.Append(Cell(statement.InWords!)).Append("\n\n");
            WriteCeilings(text, guarantee);
        }

        text.Append("| | |\n|---|---|\n");
        text.Append("| epsilon | ").Append(NumberText.AtMost(guarantee.Epsilon, 6)).Append(" |\n");
        text.Append("| delta | ").Append(NumberText.AtMost(guarantee.Delta)).Append(" |\n");
        if (statement.Rule is { } rule and not CompositionRule.PureEpsilon)
        {
            var name = rule == CompositionRule.GaussianDp ? "Gaussian differential privacy" : "zero-concentrated";
            var budget = statement.Charges.Any(charge => charge.Event is SubsampledGaussianEvent) ? "budget beside the training" : "budget";
            text.Append($"| {rule.Currency()} ({name}), {budget} | {NumberText.AtMost(statement.Total, 6)} |\n");
            text.Append($"| {rule.Currency()}, spent | {NumberText.AtMost(statement.Spent, 6)} |\n");
        }

        if (statement.RowsOrigin is not null)
        {
            text.Append("| number of rows | ").Append(statement.RowsInShort).Append(" |\n");
        }

        text.Append("| protects | ").Append(Unit(guarantee.Unit)).Append(" |\n");
        text.Append("| compared tables | ").Append(
            guarantee.Neighbours == Neighbours.AddRemove ? "with and without the protected unit"
                : "with one unit replaced by another").Append(" |\n");
        if (statement.AcceptedBecause is { } reason)
        {
            text.Append("| epsilon above the usual limit, because | ").Append(Cell(reason)).Append(" |\n");
        }

        if (statement.AcceptedDeltaBecause is { } reasonOfDelta)
        {
            text.Append("| delta above the usual limit, because | ").Append(Cell(reasonOfDelta)).Append(" |\n");
        }

        text.Append('\n');
    }

    private static void WriteAccount(StringBuilder text, AccountStanding? account)
    {
        if (account is null)
        {
            return;
        }

        text.Append("## What all releases of its account promise together\n\n");
        text.Append(CultureInfo.InvariantCulture, $"This is release {account.Release} of account {Cell(account.Account)}. ");
        text.Append(double.IsFinite(account.Epsilon)
            ? $"All that was charged to it until then cost together at most epsilon {NumberText.AtMost(account.Epsilon)} "
                + $"at delta {NumberText.AtMost(account.Delta)}"
            : $"What was charged to it until then has no common bound at delta {NumberText.AtMost(account.Delta)}");
        text.Append(account.Cap is { } cap
            ? $"; it admits no release that would take them together above {NumberText.AtMost(cap)}. " : ". ");
        text.Append(CultureInfo.InvariantCulture, $"The ledger's line of this release has the hash `{Cell(account.Head)}`.\n\n");
    }

    private static void WriteCeilings(StringBuilder text, PrivacyGuarantee guarantee)
    {
        var isPresenceProtected = guarantee.Neighbours == Neighbours.AddRemove;
        text.Append(isPresenceProtected
            ? "| Believed before, of one person | At most after: is in the data | At most after: with a given value |\n|---|---|---|\n"
            : "| Believed before, of one person's value | At most after |\n|---|---|\n");
        foreach (var (prior, presence, value) in guarantee.Ceilings)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {prior * 100:0.##} % | ");
            if (presence is { } present)
            {
                text.Append(NumberText.PercentAtMost(present)).Append(" | ");
            }

            text.Append(NumberText.PercentAtMost(value)).Append(" |\n");
        }

        text.Append('\n');
    }

    private static void WriteCharges(StringBuilder text, PrivacyStatement statement)
    {
        text.Append("## What was spent on what\n\n| Learnt | Noise | Cost |\n|---|---|---|\n");
        foreach (var group in ChargeGroup.Of(statement))
        {
            text.Append("| ").Append(Cell(group.Learnt)).Append(" | ").Append(group.Noise).Append(" | ").Append(group.Cost).Append(" |\n");
        }

        text.Append(statement.Charges.Length > 1
            ? "\nCharges of the same kind stand in one line; the JSON form of this statement lists each.\n\n" : "\n");
    }

    private static void WriteNotCovered(StringBuilder text, PrivacyStatement statement)
    {
        if (statement.NotCovered is { } facts)
        {
            text.Append("## What the guarantee does not cover\n\n").Append(Cell(facts.Note)).Append("\n\n");
        }
    }

    private static void WriteColumns(StringBuilder text, PrivacyStatement statement)
    {
        text.Append("## Where the facts about the columns come from\n\n");
        var known = statement.AllTableFacts.Concat(statement.Columns.SelectMany(column => column.Facts))
            .Select(fact => fact.Source).ToHashSet();
        text.AppendJoin("; ", s_meanings.Where(each => known.Contains(each.Source)).Select(each => each.Meaning)).Append(".\n\n");
        if (statement.AllTableFacts.Any())
        {
            text.Append("The table as a whole: ")
                .AppendJoin(", ", statement.AllTableFacts.Select(fact => $"{fact.Fact} {fact.Source.Word()}")).Append(".\n\n");
        }

        text.Append("| Column | Use | Facts |\n|---|---|---|\n");
        foreach (var column in statement.Columns)
        {
            var facts = column.Facts.GroupBy(fact => fact.Source).Select(group =>
                $"{group.Key.Word()}: {string.Join(", ", group.Select(fact => fact.Fact))}");
            text.Append("| ").Append(Cell(column.Name)).Append(" | ").Append(Treatment(column.Role)).Append(" | ");
            text.Append(string.Join("; ", facts)).Append(" |\n");
        }

        text.Append('\n');
    }

    private static void WriteLimitations(StringBuilder text, PrivacyStatement statement)
    {
        if (statement.Limitations.IsEmpty)
        {
            return;
        }

        text.Append("## What to expect of the rows\n\n");
        foreach (var limitation in statement.Limitations)
        {
            text.Append("- ").Append(Cell(limitation)).Append('\n');
        }

        text.Append('\n');
    }

    private static void WriteMaking(StringBuilder text, PrivacyStatement statement)
    {
        text.Append("## How it was made\n\n");
        text.Append("- Method: ").Append(Cell(statement.Method)).Append(".\n- Made by ")
            .Append(Cell(statement.Program)).Append(" on ").Append(Cell(statement.Runtime)).Append(".\n");
        WriteRun(text, statement);
        if (statement.Guarantee is not null)
        {
            text.Append(statement.SecureNoise
                ? "- Noise: exact integer samplers, from the operating system's cryptographic generator; not recorded, not repeatable.\n"
                : "- Noise: REPEATABLE, for research only.\n");
        }

        if (statement.Sample is { } sample)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"- Rows: {sample.Rows}, drawn from the finished model with seed {sample.Seed}; drawing costs no privacy.\n");
            if (!sample.Conditions.IsEmpty)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"- Only rows with {Cell(string.Join(" and ", sample.Conditions))} were drawn: "
                    + $"{100 * sample.Probability:0.###} % of the rows that the model holds are such. They stand for no whole table.\n");
            }
        }

        if (statement.BadRowsMayBeLeftOut)
        {
            text.Append(
                "- Rows that could not be read would have been left out before anything else; whether there were any is not published.\n");
        }

        text.Append("- Not covered: timing of the computation, and whatever else is published about the same people.\n");
    }

    private static void WriteRun(StringBuilder text, PrivacyStatement statement)
    {
        if (statement.RunId is { } run)
        {
            text.Append("- Run ").Append(Cell(run)).Append(statement.ResumedAfterSteps.IsEmpty ? ", not resumed" : "").Append(". ");
        }

        if (!statement.ResumedAfterSteps.IsEmpty)
        {
            text.Append(statement.RunId is null ? "- " : "")
                .Append(CultureInfo.InvariantCulture,
                    $"Resumed from a checkpoint after step {string.Join(", ", statement.ResumedAfterSteps)}. ");
        }

        if (statement.RunId is not null || !statement.ResumedAfterSteps.IsEmpty)
        {
            text.Append(
                "A checkpoint that is continued twice is two runs, whose costs add: so do those of different models with the same run id. ")
                .Append("Rows drawn from one model cost nothing more.\n");
        }
    }

    private static string Unit(PrivacyUnit unit) => unit.EntityColumn is { } entity
        ? string.Create(CultureInfo.InvariantCulture, $"each entity named by '{Cell(entity)}', at most {unit.MaxRows} rows of it")
        : "each row";

    /// <summary>The treatment of a column of a role.</summary>
    public static string Treatment(ColumnRole role) => role switch
    {
        ColumnRole.Use => "modelled",
        ColumnRole.Identifier => "fresh identifiers, not read",
        ColumnRole.Personal => "made-up values, not read",
        ColumnRole.Text => "left empty, not read",
        _ => "left out",
    };

    // Column names are data too: none may break out of its table cell, or become a link, a picture or markup.
    private static string Cell(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings(" "))
        {
            _ = c switch
            {
                '\\' or '|' or '`' or '*' or '[' or ']' or '~' => safe.Append('\\').Append(c),
                '<' => safe.Append("&lt;"),
                '&' => safe.Append("&amp;"),
                _ => char.IsControl(c) ? safe.Append(' ') : safe.Append(c),
            };
        }

        return safe.ToString();
    }
}
