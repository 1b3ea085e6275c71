using System.Collections.Immutable;
using System.Globalization;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Noise;
using Bounds = Veil.Data.Schemas.Bounds;

namespace Veil.Privacy;

/// <summary>
/// The only handle on sensitive rows that the rest of the system gets. Its methods are the mechanisms: each charges the
/// budget first, then reads, and returns nothing but noisy results. Costs are in the currency of the budget's rule
/// (epsilon, rho, or mu^2/2). Safe for use by several threads, which take turns: no two of them can get the same noise.
/// </summary>
/// <remarks>
/// Arguments are checked before anything is charged, against public facts only: names and types of columns, sizes of
/// attributes. Nothing that a row holds can make a method fail.
/// </remarks>
public sealed partial class PrivateTable
{
    private readonly Lock _gate = new();
    private readonly AnswerGate _answers;
    private readonly int _rowCount;
    private readonly Dictionary<Attribute, CodeColumn> _encoded = new(ReferenceEqualityComparer.Instance);
    private readonly ExactCounts _counted = new();
    private readonly int[]? _entities;
    private Table _rows;

    /// <summary>Wraps a table. The caller gives up its own reference to the rows.</summary>
    /// <param name="rows">The sensitive rows.</param>
    /// <param name="accountant">The budget that every mechanism charges.</param>
    /// <param name="unit">Who is protected. Of the rows of an entity that has more than its limit, a random choice is kept; rows without an entity are left out.</param>
    /// <param name="neighbours">What the guarantee compares.</param>
    /// <param name="noise">Where noise is drawn from; the operating system's generator by default.</param>
    /// <exception cref="VeilException">The entity column is not in the table.</exception>
    public PrivateTable(
        Table rows, PrivacyAccountant accountant, PrivacyUnit unit, Neighbours neighbours, NoiseSource? noise = null)
    {
        Accountant = accountant;
        Unit = unit;
        Neighbours = neighbours;
        _answers = (noise ?? NoiseSource.Secure).Open();
        _rows = unit.EntityColumn is null ? rows : ContributionBound.Apply(rows, unit, _answers);
        _rowCount = _rows.RowCount;
        _entities = unit.EntityColumn is null ? null : ((LabelColumn)_rows.Find(unit.EntityColumn)!).Codes.ToArray();
    }

    /// <summary>The budget that every mechanism charges.</summary>
    public PrivacyAccountant Accountant { get; }

    /// <summary>Who is protected.</summary>
    public PrivacyUnit Unit { get; }

    /// <summary>What the guarantee compares.</summary>
    public Neighbours Neighbours { get; }

    /// <summary>Whether noise comes from the operating system; if not, nothing made from this table is private.</summary>
    public bool IsSecure => _answers.IsSecure;

    private double L1 => Sensitivities.CountTableL1(Unit, Neighbours);

    private double L2 => Sensitivities.CountTableL2(Unit, Neighbours);

    /// <summary>Gives columns their types. A text that does not parse becomes missing, so that no row can make this fail.</summary>
    /// <param name="schema">The types; columns that it does not name or has no type for stay as they are.</param>
    /// <param name="decimalMark">Between the whole and the fractional part of a number.</param>
    public void ApplyTypes(Schema schema, char decimalMark)
    {
        CheckDecimalMark(decimalMark);
        lock (_gate)
        {
            _rows = TypedTable.Convert(_rows, schema, decimalMark, badCellsMissing: true);
            _encoded.Clear();
            _counted.Clear();
        }
    }

    /// <summary>The number of rows, with noise. Public, exact and free when one-row units are replaced.</summary>
    /// <param name="cost">Cost of the measurement.</param>
    public NoisyCount CountRows(double cost)
    {
        lock (_gate)
        {
            double sensitivity = Sensitivities.RowCount(Unit, Neighbours);
            return sensitivity == 0 ? PublicRows() : NoisyRows(Charge(cost, sensitivity, sensitivity, "number of rows"));
        }
    }

    /// <summary>
    /// The number of rows, with noise, before the budget's delta is fixed: the delta may then depend on it.
    /// </summary>
    /// <param name="epsilon">Pure epsilon of the measurement.</param>
    /// <exception cref="InvalidOperationException">Delta is fixed already.</exception>
    public NoisyCount CountRowsFirst(double epsilon)
    {
        lock (_gate)
        {
            double sensitivity = Sensitivities.RowCount(Unit, Neighbours);
            if (sensitivity == 0)
            {
                return PublicRows();
            }

            const string Purpose = "number of rows, for delta";
            var noise = CountNoise.For(CompositionRule.PureEpsilon, epsilon, sensitivity, sensitivity);
            Accountant.ChargePrelude(noise.Event, Purpose);
            return NoisyRows(new PaidNoise(noise, new AnswerTerms(noise.Event, Purpose, sensitivity, sensitivity)));
        }
    }

    /// <summary>What the texts of a raw column look like, and how many differ.</summary>
    /// <param name="column">A column that has no type yet.</param>
    /// <param name="decimalMark">Between the whole and the fractional part of a number.</param>
    /// <param name="cost">Cost of the measurement.</param>
    public NoisyKinds MeasureKinds(string column, char decimalMark, double cost)
    {
        CheckDecimalMark(decimalMark);
        lock (_gate)
        {
            var rows = Rows<LabelColumn>(column);

            // One vector: the counts of kinds and, beside them, the number of distinct texts.
            double distinct = Sensitivities.DistinctCount(Unit, Neighbours);
            var l2 = Math.BitIncrement(Math.Sqrt(Math.BitIncrement((L2 * L2) + (distinct * distinct))));
            return KindHistogram.Release(rows, decimalMark, Charge(cost, L1 + distinct, l2, $"kinds of value of '{column}'"), _answers);
        }
    }

    /// <summary>Range of a numeric or calendar column: powers of two of the step, or whole years.</summary>
    /// <param name="column">A typed column.</param>
    /// <param name="step">Distance between neighbouring values of a number column; positive.</param>
    /// <param name="cost">Cost of the measurement.</param>
    public Bounds LearnBounds(string column, double step, double cost)
    {
        if (!PrivacyChecks.IsNormalPositive(step))
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, "A step is a positive, finite number.");
        }

        lock (_gate)
        {
            var rows = Rows<Column>(column);
            if (rows is LabelColumn)
            {
                throw NoSuchColumn(column);
            }

            return MagnitudeHistogram.Learn(rows, step, Charge(cost, L1, L2, $"range of '{column}'"), _answers);
        }
    }

    /// <summary>The labels that many rows hold, with noisy counts.</summary>
    /// <param name="column">A column of labels.</param>
    /// <param name="cost">Cost of the counts.</param>
    /// <param name="delta">Chance, charged to the budget's delta, that a label of a single unit is released.</param>
    public DiscoveredCategories DiscoverCategories(string column, double cost, double delta)
    {
        lock (_gate)
        {
            var rows = Rows<LabelColumn>(column);
            var noise = CountNoise.For(Accountant.Rule, cost, L1, L2);
            var threshold = StableCategories.Threshold(noise, delta, Unit.MaxRows);
            var terms = new AnswerTerms(new ComposedEvent([noise.Event, new ThresholdEvent(delta)]), $"categories of '{column}'", L1, L2);
            Accountant.Charge(terms.Event!, terms.Purpose);
            return StableCategories.Release(rows, new PaidNoise(noise, terms), threshold, Unit.MaxRows, _answers);
        }
    }

    /// <summary>The counts over some attributes, with noise in every cell.</summary>
    /// <param name="attributes">Attributes of typed columns; their names say which.</param>
    /// <param name="cost">Cost of the measurement.</param>
    /// <exception cref="ArgumentException">A column is absent or of another type, an attribute occurs twice, or there are too many cells.</exception>
    public NoisyMarginal Measure(IReadOnlyList<Attribute> attributes, double cost)
    {
        // Copied once: what is checked, charged and counted is the same list, whatever the caller's list does.
        var measured = attributes.ToArray();
        var domain = new Domain(measured);
        var set = new AttributeSet(Enumerable.Range(0, measured.Length));
        if (domain.SizeOf(set) > Array.MaxLength)
        {
            throw new ArgumentException("The attributes have more cells together than an array holds.", nameof(attributes));
        }

        lock (_gate)
        {
            Array.ForEach(measured, attribute => RowsOf(attribute));
            var paid = Charge(cost, L1, L2, $"counts of {string.Join(" x ", measured.Select(a => $"'{a.Name}'"))}");
            var exact = Exact(measured);
            var counts = Array.ConvertAll(exact, count => (long)count);
            paid.Release(counts, _answers);
            return new NoisyMarginal([.. measured.Select(a => a.Name)], [.. counts], paid.Noise.Kind, paid.Noise.StandardDeviation);
        }
    }

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
        if (all.Length == 0)
        {
            throw new ArgumentException("There must be a candidate.", nameof(candidates));
        }

        // One row in or out moves one count by one row; a replaced row moves two.
        var estimates = Array.ConvertAll(all, MarginalSelection.InUnits);
        var sensitivity = MarginalSelection.Sensitivity(Sensitivities.CountTableL1(Unit, Neighbours));
        lock (_gate)
        {
            foreach (var attribute in all.SelectMany(candidate => candidate.Attributes))
            {
                RowsOf(attribute);
            }

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
        DependenceSelection.Check(all, score, Unit, Neighbours);
        var sensitivity = DependenceSelection.Sensitivity(all, score, Unit, Neighbours, _rowCount);
        lock (_gate)
        {
            var attributes = all.SelectMany(candidate => candidate.Parents.Append(candidate.Child)).Distinct().ToList();
            attributes.ForEach(attribute => RowsOf(attribute));
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
        if (all.Length == 0)
        {
            throw new ArgumentException("There must be a candidate.", nameof(candidates));
        }

        // Each score moves by what the counts of its marginal move by, and one row is in every marginal.
        var estimates = Array.ConvertAll(all, MarginalSelection.InUnits);
        double each = MarginalSelection.Sensitivity(Sensitivities.CountTableL1(Unit, Neighbours));
        var l2 = Math.BitIncrement(each * Math.BitIncrement(Math.Sqrt(all.Length)));
        lock (_gate)
        {
            foreach (var attribute in all.SelectMany(candidate => candidate.Attributes))
            {
                RowsOf(attribute);
            }

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
        var count = CheckedCount(candidates);
        double each = MarginalSelection.Sensitivity(Sensitivities.CountTableL1(Unit, Neighbours));
        var l2 = Math.BitIncrement(each * Math.BitIncrement(Math.Sqrt(count)));
        lock (_gate)
        {
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
        var left = CheckedCount(candidates);
        if (count < 1 || count > left)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, "At least one pair is chosen and at most all.");
        }

        var sensitivity = MarginalSelection.Sensitivity(Sensitivities.CountTableL1(Unit, Neighbours));
        lock (_gate)
        {
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
        if (!attribute.IsOrdered || attribute.ValueCells == 0 || wanted.Length == 0 || wanted.Any(p => !(p >= 0 && p <= 1)))
        {
            throw new ArgumentException("Quantiles need an ordered attribute with values, and probabilities between 0 and 1.", nameof(probabilities));
        }

        lock (_gate)
        {
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
        ScoreProducts.Check(all, bound);
        var (l1, l2) = ScoreProducts.Sensitivity(all, bound, Unit, Neighbours);
        lock (_gate)
        {
            Array.ForEach(all, one => RowsOf(one.Attribute));
            var names = string.Join(", ", all.Select(one => $"'{one.Attribute.Name}'").Distinct());
            var paid = Charge(cost, l1, l2, $"products of scores of {names}");
            var products = ScoreProducts.Of(all, Array.ConvertAll(all, one => Encoded(one.Attribute)), _rowCount, bound);
            paid.Release(products, _answers);
            return new NoisyProducts(all.Length, [.. products], paid.Noise.StandardDeviation);
        }
    }

    private int[] Exact(Attribute[] attributes) => _counted.Of(attributes, Encoded, _rowCount);

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

        lock (_gate)
        {
            foreach (var attribute in candidates.Attributes)
            {
                RowsOf(attribute);
            }
        }

        return candidates.Pairs.Length;
    }

    private long[] Errors(PairCandidates candidates) =>
        PairErrors.Of(candidates, [.. candidates.Attributes.Select(Encoded)], _rowCount);

    private NoisyCount NoisyRows(PaidNoise paid)
    {
        Span<long> count = [_rowCount];
        paid.Release(count, _answers);
        return new NoisyCount(count[0], paid.Noise.StandardDeviation);
    }

    // One unit moves it by nothing, so it is free: it goes through the gate all the same.
    private NoisyCount PublicRows()
    {
        Span<long> count = [_rowCount];
        _answers.Numbers(count, new AnswerTerms(null, "public number of rows", 0, 0), static (_, _) => { });
        return new NoisyCount(count[0], 0);
    }

    private NoisyScores ReleaseScores(long[] scores, PaidNoise paid)
    {
        paid.Release(scores, _answers);
        return new NoisyScores(
            [.. scores.Select(score => score / (double)MarginalSelection.UnitsPerRow)], paid.Noise.StandardDeviation / MarginalSelection.UnitsPerRow);
    }

    private PaidNoise Charge(double cost, double l1, double l2, string purpose)
    {
        var noise = CountNoise.For(Accountant.Rule, cost, l1, l2);
        Accountant.Charge(noise.Event, purpose);
        return new PaidNoise(noise, new AnswerTerms(noise.Event, purpose, l1, l2));
    }

    private T Rows<T>(string column)
        where T : Column =>
        _rows.Find(column) as T ?? throw NoSuchColumn(column);

    /// <summary>The column of an attribute, which is of the kind that the attribute encodes.</summary>
    private Column RowsOf(Attribute attribute) =>
        (attribute, _rows.Find(attribute.Name)) switch
        {
            (MergedAttribute merged, _) => RowsOf(merged.Fine),
            (CategoryAttribute, LabelColumn labels) => labels,
            (NumericAttribute { Type: ColumnType.Decimal }, DecimalColumn decimals) => decimals,
            (NumericAttribute { Type: not ColumnType.Decimal }, IntegerColumn integers) => integers,
            _ => throw NoSuchColumn(attribute.Name),
        };

    private CodeColumn Encoded(Attribute attribute)
    {
        if (!_encoded.TryGetValue(attribute, out var codes))
        {
            codes = attribute.Encode(RowsOf(attribute));
            _encoded.Add(attribute, codes);
        }

        return codes;
    }

    private static void CheckDecimalMark(char mark)
    {
        if (mark is not ('.' or ','))
        {
            throw new ArgumentOutOfRangeException(nameof(mark), "A decimal mark is a point or a comma.");
        }
    }

    private static ArgumentException NoSuchColumn(string name) =>
        new($"The table has no column '{name}' of the kind that is asked for.", nameof(name));
}
