using System.Collections.Immutable;
using Veil.Data.Cells;
using Veil.Data.Schemas.CodeLists;

namespace Veil.Synthesis.Domains;

/// <summary>
/// The public list of codes that the labels of a column are taken from, as far as the labels tell that were found privately: of a list
/// that everybody knows, rare labels need not be found.
/// </summary>
/// <remarks>Privacy: a function of released labels, their noisy counts and public lists.</remarks>
/// <param name="Name">The name of the list.</param>
/// <param name="Labels">The codes of the list in the spelling of the labels, the labels that are not on it, and the words that commonly
/// stand for a missing value, which may be rare too.</param>
internal sealed record ListedLabels(string Name, ImmutableArray<string> Labels)
{
    // So much of the rows of the labels that were found must be on the list.
    private const double LeastListed = 0.9;

    // One label alone may be on a list by chance.
    private const int LeastFound = 2;

    // The most chance that letters drawn at random are all on the list.
    private const double MostChance = 1e-6;
    private const double Letters = 26;

    private static readonly ImmutableArray<Func<string, string>> s_spellings =
    [
        code => code,
        code => code.Replace(' ', '-'),
        code => code.Replace(' ', '_'),
        code => code.ToUpperInvariant(),
        code => code.ToLowerInvariant(),
    ];

    private static readonly ImmutableArray<(string Name, HashSet<string> Codes)> s_lists =
    [
        .. CodeList.All
            .SelectMany(_ => s_spellings, (list, spelling) => (list.Name, Codes: Spelled(list, spelling)))
            .OrderBy(list => list.Codes.Count),
    ];

    /// <summary>The shortest list that labels are taken from; null where there is none.</summary>
    /// <param name="labels">Labels that were found.</param>
    /// <param name="counts">Their noisy counts.</param>
    public static ListedLabels? Of(ImmutableArray<string> labels, ImmutableArray<long> counts)
    {
        var (name, codes) = labels.Length < LeastFound ? default : s_lists.FirstOrDefault(list => IsFrom(list.Codes, labels, counts));
        return codes is null ? null : new ListedLabels(name, [.. codes.Union(labels).Union(ValueKinds.MissingWords)]);
    }

    private static HashSet<string> Spelled(CodeList list, Func<string, string> spelling) => [.. list.Codes.Select(spelling)];

    private static bool IsFrom(HashSet<string> codes, ImmutableArray<string> labels, ImmutableArray<long> counts)
    {
        var listed = labels.Where(codes.Contains).ToList();
        var rows = labels.Zip(counts).Where(label => codes.Contains(label.First)).Sum(label => label.Second);
        return listed.Count >= LeastFound && rows >= LeastListed * counts.Sum()
            && listed.Sum(label => LogChance(codes, label.Length)) <= Math.Log(MostChance);
    }

    // The chance that as many letters, drawn at random, are a code of the list.
    private static double LogChance(HashSet<string> codes, int length) =>
        Math.Log(codes.Count(code => code.Length == length)) - (length * Math.Log(Letters));
}
