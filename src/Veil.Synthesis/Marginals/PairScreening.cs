using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;

namespace Veil.Synthesis.Marginals;

/// <summary>A pair of columns that might be measured.</summary>
/// <param name="First">Index of its first column.</param>
/// <param name="Second">Index of its second column.</param>
/// <param name="Error">Its error in rows, as released.</param>
/// <param name="Weight">Its share of the budget, relative to the other pairs that are measured.</param>
internal sealed record ScoredPair(int First, int Second, double Error, double Weight);

/// <summary>
/// Measures how far pairs of columns are from independence. Of few pairs the errors of all are measured directly; of many, two
/// per column are chosen first by the exponential mechanism, and the errors of these are measured.
/// </summary>
/// <remarks>Privacy: the cost of the choice and of the errors. Cost: one pass over the rows for each pair.</remarks>
internal sealed class PairScreening
{
    // The part of the survey's budget for the choice, when pairs are thinned first.
    private const double ShareOfChoice = 2 / 3.0;

    // The errors of up to this many pairs per column are measured directly; of more pairs some are chosen first.
    private const int MeasuredOutright = 8;

    private const int ChosenPerColumn = 2;

    // A pair's error is taken less this many standard deviations of its noise: the largest of many are too large.
    private const double Caution = 1;

    private readonly int _pairs;
    private readonly int _measured;

    /// <summary>Plans a survey.</summary>
    /// <param name="columns">The number of columns.</param>
    /// <param name="rule">The rule by which costs add up.</param>
    public PairScreening(int columns, CompositionRule rule)
        : this(columns, columns * (columns - 1) / 2, rule)
    {
    }

    private PairScreening(int columns, int pairs, CompositionRule rule)
    {
        // Laplace noise grows with the number of errors, Gaussian noise with its root.
        var outright = (rule == CompositionRule.PureEpsilon ? ChosenPerColumn : MeasuredOutright) * columns;
        _pairs = pairs;
        _measured = pairs <= outright ? pairs : ChosenPerColumn * columns;
    }

    private double ShareOfThinning => _measured < _pairs ? ShareOfChoice : 0;

    /// <summary>The charges that a survey would make.</summary>
    /// <param name="share">Part of the whole budget for the survey.</param>
    public IEnumerable<PlannedStep> Steps(double share)
    {
        if (ShareOfThinning > 0)
        {
            yield return new PlannedStep($"choice of {_measured} of {_pairs} pairs of columns", share * ShareOfThinning, null)
            {
                IsChoice = true,
            };
        }

        yield return new PlannedStep($"errors of {_measured} pairs of columns", share * (1 - ShareOfThinning), null) { IsChoice = true };
    }

    /// <summary>Runs a survey.</summary>
    /// <param name="table">The private table.</param>
    /// <param name="attributes">The columns.</param>
    /// <param name="singles">The estimated counts of each column on its own.</param>
    /// <param name="rows">The estimated number of rows.</param>
    /// <param name="mostCells">The most cells of a pair that may be considered.</param>
    /// <param name="cost">Cost of the survey.</param>
    /// <param name="noise">The rows of noise that a count would get if a tree of pairs were counted; from it a choice knows the
    /// error that measuring a pair would cause.</param>
    /// <param name="cancellationToken">Checked between charges.</param>
    public static IReadOnlyList<ScoredPair> Run(
        PrivateTable table,
        IReadOnlyList<Attribute> attributes,
        double[][] singles,
        double rows,
        double mostCells,
        double cost,
        double noise,
        CancellationToken cancellationToken)
    {
        var columns = attributes.Count;
        List<(int First, int Second)> pairs =
        [
            .. Enumerable.Range(0, columns)
                .SelectMany(a => Enumerable.Range(a + 1, columns - a - 1).Select(b => (First: a, Second: b)))
                .Where(pair => (double)attributes[pair.First].Size * attributes[pair.Second].Size <= mostCells),
        ];
        if (pairs.Count == 0)
        {
            return [];
        }

        var survey = new PairScreening(columns, pairs.Count, table.Accountant.Rule);
        if (survey.ShareOfThinning > 0)
        {
            var candidates = new PairCandidates(attributes, singles, rows, pairs) { BiasPerCell = noise };
            pairs = [.. table.SelectPairs(candidates, survey._measured, cost * survey.ShareOfThinning).Select(i => pairs[i])];
        }

        cancellationToken.ThrowIfCancellationRequested();
        var errors = table.MeasureErrors(new PairCandidates(attributes, singles, rows, pairs), cost * (1 - survey.ShareOfThinning));
        return
        [
            .. pairs.Select((pair, i) => new ScoredPair(
                pair.First,
                pair.Second,
                errors.Values[i] - (Caution * errors.StandardDeviation),
                DomainPlan.Weight(attributes[pair.First].Size * attributes[pair.Second].Size, isNumeric: false, table.Accountant.Rule))),
        ];
    }
}
