using Veil.Data.Files;

namespace Veil.Data.Formats;

/// <summary>
/// Character encodings that are read. The number of each is its code page, and every code page that <see cref="CodePages"/> knows is one.
/// </summary>
public enum TextEncoding
{
    /// <summary>UTF-16, little endian.</summary>
    Utf16LittleEndian = 1200,

    /// <summary>UTF-16, big endian.</summary>
    Utf16BigEndian = 1201,

    /// <summary>Windows-1252: each byte is a character. Latin-1 is read as such.</summary>
    Windows1252 = CodePages.Windows1252,

    /// <summary>UTF-8, with or without a byte order mark.</summary>
    Utf8 = CodePages.Utf8,
}
