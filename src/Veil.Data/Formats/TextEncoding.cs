namespace Veil.Data.Formats;

/// <summary>Character encodings that are read.</summary>
public enum TextEncoding
{
    /// <summary>UTF-8, with or without a byte order mark.</summary>
    Utf8,

    /// <summary>UTF-16, little endian.</summary>
    Utf16LittleEndian,

    /// <summary>UTF-16, big endian.</summary>
    Utf16BigEndian,

    /// <summary>ISO 8859-1: each byte is a character.</summary>
    Latin1,
}
