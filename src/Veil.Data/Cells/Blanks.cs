namespace Veil.Data.Cells;

/// <summary>The blanks that stand in and around numbers: the common one, the one that does not break a line, and its narrow form.</summary>
internal static class Blanks
{
    /// <summary>The bytes of a blank at the beginning of a text; 0 when there is none.</summary>
    public static int LengthAt(ReadOnlySpan<byte> text) =>
        text.StartsWith(" "u8) || text.StartsWith("\t"u8) ? 1 : text.StartsWith("\u00A0"u8) ? 2 : text.StartsWith("\u202F"u8) ? 3 : 0;

    /// <summary>The text without blanks around it.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        for (var length = LengthAt(text); length > 0; length = LengthAt(text))
        {
            text = text[length..];
        }

        for (var length = LengthAtEnd(text); length > 0; length = LengthAtEnd(text))
        {
            text = text[..^length];
        }

        return text;
    }

    private static int LengthAtEnd(ReadOnlySpan<byte> text) =>
        text.EndsWith(" "u8) || text.EndsWith("\t"u8) ? 1 : text.EndsWith("\u00A0"u8) ? 2 : text.EndsWith("\u202F"u8) ? 3 : 0;
}
