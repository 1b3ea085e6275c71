using System.Text;
using System.Text.Unicode;

namespace Veil.Data.Formats.Csv;

/// <summary>The treatment of bytes that are not text: a rule that looks at one cell alone.</summary>
internal static class CellText
{
    /// <summary>True when bytes are UTF-8 without NUL.</summary>
    public static bool IsClean(ReadOnlySpan<byte> bytes) => !bytes.Contains((byte)0) && Utf8.IsValid(bytes);

    /// <summary>The cell with U+FFFD in place of each NUL and of each ill-formed sequence that is as long as can be.</summary>
    public static byte[] Mend(ReadOnlySpan<byte> cell) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(cell).Replace('\0', '\uFFFD'));
}
