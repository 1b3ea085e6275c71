using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Veil.Data.Cells;

/// <summary>What is between groups of three digits.</summary>
internal enum GroupStyle
{
    None,

    /// <summary>A comma, where it is not the decimal mark.</summary>
    Comma,

    /// <summary>A point, where it is not the decimal mark.</summary>
    Point,

    Apostrophe,

    Blank,

    /// <summary>A blank that does not break the line.</summary>
    FixedBlank,

    /// <summary>A narrow one.</summary>
    NarrowBlank,
}

/// <summary>
/// The shape of a number that is not plain: an entry of a closed public list, and a kind of value. What stands around numbers is
/// published only because it is on this list.
/// </summary>
/// <param name="Prefix">In front of the number.</param>
/// <param name="Suffix">Behind the number.</param>
/// <param name="Group">Between groups of digits.</param>
/// <param name="HasParentheses">True for a number below zero in parentheses.</param>
/// <param name="Decimals">Digits after the decimal mark; <see cref="MoreDecimals"/> for those and more.</param>
internal readonly record struct NumberShape(string Prefix, string Suffix, GroupStyle Group, bool HasParentheses, int Decimals)
{
    /// <summary>The number of decimals from which they are not told apart.</summary>
    public const int MoreDecimals = 3;

    private static readonly FrozenDictionary<NumberShape, int> s_index =
        List().Select((shape, index) => KeyValuePair.Create(shape, index)).ToFrozenDictionary();

    /// <summary>Signs of currency that stand before a number, with or without a blank between.</summary>
    public static ImmutableArray<string> Prefixes => ["US$", "R$", "$", "€", "£", "¥", "₹", "CHF", "EUR", "USD", "GBP"];

    /// <summary>Signs of currency that stand after a number.</summary>
    public static ImmutableArray<string> Currencies => ["€", "$", "£", "₽", "EUR", "USD", "GBP", "CHF", "kr", "zł", "Kč", "Ft"];

    /// <summary>Signs and units that stand after a number.</summary>
    public static ImmutableArray<string> Units =>
    [
        "%", "‰", "mm", "cm", "m", "km", "in", "ft", "mi", "mg", "g", "kg", "t", "lb", "lbs", "oz", "ml", "mL", "l", "L",
        "°C", "°F", "°", "ms", "s", "sec", "min", "h", "d", "days", "weeks", "months", "years", "yrs", "bpm", "mmHg", "kcal", "kJ",
        "W", "kW", "kWh", "V", "A", "mA", "Hz", "kHz", "MHz", "GHz", "KB", "MB", "GB", "TB", "m²", "m2", "km²", "ha", "m³",
        "km/h", "mph", "m/s", "mg/dL", "mmol/L", "g/dL", "mg/L", "kPa", "hPa", "dB", "px",
    ];

    /// <summary>Every shape that there is a kind for.</summary>
    public static ImmutableArray<NumberShape> All { get; } = [.. List()];

    /// <summary>True when something stands before or after the number.</summary>
    public bool HasAffix => Prefix.Length + Suffix.Length > 0;

    /// <summary>The place of a shape in <see cref="All"/>; -1 when there is no kind for it.</summary>
    public static int IndexOf(NumberShape shape) => s_index.GetValueOrDefault(shape, -1);

    private static IEnumerable<NumberShape> List()
    {
        var groups = Enum.GetValues<GroupStyle>();
        string[] blanks = ["", " "];
        var currencies = Prefixes.SelectMany(sign => blanks, (sign, blank) => (Prefix: sign + blank, Suffix: ""))
            .Concat(Currencies.SelectMany(sign => blanks, (sign, blank) => (Prefix: "", Suffix: blank + sign)));
        var units = Units.SelectMany(unit => blanks, (unit, blank) => (Prefix: "", Suffix: blank + unit));
        var shapes = groups.Where(group => group != GroupStyle.None).Select(group => new NumberShape("", "", group, false, 0))
            .Concat(groups.Select(group => new NumberShape("", "", group, true, 0)))
            .Concat(currencies.SelectMany(
                _ => groups.Where(group => group <= GroupStyle.Blank),
                (sign, group) => new NumberShape(sign.Prefix, sign.Suffix, group, false, 0)))
            .Concat(((string[])["$", "€", "£"]).SelectMany(
                _ => groups.Where(group => group <= GroupStyle.Blank), (sign, group) => new NumberShape(sign, "", group, true, 0)))
            .Concat(units.Select(unit => new NumberShape(unit.Prefix, unit.Suffix, GroupStyle.None, false, 0)));
        return shapes.SelectMany(shape => Enumerable.Range(0, MoreDecimals + 1), (shape, decimals) => shape with { Decimals = decimals });
    }
}
