namespace Veil.Data.Schemas;

/// <summary>Suggestions for misspelt words.</summary>
public static class Spelling
{
    /// <summary>The sentence <c>Did you mean 'x'?</c> for the nearest candidate, or null when none is near.</summary>
    public static string? DidYouMean(string word, IEnumerable<string> candidates) =>
        Nearest(word, candidates) is { } nearest ? $"Did you mean '{nearest}'?" : null;

    /// <summary>The candidate with the smallest edit distance, or null when all are too far.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        if (word.Length > 100)
        {
            return null; // too long for a misspelling, and the comparison is quadratic
        }

        string? nearest = null;
        var fewest = 1 + Math.Max(1, word.Length / 3);
        foreach (var candidate in candidates.Where(candidate => candidate.Length <= 100))
        {
            var slips = Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (slips < fewest)
            {
                (nearest, fewest) = (candidate, slips);
            }
        }

        return nearest;
    }

    /// <summary>The edit distance in which an exchange of neighbouring letters is one edit (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                var replace = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replace, 1 + Math.Min(d[i - 1, j], d[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], 1 + d[i - 2, j - 2]);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
