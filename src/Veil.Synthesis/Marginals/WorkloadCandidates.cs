using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;

namespace Veil.Synthesis.Marginals;

/// <summary>A candidate for measurement, and the weight of a row of error in it.</summary>
/// <param name="Nodes">The nodes that would be counted.</param>
/// <param name="Attributes">The attributes they stand for.</param>
/// <param name="Weight">Above 0; the largest is 1.</param>
internal sealed record RoundCandidate(AttributeSet Nodes, AttributeSet Attributes, double Weight);

/// <summary>
/// The marginals that should be accurate, as candidates: all their subsets of up to three columns, at every resolution.
/// </summary>
internal static class WorkloadCandidates
{
    // Marginals of three columns are considered as long as they are about as small as those of two.
    private const double MostTripleCells = 1024;

    // Of wider sets the parts are considered: there are too many tables of more columns, and too many cells in each.
    private const int MostColumns = 3;

    /// <summary>Refuses a workload that names a column that is not modelled: to be called before anything is paid.</summary>
    /// <exception cref="VeilException">Code <c>workload-column-unknown</c>.</exception>
    public static void RefuseUnknown(Schema schema, Workload workload)
    {
        var known = DomainPlan.Used(schema).Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        if (workload.Items.SelectMany(item => item.Columns).FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw new VeilException(
                FaultKind.Usage,
                "workload-column-unknown",
                $"The workload names '{unknown}', which is not a column that is modelled.",
                "Name columns of the table that have the role 'use'.");
        }
    }

    /// <summary>The candidates.</summary>
    /// <param name="fit">The attributes and their views.</param>
    /// <param name="workload">The marginals that should be accurate, of columns that are modelled.</param>
    /// <param name="usesViews">True when coarser views count as candidates too.</param>
    public static ImmutableArray<RoundCandidate> Candidates(GraphicalFit fit, Workload workload, bool usesViews)
    {
        var weights = Weights(fit, workload);
        var largest = weights.Values.Max();
        return
        [
            .. weights.OrderBy(set => set.Key.Count)
                .ThenBy(set => string.Join(
                    ',', set.Key.Select(attribute => attribute.ToString("00000", System.Globalization.CultureInfo.InvariantCulture))))
                .SelectMany(set => Nodes(fit, set.Key, usesViews && set.Key.Count > 1)
                    .Select(nodes => new RoundCandidate(nodes, set.Key, set.Value / largest))),
        ];
    }

    // A set helps every wanted marginal that it shares columns with, as much as it shares with it.
    private static Dictionary<AttributeSet, double> Weights(GraphicalFit fit, Workload workload)
    {
        var wanted = Wanted(fit, workload);
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
            IEnumerable<ImmutableArray<int>> parts = [[]];
            foreach (var attribute in set)
            {
                parts = parts.Concat(parts.Where(part => part.Length < MostColumns).Select(part => part.Add(attribute))).ToList();
            }

            foreach (var part in parts.Where(part => !part.IsEmpty))
            {
                weights.TryAdd(new AttributeSet(part), part.Sum(attribute => weightOf[attribute]));
            }
        }

        return weights;
    }

    private static List<(AttributeSet Set, double Weight)> Wanted(GraphicalFit fit, Workload workload)
    {
        var count = fit.Sizes.Length;
        if (workload.Items.Length > 0)
        {
            var indexes = fit.Attributes.Select((attribute, i) => (attribute.Name, i))
                .ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
            return [.. workload.Items.Select(item => (new AttributeSet(item.Columns.Select(name => indexes[name])), item.Weight))];
        }

        var degree = Math.Min(workload.Columns, count);
        IEnumerable<ImmutableArray<int>> sets = [[]];
        for (var i = 0; i < degree; i++)
        {
            sets = sets.SelectMany(
                set => Enumerable.Range(set.IsEmpty ? 0 : set[^1] + 1, count - (set.IsEmpty ? 0 : set[^1] + 1)).Select(set.Add)).ToList();
        }

        return [.. sets.Select(set => (new AttributeSet(set), 1.0))];
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
