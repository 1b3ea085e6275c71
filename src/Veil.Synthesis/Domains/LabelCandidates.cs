using System.Collections.Immutable;
using Veil.Data.Numerics;
using Veil.Privacy.Mechanisms;

namespace Veil.Synthesis.Domains;

/// <summary>
/// The texts that the labels of a column are thought to be among, as far as the labels tell that were found privately. Their counts need
/// no threshold that hides one person: they are fixed before rows are counted, so a rare one shows when it stands out of the noise.
/// </summary>
/// <remarks>Privacy: a function of released labels, their noisy counts and public lists.</remarks>
/// <param name="Labels">The texts, those included that were found.</param>
/// <param name="List">The name of the public list that they are on; null where they are built like those that were found.</param>
internal sealed record LabelCandidates(ImmutableArray<string> Labels, string? List)
{
    // Of a public list, any code is a possible value, and one that is taken for present is a smaller error than one that is not.
    private const double DeviationsOfListed = 2;

    // The number of codes of no list that noise alone may bring into a column.
    private const double FalseCodes = 0.05;

    /// <summary>The candidates that some labels tell of; null where there are none.</summary>
    public static LabelCandidates? Of(DiscoveredCategories found) =>
        ListedLabels.Of(found.Labels, found.Counts) is { } list ? new LabelCandidates(list.Labels, list.Name)
        : CodePattern.Of(found.Labels) is { } codes ? new LabelCandidates(codes, null)
        : null;

    /// <summary>The candidates that occur, as far as their counts show it, or that were found before.</summary>
    /// <param name="counted">A count for each candidate, for others and for missing values.</param>
    /// <param name="before">The labels that were found.</param>
    public DiscoveredCategories Found(NoisyMarginal counted, DiscoveredCategories before)
    {
        var deviations = List is null ? StandardNormal.Quantile(1 - (FalseCodes / Labels.Length)) : DeviationsOfListed;
        var threshold = (long)Math.Ceiling(counted.StandardDeviation * deviations);
        var labels = Labels.Zip(counted.Counts).Where(label => label.Second >= threshold || before.Labels.Contains(label.First)).ToList();
        return new DiscoveredCategories(
            [.. labels.Select(label => label.First)],
            [.. labels.Select(label => label.Second)],
            counted.Counts[^1],
            counted.Noise,
            counted.StandardDeviation,
            threshold);
    }
}
