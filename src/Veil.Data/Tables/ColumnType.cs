namespace Veil.Data.Tables;

/// <summary>The type of the values of a column.</summary>
public enum ColumnType
{
    /// <summary>Whole numbers.</summary>
    Integer,

    /// <summary>Numbers with a fractional part.</summary>
    Decimal,

    /// <summary>Labels from a finite list; numbers used as labels too.</summary>
    Category,

    /// <summary>Two labels, one of which means true.</summary>
    Boolean,

    /// <summary>Calendar dates.</summary>
    Date,

    /// <summary>Calendar dates with a time of day.</summary>
    DateTime,

    /// <summary>Names, identifiers, remarks: values that are never modelled.</summary>
    Text,

    /// <summary>Times of day, without a date.</summary>
    Time,
}
