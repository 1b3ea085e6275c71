using Veil.Evaluation.Statistics;

namespace Veil.Evaluation.Fairness;

/// <summary>A stratified bootstrap: rows are resampled within each group, so that every group keeps its number of rows.</summary>
internal static class GroupResample
{
    /// <summary>The number of times that each row was drawn.</summary>
    /// <param name="group">The group of each row; rows below 0 are not drawn.</param>
    /// <param name="groups">The number of groups.</param>
    /// <param name="seed">The seed.</param>
    public static int[] Of(int[] group, int groups, ulong seed)
    {
        var random = new SeededRandom(seed);
        var members = new List<int>[groups];
        for (var row = 0; row < group.Length; row++)
        {
            if (group[row] >= 0)
            {
                (members[group[row]] ??= []).Add(row);
            }
        }

        var weights = new int[group.Length];
        foreach (var rows in members.OfType<List<int>>())
        {
            for (var i = 0; i < rows.Count; i++)
            {
                weights[rows[random.NextBelow(rows.Count)]]++;
            }
        }

        return weights;
    }
}
