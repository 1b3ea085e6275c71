namespace Veil.Evaluation.Attacks;

/// <summary>What known columns, the key, give away of another one to somebody who looks the key up in the synthetic table.</summary>
/// <remarks>
/// References: Elliot 2014 and Taub et al. 2018 for correct attribution; Raab, Nowok and Dibben 2024 for replicated unique rows.
/// None says how much of it would be known of people outside of the table too: set it against rows kept apart.
/// </remarks>
/// <param name="CorrectAttribution">
/// The mean share of matching synthetic rows with the true value, over the real rows whose key occurs: 0 to 1, smaller is
/// better. Null when no key does.
/// </param>
/// <param name="CorrectAttributionOfAll">The same over all real rows, one without a match counting 0; null without a real row.</param>
/// <param name="Unique">The share of real rows whose key no other real row has; null without a real row.</param>
/// <param name="Replicated">The share of real rows that are unique by their key, in the real and in the synthetic table.</param>
/// <param name="ReplicatedOfUnique">The same over the unique real rows; null when none is.</param>
internal sealed record KeyRisks(
    double? CorrectAttribution, double? CorrectAttributionOfAll, double? Unique, double? Replicated, double? ReplicatedOfUnique)
{
    /// <summary>Measures.</summary>
    /// <param name="realKeys">The key of each real row.</param>
    /// <param name="realValues">Its value, compared by <see cref="object.Equals(object)"/>.</param>
    /// <param name="syntheticKeys">The key of each synthetic row.</param>
    /// <param name="syntheticValues">Its value.</param>
    public static KeyRisks Of<TKey, TValue>(
        IReadOnlyList<TKey> realKeys, IReadOnlyList<TValue> realValues, IReadOnlyList<TKey> syntheticKeys, IReadOnlyList<TValue> syntheticValues)
        where TKey : notnull
    {
        var rows = syntheticKeys.CountBy(key => key).ToDictionary();
        var rowsWithValue = syntheticKeys.Zip(syntheticValues).CountBy(row => row).ToDictionary();
        double[] shares =
        [
            .. realKeys.Zip(realValues)
                .Where(row => rows.ContainsKey(row.First))
                .Select(row => (double)rowsWithValue.GetValueOrDefault(row) / rows[row.First]),
        ];
        TKey[] unique = [.. realKeys.CountBy(key => key).Where(count => count.Value == 1).Select(count => count.Key)];
        var replicated = unique.Count(key => rows.GetValueOrDefault(key) == 1);
        return new KeyRisks(
            Share(shares.Sum(), shares.Length),
            Share(shares.Sum(), realKeys.Count),
            Share(unique.Length, realKeys.Count),
            Share(replicated, realKeys.Count),
            Share(replicated, unique.Length));
    }

    private static double? Share(double part, int whole) => whole == 0 ? null : part / whole;
}
