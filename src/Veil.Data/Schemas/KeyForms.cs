using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Veil.Data.Schemas;

/// <summary>
/// The forms of keys, such as <c>P-#####</c>: each <c>#</c> is a digit, and every other character stands for itself. A closed public
/// list of them can be counted with noise, so that fresh keys are written as the old ones were.
/// </summary>
public static class KeyForms
{
    /// <summary>The form of UUIDs; the digits between are fixed, so that fresh ones are well-formed.</summary>
    public const string Uuid = "########-####-4###-8###-############";

    /// <summary>The longest form that may be declared.</summary>
    public const int Longest = 64;

    /// <summary>The most digits of whole numbers.</summary>
    public const int LongestWhole = 15;

    // The share of the values of a column that has a form when it is that of the column. Whole numbers that count from 1 have up to
    // nine tenths in the largest number of digits: they are no form.
    private const double LeastShare = 0.6;
    private const double LeastShareOfPlainDigits = 0.95;

    private const int MostDigits = 12;
    private const char Digit = '#';

    private static readonly string[] s_words =
    [
        "ACC", "ACCT", "ACCOUNT", "CASE", "CLI", "CLIENT", "CUS", "CUST", "CUSTOMER", "DOC", "EMP", "EMPLOYEE", "EVT", "HH", "ID", "INV",
        "INVOICE", "ITEM", "LOC", "MBR", "MEM", "MEMBER", "MRN", "NO", "NR", "ORD", "ORDER", "PAT", "PATIENT", "PER", "PID", "PO", "POL",
        "PRD", "PROD", "PRODUCT", "PT", "REC", "RECORD", "REF", "REQ", "RES", "SAMPLE", "SID", "SKU", "SO", "STU", "STUDENT", "SUB",
        "SUBJ", "SUBJECT", "TKT", "TRX", "TX", "TXN", "UID", "USER", "USR", "VIS", "VISIT",
    ];

    private static readonly FrozenDictionary<string, int> s_index =
        List().Select((form, index) => KeyValuePair.Create(form, index)).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The forms that are counted, after an empty one for all other texts.</summary>
    public static ImmutableArray<string> All { get; } = [.. List()];

    /// <summary>The place in <see cref="All"/> of the form of a text; 0 when the list does not have it.</summary>
    /// <param name="utf8">The text, unquoted.</param>
    public static int IndexOf(ReadOnlySpan<byte> utf8) => FormOf(utf8) is { } form ? s_index.GetValueOrDefault(form) : 0;

    /// <summary>The form of a text: its digits as <c>#</c>; null when it has none, or cannot be written as a form.</summary>
    /// <param name="utf8">The text, unquoted.</param>
    public static string? FormOf(ReadOnlySpan<byte> utf8)
    {
        var text = utf8.Trim(" \t"u8);
        if (IsUuid(text))
        {
            return Uuid;
        }

        if (text.Length is 0 or > Longest || text.ContainsAnyExceptInRange((byte)'!', (byte)'~') || text.Contains((byte)Digit))
        {
            return null;
        }

        Span<char> form = stackalloc char[text.Length];
        for (var i = 0; i < form.Length; i++)
        {
            form[i] = char.IsAsciiDigit((char)text[i]) ? Digit : (char)text[i];
        }

        return form.Contains(Digit) ? new string(form) : null;
    }

    /// <summary>True when a form can be declared: it has a digit that varies and fits in a line.</summary>
    public static bool IsForm(string form)
    {
        ArgumentNullException.ThrowIfNull(form);
        return form.Length <= Longest && form.Contains(Digit, StringComparison.Ordinal) && !form.Any(char.IsControl);
    }

    /// <summary>True when a form is digits alone, and not too many for whole numbers.</summary>
    public static bool IsWhole(string form)
    {
        ArgumentNullException.ThrowIfNull(form);
        return form.Length is > 0 and <= LongestWhole && form.All(letter => letter == Digit);
    }

    /// <summary>The form that a column has by counts of forms, exact or noisy; null when it has none.</summary>
    /// <param name="counts">Forms with their counts.</param>
    /// <param name="values">The number of values of the column.</param>
    /// <param name="areNumbers">True when the values are whole numbers.</param>
    public static string? Choose(IEnumerable<(string Form, double Count)> counts, double values, bool areNumbers)
    {
        var (form, count) = counts.Where(each => !areNumbers || IsWhole(each.Form)).DefaultIfEmpty(("", 0)).MaxBy(each => each.Item2);
        return count > 0 && count >= (areNumbers ? LeastShareOfPlainDigits : LeastShare) * values ? form : null;
    }

    /// <summary>A key of a form: the number stands in its digits, after zeros; where it is longer, the first place holds more.</summary>
    /// <param name="form">The form.</param>
    /// <param name="number">The number of the key, from 1.</param>
    public static string Write(string form, long number)
    {
        ArgumentNullException.ThrowIfNull(form);
        var places = form.Count(letter => letter == Digit);
        var digits = number.ToString(CultureInfo.InvariantCulture).PadLeft(places, '0');
        var text = new StringBuilder();
        var next = 0;
        foreach (var letter in form)
        {
            if (letter != Digit)
            {
                text.Append(letter);
            }
            else
            {
                var length = next == 0 ? digits.Length - places + 1 : 1;
                text.Append(digits, next, length);
                next += length;
            }
        }

        return text.ToString();
    }

    // Hexadecimal digits, 8-4-4-4-12.
    private static bool IsUuid(ReadOnlySpan<byte> text)
    {
        if (text.Length != Uuid.Length)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (Uuid[i] == '-' ? text[i] != (byte)'-' : !char.IsAsciiHexDigit((char)text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<string> List()
    {
        var prefixes = Enumerable.Range('A', 26).Select(letter => ((char)letter).ToString()).Concat(s_words)
            .SelectMany(word => new[] { word, word.ToLowerInvariant() })
            .SelectMany(word => new[] { word, word + "-", word + "_" });
        return prefixes.Prepend("")
            .SelectMany(_ => Enumerable.Range(1, MostDigits), (prefix, digits) => prefix + new string(Digit, digits))
            .Append(Uuid)
            .Prepend("");
    }
}
