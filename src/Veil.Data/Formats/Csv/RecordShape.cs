namespace Veil.Data.Formats.Csv;

/// <summary>The effect of quotes on a record.</summary>
[Flags]
internal enum RecordShape
{
    /// <summary>Nothing that needs work.</summary>
    Plain = 0,

    /// <summary>A quoted field holds doubled quotes.</summary>
    Escaped = 1,

    /// <summary>A quote stands inside a field that is not quoted, or text follows a closing quote.</summary>
    Misplaced = 2,

    /// <summary>A quote is open where the line ends, and lines are records.</summary>
    Unclosed = 4,
}
