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

    // Tables by the affix and the bits of the rest: a dictionary of shapes would take longer to make than most files take to read.
    private static readonly Dictionary<string, short[]> s_index = Index();

    /// <summary>True when something stands before or after the number.</summary>
    public bool HasAffix => Prefix.Length + Suffix.Length > 0;

    /// <summary>The place of a shape in <see cref="All"/>; -1 when there is no kind for it.</summary>
    public static int IndexOf(NumberShape shape) => s_index.TryGetValue(shape.Affixes, out var index) ? index[shape.Bits] : -1;

    private string Affixes => Prefix.Length == 0 ? Suffix : string.Concat(Prefix, "0", Suffix);

    private int Bits => ((int)Group << 3) | (HasParentheses ? 1 << 2 : 0) | Decimals;

    private static Dictionary<string, short[]> Index()
    {
        var index = new Dictionary<string, short[]>();
        for (var i = 0; i < All.Length; i++)
        {
            if (!index.TryGetValue(All[i].Affixes, out var places))
            {
                index.Add(All[i].Affixes, places = new short[1 << 6]);
                Array.Fill<short>(places, -1);
            }

            places[All[i].Bits] = (short)i;
        }

        return index;
    }

    private static List<NumberShape> List()
    {
        var shapes = new List<NumberShape>();
        for (var group = GroupStyle.Comma; group <= GroupStyle.NarrowBlank; group++)
        {
            AddEach(shapes, new("", "", group, false, 0));
        }

        for (var group = GroupStyle.None; group <= GroupStyle.NarrowBlank; group++)
        {
            AddEach(shapes, new("", "", group, true, 0));
        }

        string[] blanks = ["", " "];
        foreach (var sign in Prefixes)
        {
            foreach (var blank in blanks)
            {
                AddGrouped(shapes, new(sign + blank, "", default, false, 0));
            }
        }

        foreach (var sign in Currencies)
        {
            foreach (var blank in blanks)
            {
                AddGrouped(shapes, new("", blank + sign, default, false, 0));
            }
        }

        foreach (var sign in (string[])["$", "€", "£"])
        {
            AddGrouped(shapes, new(sign, "", default, true, 0));
        }

        foreach (var unit in Units)
        {
            foreach (var blank in blanks)
            {
                AddEach(shapes, new("", blank + unit, default, false, 0));
            }
        }

        return shapes;
    }

    private static void AddGrouped(List<NumberShape> shapes, NumberShape shape)
    {
        for (var group = GroupStyle.None; group <= GroupStyle.Blank; group++)
        {
            AddEach(shapes, shape with { Group = group });
        }
    }

    private static void AddEach(List<NumberShape> shapes, NumberShape shape)
    {
        for (var decimals = 0; decimals <= MoreDecimals; decimals++)
        {
            shapes.Add(shape with { Decimals = decimals });
        }
    }
}
