using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Veil.Reports.Pages;

/// <summary>A builder of HTML: literal parts of an interpolated string are markup, and interpolated values are escaped text.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds markup; interpolated values are escaped.</summary>
    public void Add(Markup markup) => _text.Append(markup.Text);

    /// <summary>Adds trusted text unchanged: a script, a style sheet, or JSON whose encoder has escaped it.</summary>
    public void AddAsset(string text) => _text.Append(text);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => safe.Append("&amp;"),
                '<' => safe.Append("&lt;"),
                '>' => safe.Append("&gt;"),
                '"' => safe.Append("&quot;"),
                '\'' => safe.Append("&#39;"),

                // Control characters are not allowed in HTML, not even escaped.
                _ => safe.Append(char.IsControl(c) && c is not ('\n' or '\t') ? '\uFFFD' : c),
            };
        }

        return safe.ToString();
    }

    /// <summary>The handler of interpolated markup.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Markup(int literalLength, int formattedCount)
    {
        private const int RoomOfHole = 16;

        public StringBuilder Text { get; } = new(literalLength + (formattedCount * RoomOfHole));

        public void AppendLiteral(string markup) => Text.Append(markup);

        public void AppendFormatted(string text) => Text.Append(Escape(text));

        public void AppendFormatted(int number) => Text.Append(CultureInfo.InvariantCulture, $"{number}");
    }
}
