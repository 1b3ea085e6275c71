
namespace Veil.Data.Cells;

/// <summary>Dates and date-times by a <see cref="CalendarPattern"/>.</summary>
internal readonly struct CalendarParser(CalendarPattern pattern) : ICellParser<long>
{
    public bool TryParse(ReadOnlySpan<byte> text, out long value) => pattern.TryParse(text, out value);
}
