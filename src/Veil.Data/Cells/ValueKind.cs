namespace Veil.Data.Cells;

/// <summary>
/// The syntactic kind of the text of one cell: a closed public list, so that counts over it can be made differentially
/// private. Each text is of exactly one kind. The names below are the kinds of plain values and of text; after them come those of
/// dates and times, one for each <c>CalendarForm</c>, and those of numbers with something around or between their digits, one for each
/// <c>NumberShape</c>.
/// </summary>
public enum ValueKind
{
    /// <summary>Nothing, or spaces only.</summary>
    Empty,

    /// <summary>One of <see cref="ValueKinds.MissingWords"/>.</summary>
    CommonMissingWord,

    /// <summary><c>true</c> or <c>false</c>, in any case.</summary>
    TrueFalse,

    /// <summary><c>yes</c> or <c>no</c>, in any case.</summary>
    YesNo,

    /// <summary>The letter T or F, in any case.</summary>
    LetterTrueFalse,

    /// <summary>The letter Y or N, in any case.</summary>
    LetterYesNo,

    /// <summary>A whole number of at most 15 digits without a leading zero, perhaps after a minus.</summary>
    Integer,

    /// <summary>The same with more digits, up to the range of 64 bits.</summary>
    LongInteger,

    /// <summary>Two or more digits of which the first is zero.</summary>
    LeadingZeroDigits,

    /// <summary>A whole number with one zero after the decimal mark.</summary>
    WholeDecimal1,

    /// <summary>A whole number with two zeros after the decimal mark.</summary>
    WholeDecimal2,

    /// <summary>A number with one digit after the decimal mark.</summary>
    Decimal1,

    /// <summary>A number with two digits after the decimal mark.</summary>
    Decimal2,

    /// <summary>A number with three digits after the decimal mark.</summary>
    Decimal3,

    /// <summary>A number with four digits after the decimal mark.</summary>
    Decimal4,

    /// <summary>A number with five digits after the decimal mark.</summary>
    Decimal5,

    /// <summary>A number with six digits after the decimal mark.</summary>
    Decimal6,

    /// <summary>A number with seven digits after the decimal mark.</summary>
    Decimal7,

    /// <summary>A number with eight digits after the decimal mark.</summary>
    Decimal8,

    /// <summary>A number with more digits after the decimal mark, or with an exponent.</summary>
    DecimalMany,

    /// <summary>A number that is not finite, by word or by size.</summary>
    NonFinite,

    /// <summary>A number after one of the signs <c>&lt; &gt; &lt;= &gt;= ≤ ≥</c>: a value of which only a limit is known.</summary>
    Limit,

    /// <summary>Any other text of at most 40 bytes and four words.</summary>
    ShortText,

    /// <summary>Any other text.</summary>
    LongText,
}
