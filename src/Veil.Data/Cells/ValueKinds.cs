using System.Collections.Immutable;
using System.Text;

namespace Veil.Data.Cells;

/// <summary>The classification of the texts of cells into <see cref="ValueKind"/>s.</summary>
public static class ValueKinds
{
    private const int LongestShortText = 40;
    private const int MostWords = 4;
    private const int ExactDigits = 15;
    private const int FirstCalendar = (int)ValueKind.LongText + 1;

    private static readonly int s_firstShape = FirstCalendar + CalendarForm.All.Length;

    private static readonly byte[][] s_limits = [.. new[] { "<=", ">=", "<", ">", "≤", "≥" }.Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[][] s_missingWords = [.. MissingWords.Select(Encoding.UTF8.GetBytes)];
    private static readonly byte[][] s_nonFiniteWords =
        [.. new[] { "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity" }.Select(Encoding.UTF8.GetBytes)];

    // The first bytes of all words that are told apart: most texts are known by them to be none.
    private static readonly bool[] s_beginsWord = FirstBytes(s_missingWords.Concat(s_nonFiniteWords), "iItTfFyYnN"u8);

    /// <summary>The number of kinds.</summary>
    public static int Count => s_firstShape + NumberShape.All.Length;

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

        if (BeginsAsNumber(text[0]))
        {
            return OfDigits(text, (byte)decimalMark) ?? OfWord(text) ?? OfShape(text, (byte)decimalMark) ?? OfText(utf8);
        }

        // Dates may begin with the name of a month.
        return OfWord(text) ?? OfDate(text) ?? OfShape(text, (byte)decimalMark) ?? OfLimit(text, (byte)decimalMark) ?? OfText(utf8);
    }

    /// <summary>The kind of a form of dates or times.</summary>
    internal static ValueKind Of(CalendarForm form) => (ValueKind)(FirstCalendar + CalendarForm.IndexOf(form));

    /// <summary>The form of a kind of dates or times; null for other kinds.</summary>
    internal static CalendarForm? CalendarOf(ValueKind kind) => (int)kind >= FirstCalendar && (int)kind < s_firstShape
        ? CalendarForm.All[(int)kind - FirstCalendar]
        : null;

    /// <summary>The kind of a shape of numbers.</summary>
    internal static ValueKind Of(NumberShape shape) => (ValueKind)(s_firstShape + NumberShape.IndexOf(shape));

    /// <summary>The shape of a kind of numbers that are not plain; null for other kinds.</summary>
    internal static NumberShape? ShapeOf(ValueKind kind) => (int)kind >= s_firstShape && (int)kind < Count
        ? NumberShape.All[(int)kind - s_firstShape]
        : null;

    /// <summary>True when a kind is a plain number that a decimal column can hold.</summary>
    internal static bool IsNumber(ValueKind kind) => IsInteger(kind) || kind == ValueKind.LongInteger || IsDecimal(kind);

    /// <summary>True when a kind is a whole number that a double holds exactly, digits that could be a date included.</summary>
    internal static bool IsInteger(ValueKind kind) => kind == ValueKind.Integer || CalendarOf(kind) is { IsDigits: true };

    /// <summary>True when a kind is a number with a fraction or an exponent.</summary>
    internal static bool IsDecimal(ValueKind kind) => kind is >= ValueKind.WholeDecimal1 and <= ValueKind.DecimalMany;

    /// <summary>True when a kind is a date, a date-time or a time of day.</summary>
    internal static bool IsCalendar(ValueKind kind) => CalendarOf(kind) is not null;

    /// <summary>True for numbers, dates and times: what is seldom the name of a column.</summary>
    internal static bool IsValue(ValueKind kind) =>
        IsNumber(kind) || kind == ValueKind.LeadingZeroDigits || (int)kind >= FirstCalendar;

    private static bool BeginsAsNumber(byte first) =>
        first is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.' or (byte)',';

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
            return !negative && CalendarScan.OfDigits(digits) is { } form ? Of(form) : ValueKind.Integer;
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
        return exponent || fraction.Length > 8 || run + fraction.Length > ExactDigits ? ValueKind.DecimalMany
            : fraction.Length is 1 or 2 && !fraction.ContainsAnyExcept((byte)'0') ? ValueKind.WholeDecimal1 + fraction.Length - 1
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

    private static ValueKind? OfDate(ReadOnlySpan<byte> text) => CalendarScan.Find(text) is { } form ? Of(form) : null;

    private static ValueKind? OfShape(ReadOnlySpan<byte> text, byte mark) =>
        NumberScan.Find(text, mark) is { } shape ? Of(shape) : null;

    private static ValueKind? OfLimit(ReadOnlySpan<byte> text, byte mark)
    {
        foreach (var sign in s_limits)
        {
            if (text.StartsWith(sign))
            {
                // Only plain digits can follow: the text behind a sign is not classified as a whole, or it might begin with a sign
                // again.
                var number = Spaces.Trim(text[sign.Length..]);
                return !number.IsEmpty && BeginsAsNumber(number[0]) && OfDigits(number, mark) is { } kind && IsNumber(kind)
                    ? ValueKind.Limit
                    : null;
            }
        }

        return null;
    }

    private static ValueKind? OfWord(ReadOnlySpan<byte> text)
    {
        if (text.Length > 9 || !s_beginsWord[text[0]])
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

    private static bool[] FirstBytes(IEnumerable<byte[]> words, ReadOnlySpan<byte> letters)
    {
        var first = new bool[256];
        foreach (var word in words)
        {
            first[word[0]] = true;
        }

        foreach (var letter in letters)
        {
            first[letter] = true;
        }

        return first;
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
