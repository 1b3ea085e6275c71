using System.Runtime.CompilerServices;

namespace Veil.Data.Cells;

/// <summary>
/// Whole numbers: digits without a leading zero, perhaps after a minus. Nothing else, since <c>007</c>, <c>+5</c> and
/// <c>1.0</c> would not be written back unchanged.
/// </summary>
internal readonly struct IntegerParser : ICellParser<long>
{
    private const int SafeDigits = 18;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        text = Spaces.Trim(text);
        value = 0;
        var negative = text.Length > 1 && text[0] == '-';
        var digits = negative ? text[1..] : text;
        if (digits.Length == 0 || (digits[0] == '0' && text.Length > 1))
        {
            return false;
        }

        if (digits.Length > SafeDigits)
        {
            return TryParseLong(digits, negative, out value);
        }

        foreach (var b in digits)
        {
            var digit = (uint)(b - '0');
            if (digit > 9)
            {
                return false;
            }

            value = (value * 10) + digit;
        }

        value = negative ? -value : value;
        return true;
    }

    private static bool TryParseLong(ReadOnlySpan<byte> digits, bool negative, out long value)
    {
        // Built up below zero, and long.MinValue is refused as well: it stands for a missing value.
        value = 0;
        foreach (var b in digits)
        {
            var digit = b - '0';
            if ((uint)digit > 9 || value < (-long.MaxValue + digit) / 10)
            {
                return false;
            }

            value = (value * 10) - digit;
        }

        value = negative ? value : -value;
        return true;
    }
}
