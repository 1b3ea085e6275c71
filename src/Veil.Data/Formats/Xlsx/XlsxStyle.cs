namespace Veil.Data.Formats.Xlsx;

/// <summary>The meaning of a number by the format in which it is shown.</summary>
internal enum XlsxStyle
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>A day.</summary>
    Date,

    /// <summary>A day with a time.</summary>
    DateTime,

    /// <summary>A time of day.</summary>
    Time,
}
