using Veil.Data.Domains;
using Veil.Data.Schemas;

namespace Veil.Synthesis.Domains;

/// <summary>
/// The combinations that the schema declares impossible, as cells of attributes: cells are cut and kept separate where a
/// declared set of values begins or ends, so that a cell belongs to it entirely or not at all.
/// </summary>
internal static class StructuralZeros
{
    /// <summary>The attribute with no cell across the border of a declared set of its values.</summary>
    public static Attribute Cut(Schema schema, Attribute attribute) =>
        Sets(schema, attribute).Aggregate(attribute, (cut, set) => cut is NumericAttribute numeric ? numeric.CutAt(set) : cut);

    /// <summary>Separates cells that were merged across the border of a declared set.</summary>
    /// <param name="schema">The schema with the declarations.</param>
    /// <param name="attribute">The attribute whose cells were merged.</param>
    /// <param name="merged">For each cell the merged one.</param>
    public static int[] KeepApart(Schema schema, Attribute attribute, int[] merged)
    {
        var shares = Sets(schema, attribute).Select(set => attribute.Narrow(set).Shares).ToList();
        if (shares.Count == 0)
        {
            return merged;
        }

        var numbers = new Dictionary<(int Merged, string Sets), int>();
        var apart = new int[merged.Length];
        for (var cell = 0; cell < merged.Length; cell++)
        {
            var key = (merged[cell], string.Concat(shares.Select(share => share[cell] > 0 ? '1' : '0')));
            apart[cell] = numbers.TryAdd(key, numbers.Count) ? numbers.Count - 1 : numbers[key];
        }

        return apart;
    }

    /// <summary>
    /// For each set of attributes with impossible combinations a table of log-potentials: minus infinity for those, else 0.
    /// </summary>
    public static Dictionary<AttributeSet, double[]> Of(Schema schema, Domain domain)
    {
        var zeros = new Dictionary<AttributeSet, double[]>();
        foreach (var combination in schema.Impossible)
        {
            var parts = combination.Parts.OrderBy(part => domain.IndexOf(part.Column)).ToList();
            var set = new AttributeSet(parts.Select(part => domain.IndexOf(part.Column)));
            var isPart = parts.Select(part => IsPart(domain[domain.IndexOf(part.Column)], part)).ToList();
            if (!zeros.TryGetValue(set, out var table))
            {
                zeros[set] = table = new double[checked((int)domain.SizeOf(set))];
            }

            for (var cell = 0; cell < table.Length; cell++)
            {
                var (rest, isImpossible) = (cell, true);
                for (var i = isPart.Count - 1; i >= 0; i--)
                {
                    (rest, var value) = Math.DivRem(rest, isPart[i].Length);
                    isImpossible &= isPart[i][value];
                }

                table[cell] = isImpossible ? double.NegativeInfinity : table[cell];
            }
        }

        return zeros;
    }

    private static bool[] IsPart(Attribute attribute, ImpossiblePart part) =>
        Array.ConvertAll(attribute.Narrow(ValueSelection.Of(attribute, part)).Shares, share => share > 0);

    private static IEnumerable<ValueSet> Sets(Schema schema, Attribute attribute) => schema.Impossible
        .SelectMany(combination => combination.Parts)
        .Where(part => part.Column == attribute.Name)
        .Select(part => ValueSelection.Of(attribute, part));
}
