namespace Veil.Data.Schemas;

/// <summary>How the numbers of a column are written where that is not plainly: with groups of digits, a sign of currency, a unit.</summary>
/// <remarks>
/// Numbers are read with or without what surrounds them, and are written with it. Zeros at the end of a fraction beyond
/// <see cref="LeastDecimals"/> are not written.
/// </remarks>
public sealed record NumberForm
{
    /// <summary>Between the whole and the fractional part; null for the mark of the file.</summary>
    public char? DecimalMark { get; init; }

    /// <summary>Between groups of three digits; null for none. Any blank is read for a blank.</summary>
    public char? GroupMark { get; init; }

    /// <summary>In front of the number, such as <c>$</c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Behind the number, such as <c> kg</c>.</summary>
    public string Suffix { get; init; } = "";

    /// <summary>True when everything around the digits is ignored when a number is read.</summary>
    public bool IgnoresSurroundings { get; init; }

    /// <summary>True when numbers below zero stand in parentheses instead of behind a minus.</summary>
    public bool HasParentheses { get; init; }

    /// <summary>The least number of digits after the decimal mark of a decimal column: 0 writes whole numbers without a mark.</summary>
    public int LeastDecimals { get; init; } = 1;

    /// <summary>True when numbers are read as plain ones are.</summary>
    public bool ReadsPlainly => this with { LeastDecimals = 1 } == new NumberForm();
}
