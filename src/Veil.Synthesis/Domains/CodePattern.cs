using System.Collections.Immutable;

namespace Veil.Synthesis.Domains;

/// <summary>
/// Codes that are built like those that were found, such as the districts 0101 to 0809: of a set of texts that is fixed before the rows
/// are counted, a rare one shows as soon as it stands out of the noise.
/// </summary>
/// <remarks>Privacy: a function of released labels.</remarks>
internal static class CodePattern
{
    // Fewer labels tell too little of how codes are built.
    private const int LeastFound = 8;

    private const int MostCodes = 10_000;

    /// <summary>
    /// All texts that have in each place one of the characters that labels have there, or any digit where digits differ; null where labels
    /// are no codes of one length with digits in them, or there are too many texts.
    /// </summary>
    /// <param name="labels">Labels that were found.</param>
    public static ImmutableArray<string>? Of(ImmutableArray<string> labels)
    {
        if (labels.Length < LeastFound || labels.Any(label => label.Length != labels[0].Length || !label.Any(char.IsAsciiDigit)))
        {
            return null;
        }

        var places = Enumerable.Range(0, labels[0].Length).Select(at => Place([.. labels.Select(label => label[at]).Distinct()])).ToList();
        if (places.Aggregate(1.0, (codes, place) => codes * place.Length) > MostCodes)
        {
            return null;
        }

        IEnumerable<string> all = [""];
        foreach (var place in places)
        {
            all = all.SelectMany(_ => place, (code, next) => code + next).ToList();
        }

        return [.. all];
    }

    // Rare codes are often the last of a count: where digits differ, each may occur.
    private static char[] Place(char[] found) =>
        found.Length > 1 && found.All(char.IsAsciiDigit) ? [.. "0123456789"] : [.. found.Order()];
}
