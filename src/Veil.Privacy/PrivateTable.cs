using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Inference;
using Veil.Data.Marginals;
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
/// (epsilon, or rho). Not thread-safe.
/// </summary>
public sealed class PrivateTable
{
    private readonly RandomSource _random;
    private readonly Dictionary<Attribute, CodeColumn> _encoded = new(ReferenceEqualityComparer.Instance);
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
        _random = (noise ?? NoiseSource.Secure).Open();
        _rows = unit.EntityColumn is null ? rows : ContributionBound.Apply(rows, unit, _random);
    }

    /// <summary>The budget that every mechanism charges.</summary>
    public PrivacyAccountant Accountant { get; }

    /// <summary>Who is protected.</summary>
    public PrivacyUnit Unit { get; }

    /// <summary>What the guarantee compares.</summary>
    public Neighbours Neighbours { get; }

    /// <summary>Whether noise comes from the operating system; if not, nothing made from this table is private.</summary>
    public bool IsSecure => _random.IsSecure;

    private double L1 => Sensitivities.CountTableL1(Unit, Neighbours);

    private double L2 => Sensitivities.CountTableL2(Unit, Neighbours);

    /// <summary>Gives columns their types. A text that does not parse becomes missing, so that no row can make this fail.</summary>
    /// <param name="schema">The types; columns that it does not name or has no type for stay as they are.</param>
    /// <param name="decimalMark">Between the whole and the fractional part of a number.</param>
    public void ApplyTypes(Schema schema, char decimalMark)
    {
        _rows = TypedTable.Convert(_rows, schema, decimalMark, badCellsMissing: true);
        _encoded.Clear();
    }

    /// <summary>The number of rows, with noise. Public, exact and free when one-row units are replaced.</summary>
    /// <param name="cost">Cost of the measurement.</param>
    public NoisyCount CountRows(double cost)
    {
        double sensitivity = Sensitivities.RowCount(Unit, Neighbours);
        if (sensitivity == 0)
        {
            return new NoisyCount(_rows.RowCount, 0);
        }

        var noise = Charge(cost, sensitivity, sensitivity, "number of rows");
        Span<long> count = [_rows.RowCount];
        noise.AddTo(count, _random);
        return new NoisyCount(count[0], noise.StandardDeviation);
    }

    /// <summary>
    /// The number of rows, with noise, before the budget's delta is fixed: the delta may then depend on it.
    /// </summary>
    /// <param name="epsilon">Pure epsilon of the measurement.</param>
    /// <exception cref="InvalidOperationException">Delta is fixed already.</exception>
    public NoisyCount CountRowsFirst(double epsilon)
    {
        double sensitivity = Sensitivities.RowCount(Unit, Neighbours);
        if (sensitivity == 0)
        {
            return new NoisyCount(_rows.RowCount, 0);
        }

        var noise = CountNoise.For(CompositionRule.PureEpsilon, epsilon, sensitivity, sensitivity);
        Accountant.ChargePrelude(noise.Event, "number of rows, for delta");
        Span<long> count = [_rows.RowCount];
        noise.AddTo(count, _random);
        return new NoisyCount(count[0], noise.StandardDeviation);
    }

    /// <summary>What the texts of a raw column look like, and how many differ.</summary>
    /// <param name="column">A column that has no type yet.</param>
    /// <param name="decimalMark">Between the whole and the fractional part of a number.</param>
    /// <param name="cost">Cost of the measurement.</param>
    public NoisyKinds MeasureKinds(string column, char decimalMark, double cost)
    {
        // One vector: the counts of kinds and, beside them, the number of distinct texts.
        double distinct = Sensitivities.DistinctCount(Unit, Neighbours);
        var l2 = Math.BitIncrement(Math.Sqrt(Math.BitIncrement((L2 * L2) + (distinct * distinct))));
        var noise = Charge(cost, L1 + distinct, l2, $"kinds of value of '{column}'");
        return KindHistogram.Release(Rows<LabelColumn>(column), decimalMark, noise, _random);
    }

    /// <summary>Range of a numeric or calendar column: powers of two of the step, or whole years.</summary>
    /// <param name="column">A typed column.</param>
    /// <param name="step">Distance between neighbouring values of a number column.</param>
    /// <param name="cost">Cost of the measurement.</param>
    public Bounds LearnBounds(string column, double step, double cost)
    {
        var noise = Charge(cost, L1, L2, $"range of '{column}'");
        return MagnitudeHistogram.Learn(Rows<Column>(column), step, noise, _random);
    }

    /// <summary>The labels that many rows hold, with noisy counts.</summary>
    /// <param name="column">A column of labels.</param>
    /// <param name="cost">Cost of the counts.</param>
    /// <param name="delta">Chance, charged to the budget's delta, that a label of a single unit is released.</param>
    public DiscoveredCategories DiscoverCategories(string column, double cost, double delta)
    {
        var purpose = $"categories of '{column}'";
        var noise = CountNoise.For(Accountant.Rule, cost, L1, L2);
        var threshold = StableCategories.Threshold(noise, delta, Unit.MaxRows);
        Accountant.Charge(new ComposedEvent([noise.Event, new ThresholdEvent(delta)]), purpose);
        return StableCategories.Release(Rows<LabelColumn>(column), noise, threshold, _random);
    }

    /// <summary>The counts over some attributes, with noise in every cell.</summary>
    /// <param name="attributes">Attributes of typed columns; their names say which.</param>
    /// <param name="cost">Cost of the measurement.</param>
    public NoisyMarginal Measure(IReadOnlyList<Attribute> attributes, double cost)
    {
        var noise = Charge(cost, L1, L2, $"counts of {string.Join(" x ", attributes.Select(a => $"'{a.Name}'"))}");
        var domain = new Domain(attributes);
        var set = new AttributeSet(Enumerable.Range(0, attributes.Count));
        var exact = MarginalCounter.Count([.. attributes.Select(Encoded)], domain, set, _rows.RowCount).Counts;
        var counts = new long[exact.Length];
        for (var cell = 0; cell < counts.Length; cell++)
        {
            counts[cell] = (long)exact[cell];
        }

        noise.AddTo(counts, _random);
        return new NoisyMarginal([.. attributes.Select(a => a.Name)], [.. counts], noise.Kind, noise.StandardDeviation);
    }

    /// <summary>Cells of an ordered attribute near some quantiles of its values.</summary>
    /// <param name="attribute">An ordered attribute of a typed column.</param>
    /// <param name="probabilities">Between 0 and 1.</param>
    /// <param name="cost">Cost of all selections together.</param>
    public ImmutableArray<int> Quantiles(Attribute attribute, IReadOnlyList<double> probabilities, double cost)
    {
        if (!attribute.IsOrdered || probabilities.Count == 0 || probabilities.Any(p => !(p >= 0 && p <= 1)))
        {
            throw new ArgumentException("Quantiles need an ordered attribute and probabilities between 0 and 1.", nameof(probabilities));
        }

        var each = ExponentialEvent.Within(Accountant.Rule, cost / probabilities.Count);
        foreach (var probability in probabilities)
        {
            Accountant.Charge(each, FormattableString.Invariant($"quantile {probability} of '{attribute.Name}'"));
        }

        var rows = Sensitivities.CountTableL1(Unit, Neighbours);
        return CellQuantiles.Select(
            Encoded(attribute), attribute.ValueCells, probabilities, each.Epsilon, checked((int)rows), _random);
    }

    private CountNoise Charge(double cost, double l1, double l2, string purpose)
    {
        var noise = CountNoise.For(Accountant.Rule, cost, l1, l2);
        Accountant.Charge(noise.Event, purpose);
        return noise;
    }

    private T Rows<T>(string column)
        where T : Column =>
        _rows.Find(column) as T
            ?? throw new ArgumentException($"The table has no column '{column}' of the kind that is asked for.", nameof(column));

    private CodeColumn Encoded(Attribute attribute)
    {
        if (!_encoded.TryGetValue(attribute, out var codes))
        {
            codes = attribute.Encode(Rows<Column>(attribute.Name));
            _encoded.Add(attribute, codes);
        }

        return codes;
    }
}
