using System.Globalization;
using System.Text;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Cells;

/// <summary>How far the text of a cell is a value of its column's type.</summary>
internal enum CellFit
{
    /// <summary>It is none.</summary>
    None,

    /// <summary>It is near one: a fraction or a time of day is lost.</summary>
    Rounded,

    /// <summary>It is one, perhaps in another spelling.</summary>
    Whole,
}

/// <summary>Reads the text of a cell as the value of a type.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
internal delegate CellFit ReadCell<T>(ReadOnlySpan<byte> text, out T value);

/// <summary>
/// Reads cells of any origin: as the schema declares them, and in the spellings that other programs give the same values. For tables
/// that are compared, never for those that a release is made from: there a text has one meaning.
/// </summary>
internal readonly struct AnyCell
{
    private const double Largest = 9.2e18;

    private static readonly string[] s_words = ["true", "false"];
    private static readonly string[] s_true = ["true", "t", "yes", "y", "1", "1.0"];
    private static readonly string[] s_false = ["false", "f", "no", "n", "0", "0.0"];

    private readonly DecimalParser _decimal;
    private readonly NumberText? _form;
    private readonly CalendarPattern? _calendar;
    private readonly BooleanLabels _booleans;

    /// <summary>The cells of a column.</summary>
    /// <param name="column">The column; its type is known.</param>
    /// <param name="decimalMark">A point or a comma.</param>
    public AnyCell(ColumnSchema column, char decimalMark)
    {
        _decimal = new DecimalParser((byte)decimalMark);
        _form = NumberText.Of(column, decimalMark);
        _booleans = new BooleanLabels(column);
        _calendar = column.Type is { Value: ColumnType.Date or ColumnType.DateTime or ColumnType.Time } type
            ? CalendarPattern.Of(column.Format?.Value, type.Value)
            : null;
    }

    /// <summary>Both labels of a Boolean column, true first.</summary>
    public LabelPool Booleans => _booleans.Pool;

    /// <summary>Whether a text stands for a missing value among numbers, dates and Booleans, in any program.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> text) =>
        ValueKinds.Of(text, '.') is ValueKind.Empty or ValueKind.CommonMissingWord;

    /// <summary>Whether a text is NaN, which programs also write among labels where a value is missing.</summary>
    public static bool IsNotANumber(ReadOnlySpan<byte> text) => text.SequenceEqual("NaN"u8) || text.SequenceEqual("nan"u8);

    /// <summary>A whole number without the zeros of its fraction, such as 3 for 3.0; null for any other text.</summary>
    public static string? WithoutFraction(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point > 0 && point + 1 < text.Length && text.AsSpan(point + 1).IndexOfAnyExcept('0') < 0
            && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
                ? text[..point]
                : null;
    }

    public CellFit TryInteger(ReadOnlySpan<byte> text, out long value)
    {
        if (new IntegerParser().TryParse(text, out value) || (_form is { } form && new FormedIntegerParser(form).TryParse(text, out value)))
        {
            return CellFit.Whole;
        }

        if (TryDecimal(text, out var number) == CellFit.None || !(Math.Abs(number) < Largest))
        {
            // Programs write columns of 0 and 1 as truth values.
            value = IsOneOf(text, s_words.AsSpan(..1)) ? 1 : 0;
            return Fit(IsOneOf(text, s_words));
        }

        value = (long)Math.Round(number);
        return Math.Floor(number) == number ? CellFit.Whole : CellFit.Rounded;
    }

    public CellFit TryDecimal(ReadOnlySpan<byte> text, out double value) => Fit(
        (_form is { } form && new FormedDecimalParser(form).TryParse(text, out value)) || _decimal.TryParse(text, out value));

    public CellFit TryDate(ReadOnlySpan<byte> text, out long value)
    {
        if (_calendar!.TryParse(text, out value) || IsoCalendar.TryParseDate(Spaces.Trim(text), out value))
        {
            return CellFit.Whole;
        }

        if (!IsoCalendar.TryParseDateTime(Spaces.Trim(text), out var time, out _))
        {
            return CellFit.None;
        }

        value = (long)Math.Floor(time / (double)IsoCalendar.MillisecondsPerDay);
        return value * IsoCalendar.MillisecondsPerDay == time ? CellFit.Whole : CellFit.Rounded;
    }

    public CellFit TryDateTime(ReadOnlySpan<byte> text, out long value)
    {
        if (_calendar!.TryParse(text, out value) || IsoCalendar.TryParseDateTime(Spaces.Trim(text), out value, out _))
        {
            return CellFit.Whole;
        }

        var isDate = IsoCalendar.TryParseDate(Spaces.Trim(text), out value);
        value *= IsoCalendar.MillisecondsPerDay;
        return Fit(isDate);
    }

    public CellFit TryTime(ReadOnlySpan<byte> text, out long value)
    {
        if (_calendar!.TryParse(text, out value))
        {
            return CellFit.Whole;
        }

        var isTime = TimeOnly.TryParse(
            Encoding.UTF8.GetString(Spaces.Trim(text)), CultureInfo.InvariantCulture, out var time);
        value = time.Ticks / TimeSpan.TicksPerMillisecond;
        return Fit(isTime);
    }

    public CellFit TryBoolean(ReadOnlySpan<byte> text, out int value)
    {
        if (_booleans.TryParse(text, out value))
        {
            return CellFit.Whole;
        }

        value = IsOneOf(text, s_true) ? BooleanLabels.True : BooleanLabels.False;
        return Fit(value == BooleanLabels.True || IsOneOf(text, s_false));
    }

    private static bool IsOneOf(ReadOnlySpan<byte> text, ReadOnlySpan<string> words)
    {
        var trimmed = Spaces.Trim(text);
        foreach (var word in words)
        {
            if (Ascii.EqualsIgnoreCase(trimmed, word))
            {
                return true;
            }
        }

        return false;
    }

    private static CellFit Fit(bool fits) => fits ? CellFit.Whole : CellFit.None;
}
