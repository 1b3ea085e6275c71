using System.Globalization;
using System.Runtime.CompilerServices;

namespace Veil.Data.Cells;

/// <summary>Finite numbers with an optional fraction and exponent, to the nearest double.</summary>
internal readonly struct DecimalParser(byte mark) : ICellParser<double>
{
    // A mantissa below 2^53 over a power of ten up to 10^22 is exact in one division (Clinger 1990).
    private const int ExactDigits = 15;

    private static readonly double[] s_powers =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        text = Spaces.Trim(text);
        var at = 0;
        var negative = false;
        if (text.Length > 1 && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == '-';
            at = 1;
        }

        long mantissa = 0;
        var digits = 0;
        var fraction = 0;
        var inFraction = 0;
        for (; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit <= 9)
            {
                mantissa = (mantissa * 10) + digit;
                digits++;
                fraction += inFraction;
                if (digits > ExactDigits)
                {
                    return TryParseSlowly(text, out value);
                }
            }
            else if (text[at] == mark && inFraction == 0)
            {
                inFraction = 1;
            }
            else
            {
                return TryParseSlowly(text, out value);
            }
        }

        value = mantissa / s_powers[fraction];
        value = negative ? -value : value;
        return digits > 0;
    }

    private bool TryParseSlowly(ReadOnlySpan<byte> text, out double value)
    {
        const int Longest = 1024;
        value = 0;
        if (text.Length > Longest)
        {
            return false;
        }

        Span<byte> plain = stackalloc byte[text.Length];
        var digits = 0;
        for (var i = 0; i < text.Length; i++)
        {
            // The other mark is no part of a number: it would be read as a group separator elsewhere.
            if (text[i] is (byte)'.' or (byte)',' && text[i] != mark)
            {
                return false;
            }

            digits += text[i] is >= (byte)'0' and <= (byte)'9' ? 1 : 0;
            plain[i] = text[i] == mark ? (byte)'.' : text[i];
        }

        // Words such as NaN and Infinity have no digits.
        return digits > 0
            && double.TryParse(
                plain,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out value)
            && double.IsFinite(value);
    }
}
