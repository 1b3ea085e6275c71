namespace Veil.Data.Formats.Csv;

/// <summary>The treatment of cells with bytes that are not text in the encoding of their file.</summary>
internal enum BadBytes
{
    /// <summary>The bytes become U+FFFD, and the cells are counted.</summary>
    Replaced,

    /// <summary>They are an error, because the encoding was only presumed to be UTF-8.</summary>
    RefusedAsUtf8,

    /// <summary>They are an error: whoever declared a code page knows another by which they are text. They came as U+FFFD.</summary>
    RefusedAsDecoded,
}
