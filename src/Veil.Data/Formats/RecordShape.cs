namespace Veil.Data.Formats;

/// <summary>What quotes did to a record.</summary>
[Flags]
internal enum RecordShape
{
    /// <summary>Nothing that needs work.</summary>
    Plain = 0,

    /// <summary>A quoted field holds doubled quotes.</summary>
    Escaped = 1,

    /// <summary>Text follows a closing quote.</summary>
    Misplaced = 2,
}
