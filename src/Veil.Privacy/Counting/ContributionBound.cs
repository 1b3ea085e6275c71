using Veil.Data.Errors;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Counting;

/// <summary>
/// Keeps at most k rows of each entity, chosen at random, so that one entity can change at most k rows of what the
/// mechanisms see. Each entity's choice depends on its own rows and on fresh randomness only.
/// </summary>
internal static class ContributionBound
{
    /// <summary>The bounded table, rows in their old order.</summary>
    public static Table Apply(Table rows, PrivacyUnit unit, AnswerGate gate)
    {
        if (rows.Find(unit.EntityColumn!) is not LabelColumn entities)
        {
            throw new VeilException(
                FaultKind.BadInput,
                "entity-column-absent",
                $"The table has no column '{unit.EntityColumn}' to tell its entities apart.",
                "Name the column that identifies the person in the schema's privacy block.");
        }

        // Reservoir sampling: after m rows of an entity, each of them is in its reservoir with probability k/m.
        var k = unit.MaxRows;
        var seen = new int[entities.Labels.Count];
        var reservoirs = new Dictionary<int, int[]>();
        var codes = entities.Codes;
        for (var row = 0; row < codes.Length; row++)
        {
            var entity = codes[row];
            if (entity == LabelColumn.Missing)
            {
                continue;
            }

            if (!reservoirs.TryGetValue(entity, out var kept))
            {
                reservoirs.Add(entity, kept = new int[Math.Min(k, 4)]);
            }

            var at = seen[entity]++;
            if (at >= k)
            {
                at = (int)Math.Min(int.MaxValue, gate.Reservoir(entities.Labels, entity, at));
            }

            if (at < k)
            {
                if (at >= kept.Length)
                {
                    Array.Resize(ref kept, Math.Min(k, kept.Length * 2));
                    reservoirs[entity] = kept;
                }

                kept[at] = row;
            }
        }

        var chosen = reservoirs.SelectMany(pair => pair.Value.Take(Math.Min(seen[pair.Key], k))).ToArray();
        Array.Sort(chosen);
        return rows.Take(chosen);
    }
}
