using System.Globalization;
using Veil.Data.Cells;

namespace Veil.Data.Inference;

/// <summary>Counts by kind; those within the tolerance are treated as zero.</summary>
internal sealed class KindCounts
{
    // What is often among plain numbers, and would be lost in a column of them, is believed sooner than what is not.
    private const double ToleranceOfCompanions = 0.8;

    // The many kinds of dates and of numbers with something around them are believed later: noise has more chances there.
    private const double ToleranceOfForms = 1.2;

    private readonly double[] _counts = new double[ValueKinds.Count];

    public KindCounts(ReadOnlySpan<double> counts, double tolerance)
    {
        IsExact = tolerance == 0;
        var numbers = 0.0;
        var most = 0.0;
        for (var kind = (int)ValueKind.TrueFalse; kind < _counts.Length; kind++)
        {
            most = counts[kind] > most ? counts[kind] : most;
            numbers = ValueKinds.IsNumber((ValueKind)kind) && counts[kind] > numbers ? counts[kind] : numbers;
        }

        for (var kind = 0; kind < _counts.Length; kind++)
        {
            var share = numbers == most && IsCompanion((ValueKind)kind) ? ToleranceOfCompanions
                : kind > (int)ValueKind.LongText ? ToleranceOfForms
                : 1;

            // Written so that NaN counts as absent.
            _counts[kind] = counts[kind] > share * tolerance ? counts[kind] : 0;
        }

        Values = Sum(kind => kind is not (ValueKind.Empty or ValueKind.CommonMissingWord));
    }

    /// <summary>True when every value is known to be counted: what a decision leaves out would not be read.</summary>
    public bool IsExact { get; }

    /// <summary>The number of values that are not missing.</summary>
    public double Values { get; }

    /// <summary>The beginning of a reason: <em>all 20,000 values</em>.</summary>
    public string AllValues => $"all {Number(Values)} values";

    public double this[ValueKind kind] => _counts[(int)kind];

    public bool Has(ValueKind kind) => _counts[(int)kind] > 0;

    /// <summary>The forms of dates and times that occur, with their counts.</summary>
    public List<(CalendarForm Form, double Count)> Calendar
    {
        get
        {
            var forms = new List<(CalendarForm, double)>();
            for (var kind = (int)ValueKind.LongText + 1; kind < _counts.Length; kind++)
            {
                if (_counts[kind] > 0 && ValueKinds.CalendarOf((ValueKind)kind) is { } form)
                {
                    forms.Add((form, _counts[kind]));
                }
            }

            return forms;
        }
    }

    /// <summary>The shapes of numbers that are not plain, with their counts.</summary>
    public List<(NumberShape Shape, double Count)> Shapes
    {
        get
        {
            var shapes = new List<(NumberShape, double)>();
            for (var kind = (int)ValueKind.LongText + 1; kind < _counts.Length; kind++)
            {
                if (_counts[kind] > 0 && ValueKinds.ShapeOf((ValueKind)kind) is { } shape)
                {
                    shapes.Add((shape, _counts[kind]));
                }
            }

            return shapes;
        }
    }

    /// <summary>True when every value that is not missing is of the kind.</summary>
    public bool AreAll(ValueKind wanted) => AreAll(kind => kind == wanted);

    /// <summary>True when every value that is not missing is of such a kind.</summary>
    public bool AreAll(Func<ValueKind, bool> wanted)
    {
        for (var kind = ValueKind.TrueFalse; (int)kind < _counts.Length; kind++)
        {
            if (Has(kind) && !wanted(kind))
            {
                return false;
            }
        }

        return true;
    }

    public double Sum(Func<ValueKind, bool> wanted)
    {
        var sum = 0.0;
        for (var kind = 0; kind < _counts.Length; kind++)
        {
            sum += wanted((ValueKind)kind) ? _counts[kind] : 0;
        }

        return sum;
    }

    /// <summary>The last such kind that occurs; one does.</summary>
    public ValueKind Last(Func<ValueKind, bool> wanted)
    {
        var kind = ValueKind.LongText;
        while (!Has(kind) || !wanted(kind))
        {
            kind--;
        }

        return kind;
    }

    private static bool IsCompanion(ValueKind kind) =>
        ValueKinds.IsDecimal(kind) || kind is ValueKind.LeadingZeroDigits or ValueKind.ShortText or ValueKind.Limit;

    /// <summary>A count as text for reasons: a whole number with commas.</summary>
    public static string Number(double count) => Math.Round(count).ToString("N0", CultureInfo.InvariantCulture);
}
