using System.Collections.Immutable;
using System.Text;

namespace Veil.Cli;

/// <summary>
/// A list of texts in one argument, separated by commas; a text that holds a comma stands in double quotes, doubled within.
/// </summary>
internal static class QuotedList
{
    /// <summary>The texts; null when a quote is not closed, or text follows one.</summary>
    public static ImmutableArray<string>? Parse(string argument)
    {
        var items = ImmutableArray.CreateBuilder<string>();
        var at = 0;
        while (true)
        {
            if (Next(argument, ref at) is not { } item)
            {
                return null;
            }

            items.Add(item);
            if (at == argument.Length)
            {
                return items.ToImmutable();
            }

            if (argument[at++] != ',')
            {
                return null;
            }
        }
    }

    private static string? Next(string argument, ref int at)
    {
        if (at == argument.Length || argument[at] != '"')
        {
            var end = argument.IndexOf(',', at);
            var plain = argument[at..(end < 0 ? argument.Length : end)];
            at += plain.Length;
            return plain;
        }

        var text = new StringBuilder();
        for (at++; at < argument.Length; at++)
        {
            if (argument[at] != '"')
            {
                text.Append(argument[at]);
            }
            else if (at + 1 < argument.Length && argument[at + 1] == '"')
            {
                text.Append('"');
                at++;
            }
            else
            {
                at++;
                return text.ToString();
            }
        }

        return null;
    }
}
