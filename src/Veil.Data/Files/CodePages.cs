using System.Globalization;
using System.Text;

namespace Veil.Data.Files;

/// <summary>The character encodings that are known, by name and by the number of their code page.</summary>
public static class CodePages
{
    /// <summary>UTF-8.</summary>
    public const int Utf8 = 65001;

    /// <summary>Windows-1252, for which Latin-1 is taken too: it has letters where that has control characters.</summary>
    public const int Windows1252 = 1252;

    // UTF-7 hides delimiters, EBCDIC and UTF-32 are no text of today's programs; Latin-1 is Windows-1252 to everybody who writes it.
    private const int Utf7 = 65000;

    private static readonly (string Name, int CodePage)[] s_usual =
    [
        ("utf-8", Utf8),
        ("utf8", Utf8),
        ("us-ascii", Utf8),
        ("ascii", Utf8),
        ("utf-16le", 1200),
        ("utf-16", 1200),
        ("utf-16be", 1201),
        ("windows-1252", Windows1252),
        ("latin1", Windows1252),
        ("iso-8859-1", Windows1252),
        ("macintosh", 10000),
        ("macroman", 10000),
        ("mac-roman", 10000),
        ("shift_jis", 932),
        ("sjis", 932),
        ("gbk", 936),
        ("big5", 950),
        ("euc-kr", 51949),
    ];

    /// <summary>The names of the encodings that are met most often.</summary>
    public static IReadOnlyList<string> UsualNames { get; } =
        ["utf-8", "utf-16le", "utf-16be", "windows-1252", "windows-1250", "windows-1251", "iso-8859-2", "macintosh", "shift_jis", "gbk"];

    /// <summary>The code page of a name such as <c>windows-1251</c>, <c>cp1251</c> or <c>shift_jis</c>; null when none is known.</summary>
    public static int? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var word = name.Trim().ToLowerInvariant().Replace(' ', '-');
        if (Array.Find(s_usual, known => known.Name == word || known.Name == word.Replace('_', '-')) is { Name: not null } usual)
        {
            return usual.CodePage;
        }

        var digits = word.StartsWith("cp", StringComparison.Ordinal) ? word[2..] : word;
        var encoding = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Known(number)
            : Known(word) ?? Known(word.Replace('_', '-'));
        return encoding?.CodePage switch
        {
            null or Utf7 => null,
            28591 or 20127 => Windows1252,
            var found => found,
        };
    }

    /// <summary>The name of a code page.</summary>
    /// <exception cref="ArgumentException">It is not known.</exception>
    public static string NameOf(int codePage) =>
        Array.Find(s_usual, known => known.CodePage == codePage).Name ?? Get(codePage).WebName;

    /// <summary>True when a code page is known.</summary>
    public static bool IsKnown(int codePage) => codePage != Utf7 && Known(codePage) is not null;

    /// <summary>The encoding of a code page; it puts U+FFFD for what is not text, and writes no byte order mark.</summary>
    /// <exception cref="ArgumentException">It is not known.</exception>
    public static Encoding Get(int codePage) => codePage switch
    {
        Utf8 => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        1200 => new UnicodeEncoding(bigEndian: false, byteOrderMark: false),
        1201 => new UnicodeEncoding(bigEndian: true, byteOrderMark: false),
        _ => Known(codePage) ?? throw new ArgumentException("This code page is not known.", nameof(codePage)),
    };

    private static Encoding? Known(int codePage) => codePage is <= 0 or > 65535 ? null
        : Of(() => CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ReplacementFallback, Replacement)
            ?? Encoding.GetEncoding(codePage, EncoderFallback.ReplacementFallback, Replacement));

    private static Encoding? Known(string name) =>
        Of(() => CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ReplacementFallback, Replacement)
            ?? Encoding.GetEncoding(name, EncoderFallback.ReplacementFallback, Replacement));

    private static DecoderReplacementFallback Replacement { get; } = new("\uFFFD");

    // The library has no way to ask whether it knows an encoding.
    private static Encoding? Of(Func<Encoding> find)
    {
        try
        {
            return find();
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
