using System.Security.Cryptography;
using System.Text;

namespace Veil.Reports.Pages;

/// <summary>The scripts and styles that every report contains.</summary>
/// <param name="Text">The content.</param>
internal sealed record Asset(string Text)
{
    /// <summary>The style sheet of a page.</summary>
    public static Asset Style { get; } = Load("report.css");

    /// <summary>The charting libraries, then the script that uses them.</summary>
    public static IReadOnlyList<Asset> Scripts { get; } =
        [Load("vega.min.js"), Load("vega-lite.min.js"), Load("vega-embed.min.js"), Load("report.js")];

    /// <summary>The source expression that allows exactly this text in a content security policy.</summary>
    public string Hash { get; } = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'";

    private static Asset Load(string name)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);

        // A browser normalises line ends to line feeds before it hashes.
        return new Asset(reader.ReadToEnd().ReplaceLineEndings("\n"));
    }
}
