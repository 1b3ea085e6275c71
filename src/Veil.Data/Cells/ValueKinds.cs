using System.Collections.Immutable;
using System.Text;

namespace Veil.Data.Cells;

/// <summary>The classification of the texts of cells into <see cref="ValueKind"/>s.</summary>
public static class ValueKinds
{
    private const int LongestShortText = 40;
    private const int MostWords = 4;
    private const int ExactDigits = 15;

    private static readonly byte[][] s_missingWords = [.. MissingWords.Select(Encoding.UTF8.GetBytes)];
    private static readonly byte[][] s_nonFiniteWords =
        [.. new[] { "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity" }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The number of kinds.</summary>
    public const int Count = (int)ValueKind.LongText + 1;

    /// <summary>Texts that commonly stand for a missing value, byte for byte.</summary>
    public static ImmutableArray<string> MissingWords =>
    [
        "NA", "N/A", "n/a", "na", "#N/A", "<NA>", "NULL", "null", "Null", "None", "none", "NONE", "NaN", "nan", "NAN",
        "-", "--", "?", ".", "missing", "Missing", "MISSING", "\\N",
    ];

    /// <summary>The kind of a cell's text.</summary>
    /// <param name="utf8">The text, unquoted.</param>
    /// <param name="decimalMark">A point or a comma.</param>
    public static ValueKind Of(ReadOnlySpan<byte> utf8, char decimalMark)
    {
        var text = Spaces.Trim(utf8);
        if (text.IsEmpty)
        {
            return ValueKind.Empty;
        }

        if (text[0] is >= (byte)'0' and <= (byte)'9' or (byte)'-' or (byte)'+' or (byte)'.' or (byte)',')
        {
            return OfDigits(text, (byte)decimalMark) ?? OfWord(text) ?? OfText(utf8);
        }

        return OfWord(text) ?? OfText(utf8);
    }

    /// <summary>True when a kind is a number that a decimal column can hold.</summary>
    internal static bool IsNumber(ValueKind kind) => kind is ValueKind.Integer or ValueKind.LongInteger || IsDecimal(kind);

    /// <summary>True when a kind is a number with a fraction or an exponent.</summary>
    internal static bool IsDecimal(ValueKind kind) => kind is >= ValueKind.Decimal1 and <= ValueKind.DecimalMany;

    /// <summary>True when a kind is a date or a date-time.</summary>
    internal static bool IsCalendar(ValueKind kind) => kind is >= ValueKind.IsoDate and <= ValueKind.DotDate;

    private static ValueKind? OfDigits(ReadOnlySpan<byte> text, byte mark)
    {
        var digits = text[0] == '-' ? text[1..] : text;
        var run = digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (run < 0)
        {
            return digits.IsEmpty ? null : OfDigitsOnly(digits, text.Length > digits.Length);
        }

        return digits[run] == mark || digits[run] is (byte)'e' or (byte)'E' || text[0] == '+'
            ? OfDecimal(text, digits, run, mark) ?? OfDate(text)
            : OfDate(text);
    }

    private static ValueKind? OfDigitsOnly(ReadOnlySpan<byte> digits, bool negative)
    {
        if (digits[0] == '0')
        {
            // A negative zero would lose its sign.
            return digits.Length > 1 ? (negative ? null : ValueKind.LeadingZeroDigits) : (negative ? null : ValueKind.Integer);
        }

        if (digits.Length <= ExactDigits)
        {
            return ValueKind.Integer;
        }

        return default(IntegerParser).TryParse(digits, out _) ? ValueKind.LongInteger : null;
    }

    private static ValueKind? OfDecimal(ReadOnlySpan<byte> text, ReadOnlySpan<byte> digits, int run, byte mark)
    {
        if (text[0] == '+' || (run > 1 && digits[0] == '0'))
        {
            // A plus sign or leading zeros would be lost.
            return null;
        }

        if (!new DecimalParser(mark).TryParse(text, out _))
        {
            return IsOverflow(digits, mark) ? ValueKind.NonFinite : null;
        }

        var fraction = digits[run] == mark ? digits[(run + 1)..] : [];
        var exponent = digits.IndexOfAny((byte)'e', (byte)'E') >= 0;
        return exponent || fraction.Length > 8 || run + fraction.Length > ExactDigits
            ? ValueKind.DecimalMany
            : ValueKind.Decimal1 + Math.Max(0, fraction.Length - 1);
    }

    private static bool IsOverflow(ReadOnlySpan<byte> digits, byte mark)
    {
        // A well-formed number whose size exceeds a double: with its digits replaced by zeros it is finite.
        if (digits.Length > 300)
        {
            return false;
        }

        Span<byte> small = stackalloc byte[digits.Length];
        digits.CopyTo(small);
        var exponent = small.IndexOfAny((byte)'e', (byte)'E');
        if (exponent < 0 || small[exponent..].Length < 2)
        {
            return false;
        }

        foreach (ref var b in small[(exponent + 1)..])
        {
            b = b is >= (byte)'0' and <= (byte)'9' ? (byte)'0' : b;
        }

        return new DecimalParser(mark).TryParse(small, out _);
    }

    private static ValueKind? OfDate(ReadOnlySpan<byte> text)
    {
        if (text.Length < 8 || text[0] is < (byte)'0' or > (byte)'9')
        {
            return null;
        }

        if (text[4] == '-')
        {
            if (IsoCalendar.TryParseDate(text, out _))
            {
                return ValueKind.IsoDate;
            }

            return !IsoCalendar.TryParseDateTime(text, out _, out var wasCut) ? null
                : wasCut ? ValueKind.IsoDateTimeFine
                : (text[10] == 'T', text.Length == "yyyy-MM-ddTHH:mm".Length) switch
                {
                    (true, true) => ValueKind.IsoMinute,
                    (false, true) => ValueKind.IsoMinuteBlank,
                    (true, false) => ValueKind.IsoDateTime,
                    (false, false) => ValueKind.IsoDateTimeBlank,
                };
        }

        if (text.Length > 10)
        {
            return null;
        }

        var separator = text[4] == '/' ? (byte)'/' : text.IndexOf((byte)'/') >= 0 ? (byte)'/' : (byte)'.';
        var first = text.IndexOf(separator);
        var second = text.LastIndexOf(separator);
        if (first < 1
            || second <= first
            || !IsoCalendar.TryDigits(text[..first], out var a)
            || !IsoCalendar.TryDigits(text[(first + 1)..second], out var b)
            || !IsoCalendar.TryDigits(text[(second + 1)..], out var c))
        {
            return null;
        }

        if (first == 4)
        {
            return separator == '/' && second - first <= 3 && text.Length - second <= 3 && IsoCalendar.TryDay(a, b, c, out _)
                ? ValueKind.YearFirstSlashDate
                : null;
        }

        if (first > 2 || second - first > 3 || text.Length - second != 5)
        {
            return null;
        }

        var dayFirst = IsoCalendar.TryDay(c, b, a, out _);
        if (separator == '.')
        {
            return dayFirst ? ValueKind.DotDate : null;
        }

        var monthFirst = IsoCalendar.TryDay(c, a, b, out _);
        return (dayFirst, monthFirst) switch
        {
            (true, true) => ValueKind.SlashDate,
            (true, false) => ValueKind.DayFirstSlashDate,
            (false, true) => ValueKind.MonthFirstSlashDate,
            _ => null,
        };
    }

    private static ValueKind? OfWord(ReadOnlySpan<byte> text)
    {
        if (text.Length > 9)
        {
            return null;
        }

        foreach (var word in s_missingWords)
        {
            if (text.SequenceEqual(word))
            {
                return ValueKind.CommonMissingWord;
            }
        }

        foreach (var word in s_nonFiniteWords)
        {
            if (Is(text, word))
            {
                return ValueKind.NonFinite;
            }
        }

        return Is(text, "true"u8) || Is(text, "false"u8) ? ValueKind.TrueFalse
            : Is(text, "yes"u8) || Is(text, "no"u8) ? ValueKind.YesNo
            : Is(text, "t"u8) || Is(text, "f"u8) ? ValueKind.LetterTrueFalse
            : Is(text, "y"u8) || Is(text, "n"u8) ? ValueKind.LetterYesNo
            : null;
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        text.Length == word.Length && Ascii.EqualsIgnoreCase(text, word);

    private static ValueKind OfText(ReadOnlySpan<byte> text)
    {
        if (text.Length > LongestShortText || text.ContainsAny("\n\r"u8))
        {
            return ValueKind.LongText;
        }

        var words = 0;
        var inWord = false;
        foreach (var b in text)
        {
            words += b != ' ' && !inWord ? 1 : 0;
            inWord = b != ' ';
        }

        return words > MostWords ? ValueKind.LongText : ValueKind.ShortText;
    }
}
