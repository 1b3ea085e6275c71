using Veil.Data.Cells;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Inference;

/// <summary>
/// Decides the type of a column from counts of <see cref="ValueKind"/>s, exact or noisy: the one procedure behind
/// schema inference and its differentially private form.
/// </summary>
public static class TypeDecider
{
    /// <summary>The smallest number of values from which a column can be recognised as a key.</summary>
    private const double LeastRowsOfKey = 50;

    /// <summary>
    /// The smallest number of values, and the largest tolerance as a share of them, with which whole numbers under a name that does
    /// not speak of a key are one because all differ: those of a measurement do too, in a small table.
    /// </summary>
    private const double LeastRowsOfUnnamedKey = 10_000;
    private const double MostToleranceOfUnnamedKey = 0.01;

    /// <summary>The share of distinct values from which text is remarks or names instead of a category.</summary>
    private const double DistinctShareOfText = 0.5;

    private const double LeastDistinctOfText = 100;

    /// <summary>Decides the type and the role.</summary>
    /// <param name="countsByKind">A count for each <see cref="ValueKind"/>, perhaps noisy or negative.</param>
    /// <param name="distinctValues">The number of different values that are not missing; null when unknown.</param>
    /// <param name="tolerance">Counts up to this are treated as noise, that is as zero; 0 for exact counts.</param>
    /// <param name="name">The column's name, which may indicate a key.</param>
    /// <exception cref="ArgumentException">There is not one count per kind, or the tolerance is negative.</exception>
    public static TypeDecision Decide(
        ReadOnlySpan<double> countsByKind, double? distinctValues, double tolerance, string? name = null)
    {
        if (countsByKind.Length != ValueKinds.Count)
        {
            throw new ArgumentException($"There must be {ValueKinds.Count} counts.", nameof(countsByKind));
        }

        if (!(tolerance >= 0))
        {
            throw new ArgumentException("The tolerance must be zero or more.", nameof(tolerance));
        }

        var counts = new KindCounts(countsByKind, tolerance);
        var decision = counts.Values == 0 ? Nothing(counts)
            : Boolean(counts) ?? CalendarDecision.Of(counts) ?? NumberDecision.Of(counts) ?? Labels(counts, distinctValues);
        decision = decision with { EmptyIsMissing = counts.Has(ValueKind.Empty) };
        return Role(decision, counts, distinctValues, tolerance, name);
    }

    private static TypeDecision Nothing(KindCounts counts) => new()
    {
        Type = ColumnType.Category,
        WordsAreMissing = counts.Has(ValueKind.CommonMissingWord),
        Reason = "no value is present",
        Confidence = 0,
    };

    private static TypeDecision? Boolean(KindCounts counts)
    {
        foreach (var kind in (ReadOnlySpan<ValueKind>)
            [ValueKind.TrueFalse, ValueKind.YesNo, ValueKind.LetterTrueFalse, ValueKind.LetterYesNo])
        {
            if (counts.AreAll(kind))
            {
                var words = kind switch
                {
                    ValueKind.TrueFalse => "'true' or 'false'",
                    ValueKind.YesNo => "'yes' or 'no'",
                    ValueKind.LetterTrueFalse => "'T' or 'F'",
                    _ => "'Y' or 'N'",
                };
                return new TypeDecision
                {
                    Type = ColumnType.Boolean,
                    BooleanWords = kind,
                    WordsAreMissing = counts.Has(ValueKind.CommonMissingWord),
                    Reason = $"{counts.AllValues} are {words}",
                };
            }
        }

        return null;
    }

    private static TypeDecision Labels(KindCounts counts, double? distinct)
    {
        var zeros = counts.Has(ValueKind.LeadingZeroDigits);
        var texts = counts[ValueKind.ShortText] + counts[ValueKind.LongText];
        var numbers = counts.Sum(ValueKinds.IsNumber);
        var labels = distinct is { } number ? $"{KindCounts.Number(number)} different labels" : "labels";
        var (why, confidence) = zeros
            ? ($"{KindCounts.Number(counts[ValueKind.LeadingZeroDigits])} values have leading zeros, which numbers would lose", 1.0)
            : texts > 0 && numbers > texts
            ? ($"most values are numbers, but {KindCounts.Number(texts)} are text", 0.6)
            : texts > 0
            ? ($"values are text: {labels}", 1.0)
            : ("the values are of several types that do not mix", 0.5);
        return new TypeDecision { Type = ColumnType.Category, Reason = why, Confidence = confidence };
    }

    /// <summary>Separates keys, names and remarks from columns that can be modelled.</summary>
    private static TypeDecision Role(
        TypeDecision decision, KindCounts counts, double? distinctValues, double tolerance, string? name)
    {
        if (decision.Type is not (ColumnType.Integer or ColumnType.Category))
        {
            return decision;
        }

        var values = counts.Values;
        var isLabel = decision.Type == ColumnType.Category;
        var isLong = counts[ValueKind.LongText] > counts.Values / 2;
        if (distinctValues is { } distinct && values > 0)
        {
            var unique = distinct + tolerance >= values;
            var isNamed = KeyNames.Match(name);
            var isProven = isLabel || counts[ValueKind.LongInteger] > values / 2
                ? values >= LeastRowsOfKey
                : values >= LeastRowsOfUnnamedKey && tolerance <= MostToleranceOfUnnamedKey * values && decision.NumberForm is null;
            if (unique && !isLong && values >= 2 && (isNamed || isProven))
            {
                return decision with
                {
                    Type = isLabel ? ColumnType.Text : decision.Type,
                    Role = ColumnRole.Identifier,
                    Reason = $"all {KindCounts.Number(values)} values differ, as those of a key do",
                    Confidence = isNamed ? 1 : 0.8,
                };
            }

            if (isLabel && distinct >= LeastDistinctOfText && distinct > DistinctShareOfText * values)
            {
                return decision with
                {
                    Type = ColumnType.Text,
                    Role = ColumnRole.Text,
                    Reason = $"{KindCounts.Number(distinct)} of {KindCounts.Number(values)} values differ, too many for categories",
                };
            }
        }

        return isLabel && isLong && !(distinctValues < LeastDistinctOfText / 2)
            ? decision with
            {
                Type = ColumnType.Text,
                Role = ColumnRole.Text,
                Reason = $"{KindCounts.Number(counts[ValueKind.LongText])} of {KindCounts.Number(values)} values are long text",
            }
            : decision;
    }
}
