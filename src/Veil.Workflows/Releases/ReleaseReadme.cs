using System.Globalization;
using System.Text;
using Veil.Data.Text;
using Veil.Reports.Pages;
using Veil.Synthesis.Models;

namespace Veil.Workflows.Releases;

/// <summary>The page that a reader of a bundle opens first: what was released, who is protected, and how to check it.</summary>
internal static class ReleaseReadme
{
    private const string NotStated = "not stated";

    /// <summary>The page, whose first line says what the data are, also to those who look at its text.</summary>
    /// <param name="facts">The facts of the release.</param>
    /// <param name="files">The other files of the bundle that a reader may open.</param>
    /// <param name="keyId">Names the key that the bundle is signed with; null when it is not signed.</param>
    public static byte[] Write(ReleaseFacts facts, IEnumerable<BundleFile> files, string? keyId) => Encoding.UTF8.GetBytes(
        $"<!-- {ReleaseFacts.Mark} -->\n" + PageHtml.ToText(Page(facts, files, keyId)));

    private static Page Page(ReleaseFacts facts, IEnumerable<BundleFile> files, string? keyId) => new()
    {
        Title = facts.Card.Title,
        Audience = Audience.Public,
        Banner = ReleaseFacts.Mark,
        Facts = [.. Facts(facts)],
        Sections =
        [
            new PageSection("released", "What was released", facts.Card.Description ?? "", [new Words([.. Released(facts)])]),
            Protection(facts),
            new PageSection(
                "not-covered", "What is not covered", $"Over which releases? {StatementInShort.Releases(facts.Statement)}",
                [new Points([.. facts.NotCovered])]),
            new PageSection("expect", "What to expect of the rows", "", [new Points([.. facts.Limitations])]),
            Files(files),
            new PageSection("check", "How to check it", "", [new Words([.. Checking(keyId)])]),
        ],
    };

    private static IEnumerable<(string Name, string Value)> Facts(ReleaseFacts facts)
    {
        yield return ("Rows", facts.Sample.Rows.ToString(CultureInfo.InvariantCulture));
        yield return ("Columns", facts.Columns.Count().ToString(CultureInfo.InvariantCulture));
        yield return ("Guarantee", facts.Parameters ?? "no data were read");
        if (facts.Unit is { } unit)
        {
            yield return ("Protects", unit);
        }

        yield return ("Curator", facts.Card.Curator ?? NotStated);
        yield return ("Questions", facts.Card.Contact ?? NotStated);
        yield return ("Licence", facts.Card.License ?? NotStated);
        yield return ("Published", facts.Day);
        yield return ("Made by", facts.Statement.Program);
        if (facts.Statement.RunId is { } run)
        {
            yield return ("Run", run);
        }
    }

    private static IEnumerable<string> Released(ReleaseFacts facts)
    {
        yield return facts.Making;
        if (facts.MadeUp is { } madeUp)
        {
            yield return madeUp;
        }

        yield return $"Intended use: {facts.Card.IntendedUse ?? NotStated + "."}";
    }

    private static PageSection Protection(ReleaseFacts facts)
    {
        var blocks = new List<Block> { new Words([facts.Protection]) };
        if (facts.Statement.Guarantee is { } guarantee)
        {
            var hasPresence = guarantee.Ceilings.All(each => each.Presence is not null);
            blocks.Add(new TextGrid(
                "",
                hasPresence
                    ? ["Believed before, of one person", "At most after: is in the data", "At most after: with a given value"]
                    : ["Believed before, of one person's value", "At most after"],
                [
                    .. guarantee.Ceilings.Select(each => (string[])
                    [
                        string.Create(CultureInfo.InvariantCulture, $"{each.Prior * 100:0.##} %"),
                        .. each.Presence is { } presence ? [NumberText.PercentAtMost(presence)] : Array.Empty<string>(),
                        NumberText.PercentAtMost(each.Value),
                    ]),
                ],
                new HashSet<int> { 0, 1, 2 }));
        }

        return new PageSection("protection", "Who is protected, and how strongly", "", blocks);
    }

    private static PageSection Files(IEnumerable<BundleFile> files) => new(
        "files", "Files", "",
        [
            new TextGrid("", ["File", "Content"], [.. files.Select(file => (string[])[file.Name, About(file.Name)])], new HashSet<int>()),
        ]);

    private static IEnumerable<string> Checking(string? keyId)
    {
        yield return $"Any copy of Veil checks the bundle offline: veil verify BUNDLE.zip{(keyId is null ? "" : ", with the public key")}. "
            + "It looks at every byte, recomputes the guarantee from the charges that the statement lists, and counts the rows.";
        yield return keyId is null
            ? "The bundle is not signed: that it comes from its curator cannot be checked with it."
            : $"The bundle is signed with the key {keyId}. Get the public key from the curator, not from where the bundle came from. "
                + $"Without Veil: openssl dgst -sha256 -verify key.pub.pem -signature {BundleNames.Signature} {BundleNames.Manifest}, then "
                + $"compare the SHA-256 of each file with {BundleNames.Manifest}.";
    }

    private static string About(string name) => name switch
    {
        BundleNames.Data => "the synthetic table",
        BundleNames.Schema => "names and types of its columns, with the provenance of each fact",
        BundleNames.Statement => "the privacy statement, for programs: every charge",
        BundleNames.StatementText => "the privacy statement, for people",
        BundleNames.Report => "what the model holds, with error bars",
        BundleNames.Card => "the data card (Croissant 1.1)",
        BundleNames.Registry => "a draft entry for the registry of deployments of differential privacy",
        _ => "",
    };
}
