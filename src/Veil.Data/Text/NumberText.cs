using System.Globalization;

namespace Veil.Data.Text;

/// <summary>
/// Numbers as text for people, uniformly: few digits, no padding, and from 0.0001 down a power of ten with a small
/// e, such as <c>2.5e-9</c>. JSON and tables of data keep their own, exact, form.
/// </summary>
public static class NumberText
{
    private const double SmallestPlain = 1e-4;
    private const double LargestPlain = 1e15;
    private const int MostDigits = 17;

    /// <summary>A number rounded to the nearest.</summary>
    /// <param name="value">A number.</param>
    /// <param name="digits">
    /// Significant digits, of which trailing zeros are left out; digits before the point are never rounded off.
    /// </param>
    public static string Of(double value, int digits = 4) => Text(value, digits, isBound: false);

    /// <summary>A number that is a bound or a cost: rounded up, so that the printed number is never less than the value.</summary>
    /// <param name="value">A number of 0 or more.</param>
    /// <param name="digits">
    /// Significant digits, of which trailing zeros are left out; digits before the point are never rounded off.
    /// </param>
    public static string AtMost(double value, int digits = 4)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        return Text(value, digits, isBound: true);
    }

    /// <summary>A share that is a bound, in per cent with two decimals: rounded up.</summary>
    /// <param name="share">Between 0 and 1.</param>
    public static string PercentAtMost(double share)
    {
        // A quotient such as 0.29 is slightly above or below its decimal form, which must not print 29.01.
        const double Hair = 1e-9;
        return (Math.Ceiling((share * 10_000) - Hair) / 100).ToString("0.0#", CultureInfo.InvariantCulture) + " %";
    }

    /// <summary>A number of bytes, in the unit that suits it.</summary>
    public static string Bytes(double count)
    {
        string[] units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];
        var unit = 0;
        for (; count >= 1000 && unit < units.Length - 1; unit++)
        {
            count /= 1000;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Of(count, 3)} {units[unit]}");
    }

    private static string Text(double value, int digits, bool isBound)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return value == 0 ? "0" : value.ToString(CultureInfo.InvariantCulture);
        }

        var sign = value < 0 ? "-" : "";
        var size = Math.Abs(value);
        var isPlain = size is >= SmallestPlain and < LargestPlain;
        var whole = isPlain && size >= 1 ? (int)Math.Floor(Math.Log10(size)) + 1 : 0;
        var (mantissa, exponent) = Decimal(size, Math.Clamp(Math.Max(digits, whole), 1, MostDigits), isBound);
        return sign + (isPlain ? Plain(mantissa, exponent) : Scientific(mantissa, exponent));
    }

    // Digits without trailing zeros, and the power of ten of the first of them.
    private static (string Digits, int Exponent) Decimal(double size, int digits, bool isBound)
    {
        var text = size.ToString($"E{digits - 1}", CultureInfo.InvariantCulture);
        var at = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = long.Parse(text[..at].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        var exponent = int.Parse(text[(at + 1)..], CultureInfo.InvariantCulture);
        if (isBound && double.Parse(text, CultureInfo.InvariantCulture) < size)
        {
            mantissa++;
        }

        var all = mantissa.ToString(CultureInfo.InvariantCulture);
        return (all.TrimEnd('0'), exponent + all.Length - digits);
    }

    private static string Plain(string digits, int exponent) => exponent switch
    {
        < 0 => "0." + new string('0', -exponent - 1) + digits,
        _ when digits.Length <= exponent + 1 => digits.PadRight(exponent + 1, '0'),
        _ => digits[..(exponent + 1)] + "." + digits[(exponent + 1)..],
    };

    private static string Scientific(string digits, int exponent) => string.Create(
        CultureInfo.InvariantCulture, $"{digits[..1]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{exponent}");
}
