using Veil.Data.Domains;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Mechanisms;

/// <summary>
/// The context of a mechanism. A mechanism requires columns (public facts), charges, asks for exact counts, and passes them to the gate, in
/// this order.
/// </summary>
internal sealed class MechanismContext(
    ISensitiveCounts counts, PrivacyAccountant accountant, PrivacyUnit unit, Neighbours neighbours, AnswerGate answers)
{
    /// <summary>The exact counts.</summary>
    public ISensitiveCounts Counts { get; } = counts;

    /// <summary>The budget.</summary>
    public PrivacyAccountant Accountant { get; } = accountant;

    /// <summary>The unit of privacy.</summary>
    public PrivacyUnit Unit { get; } = unit;

    /// <summary>The neighbouring relation of the guarantee.</summary>
    public Neighbours Neighbours { get; } = neighbours;

    /// <summary>The gate through which answers leave.</summary>
    public AnswerGate Answers { get; } = answers;

    /// <summary>L1 sensitivity of a full table of counts.</summary>
    public long L1 => Sensitivities.CountTableL1(Unit, Neighbours);

    /// <summary>L2 sensitivity of a full table of counts.</summary>
    public double L2 => Sensitivities.CountTableL2(Unit, Neighbours);

    /// <summary>Charges for noise on a vector.</summary>
    public PaidNoise Charge(double cost, double l1, double l2, string purpose)
    {
        var noise = CountNoise.For(Accountant.Rule, cost, l1, l2);
        Accountant.Charge(noise.Event, purpose);
        return new PaidNoise(noise, new AnswerTerms(noise.Event, purpose, l1, l2));
    }

    /// <summary>Charges for some choices at once: either every one is paid for or none is made.</summary>
    /// <returns>The cost of one of them.</returns>
    public ExponentialEvent ChargeChoices(double cost, int count, string purpose)
    {
        var each = ExponentialEvent.Within(Accountant.Rule, count == 1 ? cost : DirectedRounding.DivideDown(cost, count));
        Accountant.Charge(count == 1 ? each : new ComposedEvent([.. Enumerable.Repeat(each, count)]), purpose);
        return each;
    }

    /// <summary>Refuses attributes that the table has no columns of the right kind for.</summary>
    /// <exception cref="ArgumentException">A column is absent or of another type.</exception>
    public void Require(IEnumerable<Attribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            Require(attribute);
        }
    }

    /// <summary>Refuses a column that holds no labels.</summary>
    /// <exception cref="ArgumentException">The column is absent or of another type.</exception>
    public void RequireLabels(string column)
    {
        if (!IsLabels(Counts.TypeOf(column)))
        {
            throw NoSuchColumn(column);
        }
    }

    /// <summary>Refuses a column that holds neither numbers nor dates.</summary>
    /// <exception cref="ArgumentException">The column is absent or of another type.</exception>
    public ColumnType RequireMagnitudes(string column) =>
        Counts.TypeOf(column) is { } type && !IsLabels(type) ? type : throw NoSuchColumn(column);

    private void Require(Attribute attribute)
    {
        var type = Counts.TypeOf(attribute.Name);
        var fits = attribute switch
        {
            CompressedAttribute compressed => RequireFine(compressed.Fine),
            CategoryAttribute => IsLabels(type),
            NumericAttribute { Type: ColumnType.Decimal } => type is ColumnType.Decimal,
            NumericAttribute => type is ColumnType.Integer or ColumnType.Date or ColumnType.DateTime or ColumnType.Time,
            _ => false,
        };
        if (!fits)
        {
            throw NoSuchColumn(attribute.Name);
        }
    }

    private bool RequireFine(Attribute fine)
    {
        Require(fine);
        return true;
    }

    private static bool IsLabels(ColumnType? type) => type is ColumnType.Category or ColumnType.Boolean or ColumnType.Text;

    private static ArgumentException NoSuchColumn(string name) =>
        new($"The table has no column '{name}' of the kind that is asked for.", nameof(name));
}
