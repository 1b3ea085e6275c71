using System.Text;

namespace Veil.Data.Cells;

/// <summary>Finds the <see cref="NumberShape"/> of a text, if it is a number with something around or between its digits.</summary>
internal static class NumberScan
{
    private const int Longest = 40;
    private const int MostDigits = 15;
    private const int GroupSize = 3;

    private static readonly (string Text, byte[] Bytes)[] s_prefixes = Affixes(NumberShape.Prefixes);
    private static readonly (string Text, byte[] Bytes)[] s_suffixes = Affixes(NumberShape.Currencies.Concat(NumberShape.Units));

    // The first and the last bytes of all texts that have a shape: most texts of other kinds are known by them.
    private static readonly bool[] s_begins = Bytes(s_prefixes.Select(affix => affix.Bytes[0]), "0123456789-("u8, "\u00A0\u202F"u8);
    private static readonly bool[] s_ends = Bytes(s_suffixes.Select(affix => affix.Bytes[^1]), "0123456789)"u8, "\u00A0\u202F"u8);

    /// <summary>The shape of a text without spaces around it; null when it has none.</summary>
    public static NumberShape? Find(ReadOnlySpan<byte> text, byte mark) => MayHaveShape(text) ? Scan(text, mark) : null;

    /// <summary>False for texts that surely have no shape.</summary>
    internal static bool MayHaveShape(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= Longest && s_begins[text[0]] && s_ends[text[^1]] && text.ContainsAnyInRange((byte)'0', (byte)'9');

    /// <summary>The shape of a text of at most the longest length, whatever its first and last bytes.</summary>
    internal static NumberShape? Scan(ReadOnlySpan<byte> text, byte mark)
    {
        var hasParentheses = text is [(byte)'(', .., (byte)')'];
        text = hasParentheses ? text[1..^1] : text;
        var isNegative = TakeMinus(ref text);
        var prefix = Prefix(ref text);
        isNegative |= prefix.Length > 0 && TakeMinus(ref text);
        var suffix = Suffix(ref text);
        if (text.IsEmpty || (hasParentheses && isNegative) || Digits(text, mark) is not var (group, decimals))
        {
            return null;
        }

        // Of currencies one blank stands for all.
        group = prefix.Length + suffix.Length > 0 && group > GroupStyle.Blank ? GroupStyle.Blank : group;
        var shape = new NumberShape(prefix, suffix, group, hasParentheses, Math.Min(decimals, NumberShape.MoreDecimals));
        return NumberShape.IndexOf(shape) >= 0 ? shape : null;
    }

    // The longest first, so that US$ is not taken for $ after two letters.
    private static (string Text, byte[] Bytes)[] Affixes(IEnumerable<string> texts) =>
        [.. texts.Distinct().Select(text => (text, Encoding.UTF8.GetBytes(text))).OrderByDescending(affix => affix.Item2.Length)];

    private static bool[] Bytes(IEnumerable<byte> affixes, ReadOnlySpan<byte> signs, ReadOnlySpan<byte> blanks)
    {
        var bytes = new bool[256];
        foreach (var b in affixes)
        {
            bytes[b] = true;
        }

        foreach (var b in signs)
        {
            bytes[b] = true;
        }

        foreach (var b in blanks)
        {
            bytes[b] = true;
        }

        return bytes;
    }

    private static bool TakeMinus(ref ReadOnlySpan<byte> text)
    {
        var isNegative = !text.IsEmpty && text[0] == '-';
        text = isNegative ? text[1..] : text;
        return isNegative;
    }

    private static string Prefix(ref ReadOnlySpan<byte> text)
    {
        foreach (var (prefix, bytes) in s_prefixes)
        {
            if (text.StartsWith(bytes))
            {
                var rest = text[bytes.Length..];
                text = Blanks.Trim(rest);
                return text.Length == rest.Length ? prefix : prefix + " ";
            }
        }

        return "";
    }

    private static string Suffix(ref ReadOnlySpan<byte> text)
    {
        foreach (var (suffix, bytes) in s_suffixes)
        {
            if (text.EndsWith(bytes))
            {
                var rest = text[..^bytes.Length];
                text = Blanks.Trim(rest);
                return text.Length == rest.Length ? suffix : " " + suffix;
            }
        }

        return "";
    }

    // Digits in groups of three or in one, without a zero that would be lost, and perhaps a fraction.
    private static (GroupStyle Group, int Decimals)? Digits(ReadOnlySpan<byte> text, byte mark)
    {
        var point = text.IndexOf(mark);
        var whole = point < 0 ? text : text[..point];
        ReadOnlySpan<byte> fraction = point < 0 ? [] : text[(point + 1)..];
        if ((point >= 0 && fraction.IsEmpty) || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return null;
        }

        var style = GroupStyle.None;
        var digits = 0;
        var run = 0;
        for (var i = 0; i < whole.Length;)
        {
            if (whole[i] is >= (byte)'0' and <= (byte)'9')
            {
                (digits, run, i) = (digits + 1, run + 1, i + 1);
                continue;
            }

            var (found, length) = Group(whole[i..], mark);
            if (found == GroupStyle.None
                || (style == GroupStyle.None ? run is 0 or > GroupSize : found != style || run != GroupSize))
            {
                return null;
            }

            (style, run, i) = (found, 0, i + length);
        }

        return digits == 0 || digits + fraction.Length > MostDigits || (style != GroupStyle.None && run != GroupSize)
            || (digits > 1 && whole[0] == '0')
                ? null
                : (style, fraction.Length);
    }

    private static (GroupStyle Style, int Length) Group(ReadOnlySpan<byte> text, byte mark) => text[0] switch
    {
        (byte)'\'' => (GroupStyle.Apostrophe, 1),
        (byte)' ' => (GroupStyle.Blank, 1),
        (byte)',' when mark != ',' => (GroupStyle.Comma, 1),
        (byte)'.' when mark != '.' => (GroupStyle.Point, 1),
        _ when text.StartsWith("\u00A0"u8) => (GroupStyle.FixedBlank, 2),
        _ when text.StartsWith("\u202F"u8) => (GroupStyle.NarrowBlank, 3),
        _ => (GroupStyle.None, 0),
    };
}
