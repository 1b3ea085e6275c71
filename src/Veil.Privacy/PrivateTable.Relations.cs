using System.Collections.Immutable;
using System.Globalization;
using Veil.Data.Errors;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;

namespace Veil.Privacy;

// Mechanisms that say where the table is unlike what is believed of it: choices, errors, quantiles, products.
public sealed partial class PrivateTable
{
    /// <summary>
    /// The candidate whose marginal is believed most wrongly, by the exponential mechanism over the L1 errors.
    /// </summary>
    /// <param name="candidates">What may be chosen; the beliefs come from released results and public facts only.</param>
    /// <param name="cost">Cost of the choice.</param>
    /// <returns>The index of the chosen candidate; its error is not told.</returns>
    /// <exception cref="VeilException">Code <c>event-not-allowed</c>: the budget is for Gaussian noise alone.</exception>
    /// <exception cref="ArgumentException">
    /// There is no candidate, an estimate does not fit its attributes, a column is absent or of another type, or an attribute
    /// occurs twice.
    /// </exception>
    public int Select(IReadOnlyList<MarginalCandidate> candidates, double cost)
    {
        MarginalCandidate[] all = [.. candidates];
        lock (_gate)
        {
            var estimates = CheckedEstimates(all);

            // One row in or out moves one count by one row; a replaced row moves two.
            var sensitivity = MarginalSelection.Sensitivity(Sensitivities.CountTableL1(Unit, Neighbours));
            var choice = ExponentialEvent.Within(Accountant.Rule, cost);
            var purpose = $"choice among {all.Length} marginals";
            Accountant.Charge(choice, purpose);
            return _answers.Choice(Scores(all, estimates), sensitivity, choice, purpose);
        }
    }

    /// <summary>The candidate whose child depends most on its parents, by the exponential mechanism over a score of the exact counts.</summary>
    /// <param name="candidates">What may be chosen.</param>
    /// <param name="score">What dependence is measured by.</param>
    /// <param name="cost">Cost of the choice.</param>
    /// <returns>The index of the chosen candidate; its score is not told.</returns>
    /// <exception cref="ArgumentException">
    /// There is no candidate, one has too many cells for an array, a child has not the two cells that F needs, a column is
    /// absent or of another type, or an attribute occurs twice.
    /// </exception>
    /// <exception cref="VeilException">Code <c>score-needs-public-rows</c>: mutual information needs a public number of rows.</exception>
    public int SelectDependence(IReadOnlyList<DependenceCandidate> candidates, DependenceScore score, double cost)
    {
        DependenceCandidate[] all = [.. candidates];
        lock (_gate)
        {
            DependenceSelection.Check(all, score, Unit, Neighbours);
            var attributes = all.SelectMany(candidate => candidate.Parents.Append(candidate.Child)).Distinct().ToList();
            attributes.ForEach(attribute => RowsOf(attribute));
            var sensitivity = DependenceSelection.Sensitivity(all, score, Unit, Neighbours, _rowCount);
            var choice = ExponentialEvent.Within(Accountant.Rule, cost);
            var purpose = $"choice among {all.Length} sets of parents";
            Accountant.Charge(choice, purpose);
            attributes.ForEach(attribute => Encoded(attribute));
            var scores = new long[all.Length];
            Parallel.For(0, all.Length, i =>
                scores[i] = DependenceSelection.Score(Exact([.. all[i].Parents, all[i].Child]), all[i].Child.Size, score));
            return _answers.Choice(scores, sensitivity, choice, purpose);
        }
    }

    /// <summary>
    /// How wrong the beliefs about some marginals are, each with noise: their L1 errors less their biases, weighted, as one
    /// vector. The choice that is made from them is free, and the numbers may be kept.
    /// </summary>
    /// <param name="candidates">What is believed; the beliefs come from released results and public facts only.</param>
    /// <param name="cost">Cost of the whole vector.</param>
    /// <returns>A noisy score a candidate, in rows, and the standard deviation of the noise in each.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Select"/>.</exception>
    public NoisyScores MeasureErrors(IReadOnlyList<MarginalCandidate> candidates, double cost)
    {
        MarginalCandidate[] all = [.. candidates];
        lock (_gate)
        {
            var estimates = CheckedEstimates(all);

            // Each score moves by what the counts of its marginal move by, and one row is in every marginal.
            double each = MarginalSelection.Sensitivity(Sensitivities.CountTableL1(Unit, Neighbours));
            var l2 = Math.BitIncrement(each * Math.BitIncrement(Math.Sqrt(all.Length)));
            var paid = Charge(cost, each * all.Length, l2, $"errors of {all.Length} marginals");
            return ReleaseScores(Scores(all, estimates), paid);
        }
    }

    /// <summary>How far pairs of attributes are from being independent, each with noise: their L1 errors as one vector.</summary>
    /// <param name="candidates">The pairs, and what is believed of their attributes.</param>
    /// <param name="cost">Cost of the whole vector.</param>
    /// <returns>A noisy error a pair, in rows, and the standard deviation of the noise in each.</returns>
    /// <exception cref="ArgumentException">There is no pair, or a column is absent or of another type.</exception>
    public NoisyScores MeasureErrors(PairCandidates candidates, double cost)
    {
        lock (_gate)
        {
            var count = CheckedCount(candidates);
            double each = MarginalSelection.Sensitivity(Sensitivities.CountTableL1(Unit, Neighbours));
            var l2 = Math.BitIncrement(each * Math.BitIncrement(Math.Sqrt(count)));
            var paid = Charge(cost, each * count, l2, $"errors of {count} pairs");
            return ReleaseScores(Errors(candidates), paid);
        }
    }

    /// <summary>
    /// The pairs of attributes that are furthest from being independent, one after the other, each by the exponential
    /// mechanism over the L1 errors of those that are left. The rows are read once.
    /// </summary>
    /// <param name="candidates">The pairs, and what is believed of their attributes.</param>
    /// <param name="count">How many to choose; at most as many as there are.</param>
    /// <param name="cost">Cost of all choices together.</param>
    /// <returns>Indexes of the chosen pairs in the order of choice; their errors are not told.</returns>
    /// <exception cref="ArgumentException">There is no pair, a column is absent or of another type, or too many are to be chosen.</exception>
    public ImmutableArray<int> SelectPairs(PairCandidates candidates, int count, double cost)
    {
        lock (_gate)
        {
            var left = CheckedCount(candidates);
            if (count < 1 || count > left)
            {
                throw new ArgumentOutOfRangeException(nameof(count), count, "At least one pair is chosen and at most all.");
            }

            var sensitivity = MarginalSelection.Sensitivity(Sensitivities.CountTableL1(Unit, Neighbours));

            // One charge for all: either every choice is paid for or none is made.
            var each = ExponentialEvent.Within(Accountant.Rule, DirectedRounding.DivideDown(cost, count));
            var purpose = $"choice of {count} among {left} pairs";
            Accountant.Charge(count == 1 ? each : new ComposedEvent([.. Enumerable.Repeat(each, count)]), purpose);
            var scores = Errors(candidates);
            var indexes = new int[left];
            for (var i = 0; i < left; i++)
            {
                scores[i] -= candidates.BiasOf(i);
                indexes[i] = i;
            }

            var chosen = ImmutableArray.CreateBuilder<int>(count);
            for (; chosen.Count < count; left--)
            {
                var at = _answers.Choice(scores.AsSpan(0, left), sensitivity, each, purpose);
                chosen.Add(indexes[at]);
                (scores[at], indexes[at]) = (scores[left - 1], indexes[left - 1]);
            }

            return chosen.MoveToImmutable();
        }
    }

    /// <summary>Cells of an ordered attribute near some quantiles of its values.</summary>
    /// <param name="attribute">An ordered attribute of a typed column.</param>
    /// <param name="probabilities">Between 0 and 1.</param>
    /// <param name="cost">Cost of all selections together.</param>
    /// <exception cref="ArgumentException">The attribute has no order or no values, or a probability is none.</exception>
    /// <exception cref="VeilException">Code <c>event-not-allowed</c>: the budget is for Gaussian noise alone.</exception>
    public ImmutableArray<int> Quantiles(Attribute attribute, IReadOnlyList<double> probabilities, double cost)
    {
        double[] wanted = [.. probabilities];
        lock (_gate)
        {
            if (!attribute.IsOrdered || attribute.ValueCells == 0 || wanted.Length == 0 || wanted.Any(p => !(p >= 0 && p <= 1)))
            {
                throw new ArgumentException("Quantiles need an ordered attribute with values, and probabilities between 0 and 1.", nameof(probabilities));
            }

            RowsOf(attribute);

            // One charge for all: either every selection is paid for or none is made.
            var each = ExponentialEvent.Within(Accountant.Rule, DirectedRounding.DivideDown(cost, wanted.Length));
            var names = string.Join(", ", wanted.Select(p => p.ToString(CultureInfo.InvariantCulture)));
            var purpose = $"quantiles {names} of '{attribute.Name}'";
            Accountant.Charge(wanted.Length == 1 ? each : new ComposedEvent([.. wanted.Select(_ => each)]), purpose);
            return CellQuantiles.Select(Encoded(attribute), attribute.ValueCells, wanted, each, purpose, Unit.MaxRows, _answers);
        }
    }

    /// <summary>
    /// The sums, over the rows, of the products of every two scores of a row, with noise. A row whose scores are longer than
    /// the bound, in the Euclidean norm, counts with scores scaled down to it.
    /// </summary>
    /// <param name="scores">Scores of the cells of attributes of typed columns; an attribute may occur several times.</param>
    /// <param name="bound">Between 1 and 32768.</param>
    /// <param name="cost">Cost of all products together.</param>
    /// <exception cref="ArgumentException">
    /// There are no scores, not one a cell, scores or the bound are out of range, or a column is absent or of another type.
    /// </exception>
    public NoisyProducts MeasureProducts(IReadOnlyList<CellScores> scores, int bound, double cost)
    {
        CellScores[] all = [.. scores];
        lock (_gate)
        {
            ScoreProducts.Check(all, bound);
            Array.ForEach(all, one => RowsOf(one.Attribute));
            var (l1, l2) = ScoreProducts.Sensitivity(all, bound, Unit, Neighbours);
            var names = string.Join(", ", all.Select(one => $"'{one.Attribute.Name}'").Distinct());
            var paid = Charge(cost, l1, l2, $"products of scores of {names}");
            var products = ScoreProducts.Of(all, Array.ConvertAll(all, one => Encoded(one.Attribute)), _rowCount, bound);
            paid.Release(products, _answers);
            return new NoisyProducts(all.Length, [.. products], paid.Noise.StandardDeviation);
        }
    }

    private long[][] CheckedEstimates(MarginalCandidate[] candidates)
    {
        if (candidates.Length == 0)
        {
            throw new ArgumentException("There must be a candidate.", nameof(candidates));
        }

        var estimates = Array.ConvertAll(candidates, MarginalSelection.InUnits);
        foreach (var attribute in candidates.SelectMany(candidate => candidate.Attributes))
        {
            RowsOf(attribute);
        }

        return estimates;
    }

    private long[] Scores(MarginalCandidate[] candidates, long[][] estimates)
    {
        // Every candidate is counted, whatever its score, on as many processors as there are.
        foreach (var attribute in candidates.SelectMany(candidate => candidate.Attributes))
        {
            Encoded(attribute);
        }

        var scores = new long[candidates.Length];
        Parallel.For(0, candidates.Length, i =>
            scores[i] = MarginalSelection.Score(Exact([.. candidates[i].Attributes]), estimates[i], candidates[i].Bias, candidates[i].Weight, candidates[i].Noise));
        return scores;
    }

    private int CheckedCount(PairCandidates candidates)
    {
        if (candidates.Pairs.IsEmpty)
        {
            throw new ArgumentException("There must be a pair.", nameof(candidates));
        }

        foreach (var attribute in candidates.Attributes)
        {
            RowsOf(attribute);
        }

        return candidates.Pairs.Length;
    }

    private long[] Errors(PairCandidates candidates) =>
        PairErrors.Of(candidates, [.. candidates.Attributes.Select(Encoded)], _rowCount);

    private NoisyScores ReleaseScores(long[] scores, PaidNoise paid)
    {
        paid.Release(scores, _answers);
        return new NoisyScores(
            [.. scores.Select(score => score / (double)MarginalSelection.UnitsPerRow)], paid.Noise.StandardDeviation / MarginalSelection.UnitsPerRow);
    }
}
