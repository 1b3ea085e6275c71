namespace Veil.Data.Formats.Csv;

/// <summary>The lines above the header of a file: titles, comments, and the line by which spreadsheets name the delimiter.</summary>
internal static class LinesAbove
{
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    /// <summary>Passes over some lines.</summary>
    public static void Skip(PeekableStream text, int lines)
    {
        var window = 1 << 12;
        while (lines > 0)
        {
            var seen = text.Peek(window);
            var length = LengthOf(seen, isWhole: seen.Length < window, ref lines);
            if (length == 0 && seen.Length == window)
            {
                window *= 2; // a line that is longer than what is looked at
                continue;
            }

            var left = length == 0 ? seen.Length : length;
            if (left == 0)
            {
                return;
            }

            text.ReadExactly(new byte[left]);
        }
    }

    /// <summary>The first line that is neither passed over nor blank nor a comment.</summary>
    /// <param name="text">The beginning of a file. NUL bytes, which UTF-16 is full of, are not looked at.</param>
    /// <param name="isWhole">True when it is the whole file.</param>
    /// <param name="lines">The number of lines to pass over.</param>
    /// <param name="comment">The character at the beginning of lines that are no records.</param>
    /// <returns>Where the line is; null when it may not be all there.</returns>
    public static Range? Find(ReadOnlySpan<byte> text, bool isWhole, int lines, char? comment)
    {
        var start = LengthOf(text, isWhole, ref lines);
        if (lines > 0)
        {
            return isWhole ? text.Length..text.Length : null;
        }

        while (true)
        {
            var blank = text[start..].IndexOfAnyExcept(LineFeed, CarriageReturn, (byte)0);
            start = blank < 0 ? text.Length : start + blank;
            var end = text[start..].IndexOfAny(LineFeed, CarriageReturn);
            if (end < 0)
            {
                return isWhole ? start..text.Length : null;
            }

            if (comment is null || text[start] != comment)
            {
                return start..(start + end);
            }

            start += end;
        }
    }

    /// <summary>The delimiter that a line names as spreadsheets do, such as <c>sep=;</c>; null when it names none.</summary>
    public static char? Separator(ReadOnlySpan<byte> line) => line is [.. var word, var mark] && word.SequenceEqual("sep="u8)
        && ",;|\t:^"u8.Contains(mark) ? (char)mark : null;

    /// <summary>Where a text begins below some lines.</summary>
    public static int Start(ReadOnlySpan<byte> text, int lines)
    {
        var start = LengthOf(text, isWhole: true, ref lines);
        return lines > 0 ? text.Length : start;
    }

    /// <summary>The number of lines that end in a text.</summary>
    public static int Count(ReadOnlySpan<byte> text)
    {
        var most = int.MaxValue;
        LengthOf(text, isWhole: true, ref most);
        return int.MaxValue - most;
    }

    /// <summary>The length of some lines with their ends; those that are found are taken off their number.</summary>
    private static int LengthOf(ReadOnlySpan<byte> text, bool isWhole, ref int lines)
    {
        var length = 0;
        while (lines > 0 && text[length..].IndexOfAny(LineFeed, CarriageReturn) is var end and >= 0)
        {
            var next = length + end + 1;
            if (text[next - 1] == CarriageReturn)
            {
                var follows = text[next..].IndexOfAnyExcept((byte)0);
                if (follows < 0 && !isWhole)
                {
                    return length; // a line feed may follow
                }

                next += follows is 0 or 1 && text[next + follows] == LineFeed ? follows + 1 : 0;
            }

            length = next;
            lines--;
        }

        return length;
    }
}
