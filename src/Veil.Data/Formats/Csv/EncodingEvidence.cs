namespace Veil.Data.Formats.Csv;

/// <summary>The decision whether bytes that are not UTF-8 are Windows-1252, the most common other encoding of Western languages.</summary>
internal static class EncodingEvidence
{
    private const double MostOdd = 0.1;
    private const int LongestRun = 2;

    /// <summary>
    /// True when they may be. Text of another alphabet, or of a program of the last century, puts letters where Windows-1252 has signs, and
    /// has long runs of what are letters with accents there.
    /// </summary>
    public static bool IsWindows1252(ReadOnlySpan<byte> text)
    {
        var high = 0;
        var odd = 0;
        var run = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] < 0x80)
            {
                run = 0;
                continue;
            }

            high++;
            run++;
            if (text[i] is 0x81 or 0x8D or 0x8F or 0x90 or 0x9D)
            {
                return false;
            }

            var isInWord = (i > 0 && IsLetter(text[i - 1])) || (i + 1 < text.Length && IsLetter(text[i + 1]));
            odd += run > LongestRun || IsRareLetter(text[i]) || (isInWord && IsSign(text[i])) ? 1 : 0;
        }

        return odd <= MostOdd * high;
    }

    private static bool IsLetter(byte text) => char.IsAsciiLetter((char)text) || text >= 0xC0;

    /// <summary>Letters that hardly any Western language has.</summary>
    private static bool IsRareLetter(byte text) => text is 0x83 or 0x88 or 0x8A or 0x8E or 0x98 or 0x9A or 0x9E or 0x9F;

    /// <summary>Signs, save those that stand beside letters.</summary>
    private static bool IsSign(byte text) => text switch
    {
        0x85 or 0x91 or 0x92 or 0x93 or 0x94 or 0x96 or 0x97 or 0x99 or 0x8C or 0x9C => false,
        0xA0 or 0xAA or 0xAB or 0xAD or 0xAE or 0xB0 or 0xB2 or 0xB3 or 0xB4 or 0xB5 or 0xB7 or 0xBA or 0xBB => false,
        _ => text < 0xC0,
    };
}
