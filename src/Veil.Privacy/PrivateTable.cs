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
/// Every method works in the same order: it copies its arguments, takes the lock, checks the copies against public facts
/// (names and types of columns, sizes of attributes), computes sensitivities from the copies, charges, and reads.
/// Nothing that a row holds can make a method fail. Exact answers leave through <see cref="AnswerGate"/> alone.
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

    /// <summary>The standard deviation of the noise that each count of a measurement gets, in rows. A public fact, and free.</summary>
    /// <param name="cost">Cost of the measurement.</param>
    public double NoiseAt(double cost) => CountNoise.For(Accountant.Rule, cost, L1, L2).StandardDeviation;

    /// <summary>Gives columns their types. A text that does not parse becomes missing, so that no row can make this fail.</summary>
    /// <param name="schema">The types; columns that it does not name or has no type for stay as they are.</param>
    public void ApplyTypes(Schema schema)
    {
        schema = schema with
        {
            Columns = [.. schema.Columns.AsSpan()],
            MissingCodes = schema.MissingCodes with { Value = [.. schema.MissingCodes.Value.AsSpan()] },
        };
        lock (_gate)
        {
            _rows = TypedTable.Convert(_rows, schema, badCellsMissing: true);
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
    /// <param name="cost">Cost of the measurement.</param>
    public NoisyKinds MeasureKinds(string column, double cost)
    {
        lock (_gate)
        {
            var rows = Rows<LabelColumn>(column);

            // One vector: the counts of kinds and, beside them, the number of distinct texts.
            double distinct = Sensitivities.DistinctCount(Unit, Neighbours);
            var l2 = Math.BitIncrement(Math.Sqrt(Math.BitIncrement((L2 * L2) + (distinct * distinct))));
            return KindHistogram.Release(rows, Charge(cost, L1 + distinct, l2, $"kinds of value of '{column}'"), _answers);
        }
    }

    /// <summary>Range of a numeric or calendar column: powers of two of the step, or whole years.</summary>
    /// <param name="column">A typed column.</param>
    /// <param name="step">Distance between neighbouring values of a number column; positive.</param>
    /// <param name="cost">Cost of the measurement.</param>
    public Bounds LearnBounds(string column, double step, double cost)
    {
        lock (_gate)
        {
            if (!PrivacyChecks.IsNormalPositive(step))
            {
                throw new ArgumentOutOfRangeException(nameof(step), step, "A step is a positive, finite number.");
            }

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
            var threshold = PartitionSelection.Threshold(noise, delta, Unit.MaxRows);
            var terms = new AnswerTerms(new ComposedEvent([noise.Event, new ThresholdEvent(delta)]), $"categories of '{column}'", L1, L2);
            Accountant.Charge(terms.Event!, terms.Purpose);
            return PartitionSelection.Release(rows, new PaidNoise(noise, terms), threshold, Unit.MaxRows, _answers);
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
        lock (_gate)
        {
            var domain = new Domain(measured);
            if (domain.SizeOf(new AttributeSet(Enumerable.Range(0, measured.Length))) > Array.MaxLength)
            {
                throw new ArgumentException("The attributes have more cells together than an array holds.", nameof(attributes));
            }

            Array.ForEach(measured, attribute => RowsOf(attribute));
            var paid = Charge(cost, L1, L2, $"counts of {string.Join(" x ", measured.Select(a => $"'{a.Name}'"))}");
            var exact = Exact(measured);
            var counts = Array.ConvertAll(exact, count => (long)count);
            paid.Release(counts, _answers);
            return new NoisyMarginal([.. measured.Select(a => a.Name)], [.. counts], paid.Noise.Kind, paid.Noise.StandardDeviation);
        }
    }

    private int[] Exact(Attribute[] attributes) => _counted.Of(attributes, Encoded, _rowCount);

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
            (CompressedAttribute merged, _) => RowsOf(merged.Fine),
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

    private static ArgumentException NoSuchColumn(string name) =>
        new($"The table has no column '{name}' of the kind that is asked for.", nameof(name));
}
