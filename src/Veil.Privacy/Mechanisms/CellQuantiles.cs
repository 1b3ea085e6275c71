using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Privacy.Accounting;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Mechanisms;

/// <summary>Quantiles of an ordered attribute by the exponential mechanism over its cells.</summary>
internal static class CellQuantiles
{
    // Ranks are compared in units of 1/1024 of a row, so that scores are exact integers.
    private const long Units = 1024;

    /// <summary>How far a score moves when a row comes, goes or changes its cell: no more than this many units.</summary>
    public const long SensitivityPerRow = Units;

    /// <summary>A cell near each quantile.</summary>
    /// <param name="cells">The cell of each row; cells from <paramref name="valueCells"/> on are not values and are left out.</param>
    /// <param name="valueCells">The number of cells that stand for values.</param>
    /// <param name="probabilities">Between 0 and 1.</param>
    /// <param name="each">What each single selection costs.</param>
    /// <param name="purpose">Why, as it was charged.</param>
    /// <param name="maxRows">The most rows of one unit, whether units come and go or are replaced: rows are replaced in pairs.</param>
    /// <param name="gate">Where the choices are made.</param>
    public static ImmutableArray<int> Select(
        CodeColumn cells, int valueCells, IReadOnlyList<double> probabilities, ExponentialEvent each, string purpose, int maxRows, AnswerGate gate)
    {
        var counts = new long[valueCells];
        for (var row = 0; row < cells.Count; row++)
        {
            if (cells[row] < valueCells)
            {
                counts[cells[row]]++;
            }
        }

        var total = counts.Sum();
        var scores = new long[valueCells];
        var chosen = ImmutableArray.CreateBuilder<int>(probabilities.Count);
        foreach (var probability in probabilities)
        {
            Score(counts, total, probability, scores);
            chosen.Add(gate.Choice(scores, checked(maxRows * SensitivityPerRow), each, purpose));
        }

        return chosen.MoveToImmutable();
    }

    /// <summary>The score of each cell: zero where the quantile is, less the further it is away.</summary>
    internal static void Score(ReadOnlySpan<long> counts, long total, double probability, Span<long> scores)
    {
        var q = (long)Math.Round(probability * Units);
        long below = 0;
        for (var cell = 0; cell < counts.Length; cell++)
        {
            var above = total - below - counts[cell];

            // The rank q*n lies below the cell when fewer than (1-q)n rows are above, and above it alike. Both terms
            // have the form Units * (rows on one side) - (a fraction) * (all rows): a row that comes or goes moves
            // them by at most Units, and so does one that changes its side.
            var tooHigh = (Units * below) - (q * total);
            var tooLow = (Units * above) - ((Units - q) * total);
            scores[cell] = -Math.Max(0, Math.Max(tooHigh, tooLow));
            below += counts[cell];
        }
    }
}
