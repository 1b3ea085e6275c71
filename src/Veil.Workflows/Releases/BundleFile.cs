using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Veil.Workflows.Releases;

/// <summary>A file of a bundle.</summary>
/// <param name="Name">Its name: one of <see cref="BundleNames"/>.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record BundleFile(string Name, ReadOnlyMemory<byte> Content)
{
    /// <summary>The SHA-256 of the content, in hexadecimal digits.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Content.Span));
}

/// <summary>The names of the files of a bundle. There is no other name in one, and no folder.</summary>
internal static class BundleNames
{
    public const string Readme = "README.html";
    public const string Data = "synthetic.csv";
    public const string Schema = "schema.json";
    public const string Statement = "statement.json";
    public const string StatementText = "statement.md";
    public const string Report = "model.report.html";
    public const string Card = "croissant.json";
    public const string Registry = "registry.json";
    public const string Manifest = "manifest.json";
    public const string Signature = "manifest.sig";

    /// <summary>All names, in the order of the files in a bundle.</summary>
    public static ImmutableArray<string> All { get; } =
        [Readme, Data, Schema, Statement, StatementText, Report, Card, Registry, Manifest, Signature];

    /// <summary>The names of the files that every bundle has.</summary>
    public static IEnumerable<string> Required => All.Where(name => name is not (Report or Signature));

    /// <summary>True of the files that the manifest lists: all but itself and its signature.</summary>
    public static bool IsListed(string name) => name is not (Manifest or Signature);
}
