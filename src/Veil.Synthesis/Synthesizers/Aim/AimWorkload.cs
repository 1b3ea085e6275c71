using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Errors;

namespace Veil.Synthesis.Synthesizers.Aim;

/// <summary>What might be measured, and how much a row of error in it counts.</summary>
/// <param name="Nodes">The nodes that would be counted.</param>
/// <param name="Attributes">The attributes they stand for.</param>
/// <param name="Weight">Above 0; the largest is 1.</param>
internal sealed record AimCandidate(AttributeSet Nodes, AttributeSet Attributes, double Weight);

/// <summary>The marginals that should be right, as candidates: these sets and all their subsets, at every resolution.</summary>
internal static class AimWorkload
{
    // Marginals of three columns are looked at as long as they are about as small as those of two.
    private const double MostTripleCells = 1024;

    /// <summary>The candidates.</summary>
    /// <param name="fit">The attributes and their views.</param>
    /// <param name="options">Which marginals should be right.</param>
    /// <param name="usesViews">Whether coarser views count as candidates too.</param>
    /// <exception cref="VeilException">The workload names a column that is not modelled.</exception>
    public static ImmutableArray<AimCandidate> Candidates(GraphicalFit fit, MethodOptions options, bool usesViews)
    {
        var weights = Weights(fit, options);
        var largest = weights.Values.Max();
        return
        [
            .. weights.OrderBy(set => set.Key.Count).ThenBy(set => string.Join(',', set.Key.Select(attribute => attribute.ToString("00000", System.Globalization.CultureInfo.InvariantCulture))))
                .SelectMany(set => Nodes(fit, set.Key, usesViews && set.Key.Count > 1)
                    .Select(nodes => new AimCandidate(nodes, set.Key, set.Value / largest))),
        ];
    }

    // A set helps every wanted marginal that it shares columns with, as much as it shares with it.
    private static Dictionary<AttributeSet, double> Weights(GraphicalFit fit, MethodOptions options)
    {
        var wanted = Wanted(fit, options);
        var weightOf = new double[fit.Sizes.Length];
        foreach (var (set, weight) in wanted)
        {
            foreach (var attribute in set)
            {
                weightOf[attribute] += weight;
            }
        }

        var weights = new Dictionary<AttributeSet, double>();
        foreach (var (set, _) in wanted)
        {
            for (var part = 1; part < 1 << set.Count; part++)
            {
                var subset = new AttributeSet(set.Where((_, i) => (part >> i & 1) != 0));
                weights.TryAdd(subset, subset.Sum(attribute => weightOf[attribute]));
            }
        }

        return weights;
    }

    private static List<(AttributeSet Set, double Weight)> Wanted(GraphicalFit fit, MethodOptions options)
    {
        var count = fit.Sizes.Length;
        if (options.Workload.Length > 0)
        {
            return [.. options.Workload.Select(item => (new AttributeSet(item.Columns.Select(name => IndexOf(fit, name))), item.Weight))];
        }

        var degree = Math.Min(options.WorkloadDegree ?? 2, count);
        IEnumerable<ImmutableArray<int>> sets = [[]];
        for (var i = 0; i < degree; i++)
        {
            sets = sets.SelectMany(set => Enumerable.Range(set.IsEmpty ? 0 : set[^1] + 1, count - (set.IsEmpty ? 0 : set[^1] + 1)).Select(set.Add)).ToList();
        }

        return [.. sets.Select(set => (new AttributeSet(set), 1.0))];
    }

    private static int IndexOf(GraphicalFit fit, string name)
    {
        for (var i = 0; i < fit.Attributes.Length; i++)
        {
            if (fit.Attributes[i].Name == name)
            {
                return i;
            }
        }

        throw new VeilException(
            FaultKind.Usage,
            "workload-column-unknown",
            $"The workload names '{name}', which is not a column that is modelled.",
            "Name columns of the table that have the role 'use'.");
    }

    private static IEnumerable<AttributeSet> Nodes(GraphicalFit fit, AttributeSet attributes, bool usesViews)
    {
        IEnumerable<ImmutableArray<int>> all = [[]];
        foreach (var attribute in attributes)
        {
            all = all.SelectMany(_ => usesViews ? fit.Views[attribute] : [attribute], (known, node) => known.Add(node)).ToList();
        }

        return all.Select(nodes => new AttributeSet(nodes)).Where(nodes => nodes.Count < 3 || fit.CellsOf(nodes) <= MostTripleCells);
    }
}
