using System.Security.Cryptography;
using System.Text;

namespace Veil.Reports.Pages;

/// <summary>Scripts and styles that every report carries.</summary>
/// <param name="Text">The content.</param>
internal sealed record Asset(string Text)
{
    /// <summary>The look of a page.</summary>
    public static Asset Style { get; } = Load("report.css");

    /// <summary>The libraries that draw, then what draws with them.</summary>
    public static IReadOnlyList<Asset> Scripts { get; } =
        [Load("vega.min.js"), Load("vega-lite.min.js"), Load("vega-embed.min.js"), Load("report.js")];

    /// <summary>What a content security policy allows this very text by.</summary>
    public string Hash { get; } = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'";

    private static Asset Load(string name)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);

        // A browser reads a line end as one line feed before it hashes.
        return new Asset(reader.ReadToEnd().ReplaceLineEndings("\n"));
    }
}
