using System.Buffers;
using System.Text;

namespace Veil.Data.Cells;

/// <summary>English names of months and weekdays, short and long; the case of letters does not matter when they are read.</summary>
internal static class CalendarNames
{
    private const int ShortLength = 3;

    private static readonly SearchValues<byte> s_letters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    private static readonly byte[][] s_months = Names(
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December");

    private static readonly byte[][] s_weekdays = Names("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");

    /// <summary>True for the first letters of the names of months.</summary>
    public static bool BeginsMonth(byte first) => (first | 0x20) is 'j' or 'f' or 'm' or 'a' or 's' or 'o' or 'n' or 'd';

    /// <summary>Reads the name of a month at the beginning of a text: its number from 1, and its length.</summary>
    public static bool TryMonth(ReadOnlySpan<byte> text, out int month, out int length) =>
        TryName(s_months, 1, text, out month, out length);

    /// <summary>Reads the name of a weekday at the beginning of a text; which one it is follows from the date.</summary>
    public static bool TryWeekday(ReadOnlySpan<byte> text, out int length) => TryName(s_weekdays, 0, text, out _, out length);

    /// <summary>Writes the name of a month from 1 to 12, of 3 letters or whole.</summary>
    public static int WriteMonth(int month, bool isShort, Span<byte> destination) => Write(s_months[month - 1], isShort, destination);

    /// <summary>Writes the name of a weekday, of 3 letters or whole.</summary>
    public static int WriteWeekday(DayOfWeek day, bool isShort, Span<byte> destination) =>
        Write(s_weekdays[(int)day], isShort, destination);

    private static byte[][] Names(params string[] names) => [.. names.Select(Encoding.ASCII.GetBytes)];

    private static bool TryName(byte[][] names, int first, ReadOnlySpan<byte> text, out int number, out int length)
    {
        length = text.IndexOfAnyExcept(s_letters);
        length = length < 0 ? text.Length : length;
        for (var i = 0; i < names.Length; i++)
        {
            var isNamed = (length == ShortLength || length == names[i].Length)
                && Ascii.EqualsIgnoreCase(text[..length], names[i].AsSpan(0, length));
            if (isNamed)
            {
                number = first + i;
                return true;
            }
        }

        number = 0;
        return false;
    }

    private static int Write(ReadOnlySpan<byte> name, bool isShort, Span<byte> destination)
    {
        var text = isShort ? name[..ShortLength] : name;
        text.CopyTo(destination);
        return text.Length;
    }
}
