using Veil.Data.Errors;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Mechanisms;

/// <summary>Scores of dependence as exact integers, and how far one unit can move them; proofs in docs/privacy.md.</summary>
/// <remarks>
/// Reference: Zhang, Cormode, Procopiuc, Srivastava and Xiao, "PrivBayes", SIGMOD 2014 and TODS 2017. Scores here are theirs
/// times the number of rows, so that those of F and R need no public number. Cost: one pass over the cells; F besides
/// grows with the rows when there are many parents.
/// </remarks>
internal static class DependenceSelection
{
    // Parts of a row in R, and of a nat times a row in mutual information.
    private const int UnitsOfR = 64;
    private const int UnitsOfInformation = 4096;

    // F comes in halves of a row.
    private const int UnitsOfF = 2;

    // A replaced row changes two cells, two counts of the child and two of the parents, each before and after; each
    // rounded term is less than a unit from its number.
    private const int RoundedTerms = 12;

    // Far above what rounding can add to a sum of two logarithms.
    private const double Slack = 1 + 1e-12;

    /// <summary>Charges, scores every candidate and chooses one.</summary>
    public static int Select(MechanismContext context, DependenceCandidate[] candidates, DependenceScore score, double cost)
    {
        Check(candidates, score, context.Unit, context.Neighbours);
        context.Require(candidates.SelectMany(candidate => candidate.Parents.Append(candidate.Child)));
        var sensitivity = Sensitivity(candidates, score, context.Unit, context.Neighbours, context.Counts.RowCount);
        var purpose = $"choice among {candidates.Length} sets of parents";
        var choice = context.ChargeChoices(cost, 1, purpose);
        var scores = context.Counts.ScoreMarginals(
            Array.ConvertAll(candidates, candidate => candidate.Parents.Append(candidate.Child).ToArray()),
            (counts, i) => Score(counts, candidates[i].Child.Size, score));
        return context.Answers.Choice(scores, sensitivity, choice, purpose);
    }

    /// <summary>Refuses what cannot be scored, from public facts.</summary>
    /// <exception cref="ArgumentException">A candidate makes no sense.</exception>
    /// <exception cref="VeilException">Code <c>score-needs-public-rows</c>.</exception>
    public static void Check(DependenceCandidate[] candidates, DependenceScore score, PrivacyUnit unit, Neighbours neighbours)
    {
        if (candidates.Length == 0 || candidates.Any(
            candidate => candidate?.Child is null || candidate.Parents.IsDefault || candidate.Parents.Any(parent => parent is null)))
        {
            throw new ArgumentException("There must be a candidate, and each needs a child and parents.", nameof(candidates));
        }

        foreach (var candidate in candidates)
        {
            var names = candidate.Parents.Select(parent => parent.Name).Append(candidate.Child.Name).ToList();
            if (names.Distinct(StringComparer.Ordinal).Count() != names.Count || Cells(candidate) > Array.MaxLength)
            {
                throw new ArgumentException("An attribute occurs twice, or there are too many cells.", nameof(candidates));
            }
        }

        if (score == DependenceScore.F && candidates.Any(candidate => candidate.Child.Size != 2))
        {
            throw new ArgumentException("The score F is for a child of two cells.", nameof(candidates));
        }

        if (score == DependenceScore.MutualInformation && Sensitivities.RowCount(unit, neighbours) != 0)
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "score-needs-public-rows",
                "One row can change mutual information by an amount that depends on the number of rows, which is private here.",
                "Choose the score R, or replace rows instead of adding and removing them (‹neighbours› replace-one).");
        }
    }

    /// <summary>The most that a score moves, in its units.</summary>
    /// <param name="candidates">The candidates of the choice.</param>
    /// <param name="score">The score.</param>
    /// <param name="unit">The unit of privacy.</param>
    /// <param name="neighbours">The neighbouring relation of the guarantee.</param>
    /// <param name="rows">The number of rows; read for mutual information alone, where it is public.</param>
    public static long Sensitivity(
        DependenceCandidate[] candidates, DependenceScore score, PrivacyUnit unit, Neighbours neighbours, int rows) =>
        score switch
        {
            DependenceScore.F => (long)unit.MaxRows * UnitsOfF,
            DependenceScore.R => unit.MaxRows * (neighbours == Neighbours.AddRemove ? 2L : 3L) * UnitsOfR,
            _ => (long)Math.Ceiling(InformationMoved(candidates, rows) * Slack * UnitsOfInformation) + RoundedTerms,
        };

    /// <summary>The score of a candidate, in units.</summary>
    /// <param name="counts">Counts over the parents and, fastest, the child.</param>
    /// <param name="childSize">The number of cells of the child.</param>
    /// <param name="score">The score.</param>
    public static long Score(ReadOnlySpan<int> counts, int childSize, DependenceScore score)
    {
        if (score == DependenceScore.F)
        {
            return F(counts);
        }

        var ofChild = new long[childSize];
        var ofParents = new long[counts.Length / childSize];
        for (var cell = 0; cell < counts.Length; cell++)
        {
            ofChild[cell % childSize] += counts[cell];
            ofParents[cell / childSize] += counts[cell];
        }

        var rows = ofChild.Sum();
        return score == DependenceScore.R ? R(counts, ofChild, ofParents, rows) : Information(counts, ofChild, ofParents, rows);
    }

    private static double Cells(DependenceCandidate candidate) =>
        candidate.Parents.Aggregate((double)candidate.Child.Size, (cells, parent) => cells * parent.Size);

    // n times the mutual information is a sum of x ln x over counts, with signs. Each term is rounded on its own, so that
    // those that a row does not touch are the same integers in both tables, however many they are.
    private static long Information(ReadOnlySpan<int> counts, long[] ofChild, long[] ofParents, long rows)
    {
        var sum = Term(rows);
        foreach (var count in counts)
        {
            sum += Term(count);
        }

        return sum - ofChild.Sum(Term) - ofParents.Sum(Term);
    }

    // At most 2^31 * 21.5 * 2^12 < 2^48: the error of a double is far below a unit.
    private static long Term(long count) => count < 2 ? 0 : (long)Math.Round(count * Math.Log(count) * UnitsOfInformation);

    // What replacing one of n rows can change n times the mutual information by, in nats.
    private static double InformationMoved(DependenceCandidate[] candidates, int rows)
    {
        if (rows < 2)
        {
            return 0;
        }

        double n = rows;
        return candidates.All(candidate => candidate.Child.Size <= 2 || Cells(candidate) <= 2.0 * candidate.Child.Size)
            ? Math.Log(n) + ((n - 1) * Math.Log(n / (n - 1)))
            : (2 * Math.Log((n + 1) / 2)) + ((n - 1) * Math.Log((n + 1) / (n - 1)));
    }

    // The exact rational, rounded down: two numbers that differ by at most a whole number of units still do.
    private static long R(ReadOnlySpan<int> counts, long[] ofChild, long[] ofParents, long rows)
    {
        if (rows == 0)
        {
            return 0;
        }

        Int128 sum = 0;
        for (var cell = 0; cell < counts.Length; cell++)
        {
            sum += Math.Abs((rows * counts[cell]) - (ofParents[cell / ofChild.Length] * ofChild[cell % ofChild.Length]));
        }

        return (long)(sum * UnitsOfR / (2 * rows));
    }

    // The nearest distribution in which each configuration of the parents has one value of the child, and both values half
    // of the rows. Of the ways to assign values, those that are better for one value are no worse for the other but
    // along a frontier.
    private static long F(ReadOnlySpan<int> counts)
    {
        long rows = 0;
        foreach (var count in counts)
        {
            rows += count;
        }

        // More than half of the rows is as good as half.
        var half = (rows + 1) / 2;
        List<(long Zeros, long Ones)> frontier = [(0, 0)];
        for (var cell = 0; cell < counts.Length; cell += 2)
        {
            var (zeros, ones) = (counts[cell], counts[cell + 1]);
            if (zeros + ones == 0)
            {
                continue;
            }

            var next = frontier
                .SelectMany(
                    at => new[] { (Zeros: Math.Min(half, at.Zeros + zeros), at.Ones), (at.Zeros, Ones: Math.Min(half, at.Ones + ones)) })
                .OrderByDescending(at => at.Zeros).ThenByDescending(at => at.Ones);
            frontier = [];
            foreach (var at in next)
            {
                if (frontier.Count == 0 || at.Ones > frontier[^1].Ones)
                {
                    frontier.Add(at);
                }
            }
        }

        return -frontier.Min(at => Math.Max(0, rows - (2 * at.Zeros)) + Math.Max(0, rows - (2 * at.Ones)));
    }
}
