using Veil.Data.Domains;
using Veil.Synthesis.Graphical;

namespace Veil.Synthesis.Residuals;

/// <summary>A marginal that follows from measurements, with what is known of its error.</summary>
/// <param name="Set">Its attributes.</param>
/// <param name="Counts">The estimated counts, row-major; may be negative.</param>
/// <param name="Variances">The variance of each count, as far as it comes from measured effects.</param>
/// <param name="Uncovered">The effects of the marginal that no measurement tells of; they are taken as zero, without a variance.</param>
internal sealed record ResidualMarginal(AttributeSet Set, double[] Counts, double[] Variances, IReadOnlyList<AttributeSet> Uncovered);

/// <summary>
/// The least-squares estimate of all marginals at once from any noisy ones: each is divided into effects, as in an
/// analysis of variance, and each effect is averaged over the measurements that tell of it. Marginals taken from it
/// agree with each other. No iteration, no junction tree, no limit on how the measured sets overlap.
/// </summary>
/// <remarks>
/// Reference: analysis of variance of factorial tables; the independence of the effects under equal noise is what
/// ResidualPlanner (Xiao, He, Zhang and Kifer 2023) and ReM (Mullins, Fuentes, Xiao, Kifer, Musco and Sheldon 2024)
/// build on. Here counts of single attributes may have noise of a different variance in each cell, as counts of merged
/// cells have: that couples the effect of the attribute with the total, and both are solved for in closed form.
/// The effect of a set S in a table over A is the table summed to S, made to sum to zero along every axis; under noise of
/// variance v a cell its cells have the variance v times the cells summed over, but for what centring takes away.
/// Privacy: post-processing. Cost: 2^k passes over each table of k attributes.
/// </remarks>
internal sealed class ResidualEstimate
{
    private readonly int[] _sizes;
    private readonly Dictionary<AttributeSet, Effect> _effects = [];
    private readonly AttributeEstimate?[] _attributes;

    /// <summary>Estimates.</summary>
    /// <param name="sizes">The number of cells of each attribute.</param>
    /// <param name="measured">
    /// The measurements; a set may occur more than once. Noise in tables over two attributes or more has the same variance
    /// in every cell; in a single attribute it may differ, and be infinite for a cell that was not measured.
    /// </param>
    /// <exception cref="ArgumentException">A table of several attributes has noise of several variances.</exception>
    public ResidualEstimate(IReadOnlyList<int> sizes, IEnumerable<Target> measured)
    {
        _sizes = [.. sizes];
        _attributes = new AttributeEstimate?[_sizes.Length];
        var singles = new List<Target>();
        foreach (var table in measured)
        {
            if (table.Set.Count == 1)
            {
                singles.Add(table);
            }
            else
            {
                AddEffects(table);
            }
        }

        double weighted = 0, precision = 0;
        if (_effects.TryGetValue(new AttributeSet(), out var total))
        {
            (weighted, precision) = (total.Weighted[0], total.Precision);
        }

        var singlesOf = singles.ToLookup(single => single.Set[0]);
        for (var attribute = 0; attribute < _sizes.Length; attribute++)
        {
            var set = new AttributeSet(attribute);
            var own = singlesOf[attribute].ToList();
            _effects.Remove(set, out var effect);
            if (own.Count == 0 && effect is null)
            {
                continue;
            }

            var estimate = new AttributeEstimate(_sizes[attribute], effect, own);
            _attributes[attribute] = estimate;
            weighted += estimate.TotalPrecision * estimate.Total;
            precision += estimate.TotalPrecision;
        }

        _effects.Remove(new AttributeSet());
        Total = precision > 0 ? weighted / precision : 0;
        TotalVariance = 1 / precision;
    }

    /// <summary>The estimated number of rows.</summary>
    public double Total { get; }

    /// <summary>Its variance; infinite when nothing was measured.</summary>
    public double TotalVariance { get; }

    /// <summary>The estimate of a marginal.</summary>
    public ResidualMarginal Marginal(AttributeSet set)
    {
        int[] sizes = [.. set.Select(attribute => _sizes[attribute])];
        var cells = sizes.Aggregate(1, (product, size) => checked(product * size));
        var counts = new double[cells];
        var variances = new double[cells];
        var uncovered = new List<AttributeSet>();
        Array.Fill(counts, Total / cells);

        // How much of the error of the total is in each cell: the same everywhere, but where an attribute's cells are
        // known with different precision they share it unequally.
        var ofTotal = new double[cells];
        Array.Fill(ofTotal, 1.0 / cells);
        foreach (var (part, plan) in Subsets(set, sizes))
        {
            var spread = (double)plan.SmallCells / cells;
            if (part.Count == 1 && _attributes[part[0]] is { } attribute)
            {
                plan.AddTo(counts, attribute.Effect(Total), spread);
                plan.AddTo(variances, attribute.Conditional, spread * spread);
                plan.AddTo(ofTotal, attribute.Shares, spread);
            }
            else if (part.Count > 1 && _effects.TryGetValue(part, out var effect))
            {
                plan.AddTo(counts, effect.Weighted, spread / effect.Precision);
                var variance = part.Aggregate(spread * spread / effect.Precision, (product, i) => product * (1 - (1.0 / _sizes[i])));
                AddToAll(variances, variance);
            }
            else if (part.All(i => _sizes[i] > 1))
            {
                uncovered.Add(part);
            }
        }

        for (var cell = 0; cell < cells; cell++)
        {
            variances[cell] += ofTotal[cell] == 0 ? 0 : ofTotal[cell] * ofTotal[cell] * TotalVariance;
        }

        return new ResidualMarginal(set, counts, variances, uncovered);
    }

    private void AddEffects(Target table)
    {
        var variance = table.Deviations[0] * table.Deviations[0];
        if (table.Deviations.Any(deviation => deviation != table.Deviations[0]))
        {
            throw new ArgumentException("A table of several attributes must have the same noise in every cell.", nameof(table));
        }

        int[] sizes = [.. table.Set.Select(attribute => _sizes[attribute])];
        Add(new AttributeSet(), [table.Values.Sum()], variance * table.Values.Length);
        foreach (var (part, plan) in Subsets(table.Set, sizes))
        {
            var summed = new double[plan.SmallCells];
            plan.Sum(table.Values, summed);
            Centre(summed, [.. part.Select(attribute => _sizes[attribute])]);
            Add(part, summed, variance * ((double)table.Values.Length / plan.SmallCells));
        }
    }

    private void Add(AttributeSet set, double[] effect, double variance)
    {
        if (!_effects.TryGetValue(set, out var sum))
        {
            _effects.Add(set, sum = new Effect(effect.Length));
        }

        sum.Add(effect, 1 / variance);
    }

    // All parts of a set but the empty one, each with the way from the whole table to its own.
    private static IEnumerable<(AttributeSet Part, AxisPlan Plan)> Subsets(AttributeSet set, int[] sizes)
    {
        for (var mask = 1; mask < 1 << set.Count; mask++)
        {
            bool[] kept = [.. Enumerable.Range(0, set.Count).Select(i => (mask >> i & 1) != 0)];
            yield return (new AttributeSet(set.Where((_, i) => kept[i])), new AxisPlan(sizes, kept));
        }
    }

    // Takes the mean along each axis from the cells.
    private static void Centre(double[] table, int[] sizes)
    {
        var inner = 1;
        for (var axis = sizes.Length - 1; axis >= 0; axis--)
        {
            var block = inner * sizes[axis];
            for (var start = 0; start < table.Length; start += block)
            {
                for (var offset = start; offset < start + inner; offset++)
                {
                    double sum = 0;
                    for (var cell = offset; cell < start + block; cell += inner)
                    {
                        sum += table[cell];
                    }

                    var mean = sum / sizes[axis];
                    for (var cell = offset; cell < start + block; cell += inner)
                    {
                        table[cell] -= mean;
                    }
                }
            }

            inner = block;
        }
    }

    private static void AddToAll(double[] values, double term)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] += term;
        }
    }
}
