using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;

namespace Veil.Synthesis.Conditions;

/// <summary>The relation of the values of a column to those that are named.</summary>
internal enum Relation
{
    /// <summary>The values pass a comparison with one value.</summary>
    Compared,

    /// <summary>The values are among several.</summary>
    In,

    /// <summary>The values are not among several, and not missing.</summary>
    NotIn,

    /// <summary>The values are missing.</summary>
    Missing,

    /// <summary>The values are not missing.</summary>
    Known,
}

/// <summary>
/// An expression as text: a column, then <c>= != &lt; &lt;= &gt; &gt;=</c> and a value, or <c>in (…)</c>, <c>not in (…)</c>,
/// <c>is missing</c>, <c>is not missing</c>. Names and values that hold such signs stand in quotes.
/// </summary>
/// <param name="Column">The column, one that the table has.</param>
/// <param name="Relation">The relation of its values to those named.</param>
/// <param name="Comparison">The comparison, where it is one.</param>
/// <param name="Values">The values of the comparison.</param>
internal sealed record ConditionText(string Column, Relation Relation, Comparison Comparison, ImmutableArray<string> Values)
{
    private const string WayOut =
        "Write such as \"age>=65\", \"sex = Female\", \"city in (Rome, 'Paris, Texas')\" or \"income is missing\".";

    private static readonly (string Sign, Comparison Comparison)[] s_signs =
    [
        ("!=", Comparison.NotEqual),
        ("<=", Comparison.LessOrEqual),
        (">=", Comparison.GreaterOrEqual),
        ("==", Comparison.Equal),
        ("=", Comparison.Equal),
        ("<", Comparison.Less),
        (">", Comparison.Greater),
    ];

    private static readonly (string Word, Relation Relation)[] s_words =
    [
        ("is not missing", Relation.Known),
        ("is missing", Relation.Missing),
        ("not in", Relation.NotIn),
        ("in", Relation.In),
    ];

    /// <summary>Reads an expression.</summary>
    /// <exception cref="VeilException">It is none, or names a column that the table does not have.</exception>
    public static ConditionText Read(string text, IReadOnlyList<string> columns)
    {
        text = text.Trim();
        RefuseTwo(text, columns);
        var isQuoted = text.Length > 0 && text[0] is ('\'' or '"' or '`');
        var start = isQuoted ? text.IndexOf(text[0], 1) + 1 : 0;

        // The longest column that an operator follows: a name may hold blanks, signs and words itself.
        var column = isQuoted && start > 1
            ? columns.FirstOrDefault(name => name == text[1..(start - 1)])
            : columns.Where(name => text.StartsWith(name, StringComparison.Ordinal) && Rest(text[name.Length..]) is not null)
                .MaxBy(name => name.Length);
        if (column is null)
        {
            throw Unknown(isQuoted && start > 1 ? text[1..(start - 1)] : Name(text), text, columns);
        }

        return Rest(text[(isQuoted ? start : column.Length)..]) is { } rest ? rest with { Column = column } : throw Broken(text);
    }

    // A value that holds the word is quoted.
    private static void RefuseTwo(string text, IReadOnlyList<string> columns)
    {
        const string And = " and ";
        var at = text.IndexOfAny(['\'', '"', '`']) >= 0 ? -1 : text.IndexOf(And, StringComparison.OrdinalIgnoreCase);
        var second = at < 0 ? "" : text[(at + And.Length)..].TrimStart();
        if (columns.Any(name => second.StartsWith(name, StringComparison.Ordinal) && Rest(second[name.Length..]) is not null)
            && columns.Any(name => text.StartsWith(name, StringComparison.Ordinal) && Rest(text[name.Length..at]) is not null))
        {
            throw new VeilException(
                FaultKind.Usage,
                "where-not-understood",
                $"'{text}' are two conditions, and one is expected.",
                "Give each in a ‹where› of its own: all must hold. A value that holds the word 'and' stands in quotes.");
        }
    }

    // The text after the column; null if that is no operator with the values that it needs.
    private static ConditionText? Rest(string text)
    {
        var rest = text.TrimStart();
        foreach (var (sign, comparison) in s_signs)
        {
            if (rest.StartsWith(sign, StringComparison.Ordinal))
            {
                return Items(rest[sign.Length..]) is [var value] ? new ConditionText("", Relation.Compared, comparison, [value]) : null;
            }
        }

        foreach (var (word, relation) in s_words)
        {
            if (rest.Length == text.Length || !rest.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                continue; // a blank stands between a column and a word
            }

            var list = rest[word.Length..].Trim();
            if (relation is Relation.Missing or Relation.Known)
            {
                return list.Length == 0 ? new ConditionText("", relation, default, []) : null;
            }

            return list.StartsWith('(') && list.EndsWith(')') && Items(list[1..^1], ',') is { Length: > 0 } values
                ? new ConditionText("", relation, default, values)
                : null;
        }

        return null;
    }

    // Values between separators, in quotes where they hold one; null when something is left over or absent.
    private static ImmutableArray<string>? Items(string text, char separator = '\0')
    {
        var items = ImmutableArray.CreateBuilder<string>();
        for (var rest = text.Trim(); ;)
        {
            int end;
            if (rest.Length > 0 && rest[0] is ('\'' or '"'))
            {
                end = rest.IndexOf(rest[0], 1);
                if (end < 0)
                {
                    return null;
                }

                items.Add(rest[1..end]);
                rest = rest[(end + 1)..].TrimStart();
                end = rest.Length == 0 ? -1 : rest[0] == separator ? 0 : -2;
            }
            else
            {
                end = separator == '\0' ? -1 : rest.IndexOf(separator);
                items.Add((end < 0 ? rest : rest[..end]).Trim());
                if (items[^1].Length == 0)
                {
                    return null;
                }
            }

            switch (end)
            {
                case -2:
                    return null;
                case -1:
                    return items.ToImmutable();
                default:
                    rest = rest[(end + 1)..].TrimStart();
                    break;
            }
        }
    }

    private static string Name(string text)
    {
        var end = text.AsSpan().IndexOfAny("=!<>");
        end = end >= 0 ? end : s_words.Select(word => text.IndexOf($" {word.Word}", StringComparison.OrdinalIgnoreCase))
            .Where(at => at > 0).DefaultIfEmpty(-1).Min();
        return end > 0 ? text[..end].Trim() : "";
    }

    private static VeilException Unknown(string name, string text, IReadOnlyList<string> columns) =>
        name.Length == 0 || columns.Contains(name)
            ? Broken(text)
            : new VeilException(
                FaultKind.Usage,
                "where-unknown-column",
                $"The model has no column '{name}'.",
                Spelling.DidYouMean(name, columns)
                    ?? $"Its columns are {string.Join(", ", columns.Take(20))}{(columns.Count > 20 ? ", …" : "")}.");

    private static VeilException Broken(string text) =>
        new(FaultKind.Usage, "where-not-understood", $"The condition '{text}' is not understood.", WayOut);
}
