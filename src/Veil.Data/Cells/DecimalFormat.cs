using System.Buffers.Text;
using System.Globalization;

namespace Veil.Data.Cells;

/// <summary>
/// Writes doubles: the shortest text that reads back as the same number, without exponent below 10^15, and rounded when
/// the step is a power of ten. Always with a fraction, so that a decimal column reads back as one.
/// </summary>
internal readonly struct DecimalFormat
{
    /// <summary>The most bytes that a number takes: the smallest double written out, and two quotes.</summary>
    public const int Longest = 400;

    private const double ExactIntegers = 9e15;
    private const double LeastExponent = 1e15;

    private static readonly double[] s_powers =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ];

    private readonly int _places;
    private readonly double _coarse;
    private readonly byte _mark;
    private readonly byte _quote;
    private readonly bool _quoted;

    /// <summary>Creates a format.</summary>
    /// <param name="step">Distance between neighbouring values; only a power of ten rounds.</param>
    /// <param name="mark">Between the whole and the fractional part.</param>
    /// <param name="quote">The quote around the number; null for none.</param>
    public DecimalFormat(double? step, char mark, char? quote)
    {
        _places = step is { } known ? PlacesOf(known) : -1;
        _coarse = step > 1 && _places == 0 ? step.Value : 1;
        _mark = (byte)mark;
        _quote = (byte)(quote ?? 0);
        _quoted = quote is not null;
    }

    /// <summary>Writes a finite number into at least <see cref="Longest"/> bytes; returns the number of bytes written.</summary>
    public int Write(double value, Span<byte> destination)
    {
        if (!_quoted)
        {
            return WriteNumber(value, destination);
        }

        destination[0] = _quote;
        var written = WriteNumber(value, destination[1..]);
        destination[written + 1] = _quote;
        return written + 2;
    }

    /// <summary>k when the step is 10^-k; 0 for larger powers of ten; -1 when it is no power of ten.</summary>
    private static int PlacesOf(double step)
    {
        for (var places = 0; places < s_powers.Length; places++)
        {
            // The nearest double of 10^-k, as it is parsed from text; a larger power is exact.
            if (step == 1 / s_powers[places])
            {
                return places;
            }

            if (step == s_powers[places])
            {
                return 0;
            }
        }

        return -1;
    }

    private int WriteNumber(double value, Span<byte> destination)
    {
        if (_places >= 0)
        {
            var rounded = _coarse > 1 ? Math.Round(value / _coarse) * _coarse : value;
            var scaled = Math.Round(rounded * s_powers[_places]);
            if (Math.Abs(scaled) < ExactIntegers)
            {
                return WriteScaled((long)scaled, _places, scaled < 0, destination);
            }

            value = rounded;
        }
        else
        {
            for (var places = 2; places <= 6; places += 2)
            {
                if (TryScale(value, places, out var scaled))
                {
                    return WriteScaled(scaled, places, double.IsNegative(value), destination);
                }
            }
        }

        return WriteShortest(value, destination);
    }

    private static bool TryScale(double value, int places, out long scaled)
    {
        // Below 10^15 the digits before and after the mark are at most 15: then a text is the shortest for its double.
        var product = Math.Round(value * s_powers[places]);
        scaled = Math.Abs(product) < LeastExponent ? (long)product : 0;
        return Math.Abs(product) < LeastExponent && scaled / s_powers[places] == value;
    }

    /// <summary>Writes scaled / 10^places without the zeros at its end, but with one digit after the mark.</summary>
    private int WriteScaled(long scaled, int places, bool negative, Span<byte> destination)
    {
        var at = 0;
        if (negative)
        {
            destination[at++] = (byte)'-';
        }

        var whole = Math.DivRem(Math.Abs(scaled), (long)s_powers[places], out var fraction);
        Utf8Formatter.TryFormat(whole, destination[at..], out var written);
        at += written;
        destination[at++] = _mark;
        if (fraction == 0)
        {
            destination[at++] = (byte)'0';
            return at;
        }

        while (fraction % 10 == 0)
        {
            fraction /= 10;
            places--;
        }

        for (var i = places - 1; i >= 0; i--)
        {
            destination[at + i] = (byte)('0' + (fraction % 10));
            fraction /= 10;
        }

        return at + places;
    }

    private int WriteShortest(double value, Span<byte> destination)
    {
        Span<byte> text = stackalloc byte[32];
        value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        text = text[..length];
        var exponentAt = text.IndexOf((byte)'E');
        if (exponentAt < 0 || Math.Abs(value) >= LeastExponent)
        {
            return WritePlain(text, exponentAt, destination);
        }

        var exponent = int.Parse(text[(exponentAt + 1)..], CultureInfo.InvariantCulture);
        return WriteTiny(text[..exponentAt], -exponent, destination);
    }

    /// <summary>Copies digits with the right mark, and with a fraction when they have neither one nor an exponent.</summary>
    private int WritePlain(ReadOnlySpan<byte> text, int exponentAt, Span<byte> destination)
    {
        text.CopyTo(destination);
        var pointAt = text.IndexOf((byte)'.');
        if (pointAt >= 0)
        {
            destination[pointAt] = _mark;
        }
        else if (exponentAt < 0)
        {
            destination[text.Length] = _mark;
            destination[text.Length + 1] = (byte)'0';
            return text.Length + 2;
        }

        return text.Length;
    }

    /// <summary>Writes d.ddd times 10^-down as 0.00…dddd.</summary>
    private int WriteTiny(ReadOnlySpan<byte> digits, int down, Span<byte> destination)
    {
        var at = 0;
        if (digits[0] == '-')
        {
            destination[at++] = (byte)'-';
            digits = digits[1..];
        }

        destination[at++] = (byte)'0';
        destination[at++] = _mark;
        destination.Slice(at, down - 1).Fill((byte)'0');
        at += down - 1;
        foreach (var b in digits)
        {
            if (b != '.')
            {
                destination[at++] = b;
            }
        }

        return at;
    }
}
