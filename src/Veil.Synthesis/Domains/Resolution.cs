using System.Collections.Immutable;
using Veil.Data.Domains;

namespace Veil.Synthesis.Domains;

/// <summary>A view of an attribute: neighbouring cells counted together.</summary>
/// <param name="Attribute">The attribute that counts them together.</param>
/// <param name="Groups">For each cell of the finest view the group it belongs to.</param>
internal sealed record Resolution(CompressedAttribute Attribute, ImmutableArray<int> Groups)
{
    // Below this many groups no order is left.
    private const int FewestGroups = 3;

    /// <summary>
    /// The views of an attribute, finest first: each has about half the groups of the one before, of about equal mass. An
    /// attribute without an order has but one.
    /// </summary>
    /// <param name="finest">The attribute on which relations are modelled.</param>
    /// <param name="isOrdered">True when neighbouring values are alike.</param>
    public static ImmutableArray<Resolution> Of(CompressedAttribute finest, bool isOrdered)
    {
        var all = ImmutableArray.CreateBuilder<Resolution>();
        all.Add(new Resolution(finest, [.. Enumerable.Range(0, finest.Size)]));
        if (!isOrdered)
        {
            return all.ToImmutable();
        }

        var weights = finest.Merge(finest.FineWeights);
        var (values, others) = Order(finest);
        for (var wanted = (finest.Size + 1) / 2; wanted >= FewestGroups; wanted = (wanted + 1) / 2)
        {
            var groups = Group(weights, values, others, all[^1].Groups, wanted);
            var count = groups.Max() + 1;
            if (count < all[^1].Attribute.Size && count > 1)
            {
                all.Add(new Resolution(
                    new CompressedAttribute(finest.Fine, [.. finest.MergedCells.Select(cell => groups[cell])], finest.FineWeights),
                    [.. groups]));
            }

            if (wanted == FewestGroups)
            {
                break;
            }
        }

        return all.ToImmutable();
    }

    // Cells by the mean position of their values; those without a value (missing) come last and stay separate.
    private static (int[] Values, int[] Others) Order(CompressedAttribute attribute)
    {
        var sums = new double[attribute.Size];
        var parts = new int[attribute.Size];
        for (var cell = 0; cell < attribute.Fine.ValueCells; cell++)
        {
            sums[attribute.MergedCells[cell]] += cell;
            parts[attribute.MergedCells[cell]]++;
        }

        var cells = Enumerable.Range(0, attribute.Size).ToLookup(cell => parts[cell] > 0);
        return ([.. cells[true].OrderBy(cell => sums[cell] / parts[cell])], [.. cells[false]]);
    }

    // Groups of the view before are joined whole, so that each view follows from the finer ones.
    private static int[] Group(double[] weights, int[] values, int[] others, ImmutableArray<int> finer, int wanted)
    {
        var groups = new int[weights.Length];
        var share = values.Sum(cell => weights[cell]) / wanted;
        int group = 0, members = 0;
        double mass = 0;
        foreach (var run in values.GroupBy(cell => finer[cell]))
        {
            // A run joins the group that it takes less far from its share.
            var weight = run.Sum(cell => weights[cell]);
            if (members > 0 && mass + (weight / 2) > share)
            {
                group++;
                (mass, members) = (0, 0);
            }

            foreach (var cell in run)
            {
                groups[cell] = group;
            }

            mass += weight;
            members++;
        }

        foreach (var cell in others)
        {
            groups[cell] = ++group;
        }

        return groups;
    }
}
