using System.Globalization;
using Veil.Data.Cells;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Inference;

/// <summary>Decides whether the values of a column are numbers, and how they are written.</summary>
internal static class NumberDecision
{
    // Where fewer numbers than this have a sign or a unit, it is not known what the others would have.
    private const double LeastShareOfAffix = 0.5;

    // Limits are missing values among numbers; where they are as many, they are what the column is about.
    private const double MostShareOfLimits = 0.5;

    /// <summary>The decision; null when the values are not all numbers, or are written in ways that do not mix.</summary>
    public static TypeDecision? Of(KindCounts counts)
    {
        var shapes = counts.Shapes;
        var plain = counts.Sum(ValueKinds.IsNumber);
        var numbers = plain + shapes.Sum(shape => shape.Count);
        if (numbers <= 0
            || !counts.AreAll(kind => ValueKinds.IsNumber(kind) || ValueKinds.ShapeOf(kind) is not null
                || kind is ValueKind.NonFinite or ValueKind.Limit)
            || counts[ValueKind.Limit] > MostShareOfLimits * counts.Values
            || !IsUniform(shapes, plain))
        {
            return null;
        }

        var places = Places(counts, shapes);
        if (places.IsDecimal && counts.Has(ValueKind.LongInteger))
        {
            // A double would change the last digits of the long ones.
            return null;
        }

        var nonFinite = counts.Has(ValueKind.NonFinite);
        var form = Form(shapes, places);
        return new TypeDecision
        {
            Type = places.IsDecimal ? ColumnType.Decimal : ColumnType.Integer,
            Step = !places.IsDecimal || places.AreWhole ? 1 : places.Most is { } most ? StepOf(most) : null,
            Decimals = places.IsDecimal ? places.Most : 0,
            NumberForm = form == new NumberForm() ? null : form,
            WordsAreMissing = counts.Has(ValueKind.CommonMissingWord),
            NonFiniteIsMissing = nonFinite,
            LimitsAreMissing = counts.Has(ValueKind.Limit),
            Reason = Reason(counts, shapes, places, numbers) + (nonFinite ? "; infinities are taken as missing" : ""),
            Loss = Loss(counts, shapes, plain),
            Confidence = nonFinite || counts.Has(ValueKind.Limit) ? 0.9
                : shapes.Count > 0 || (places.IsDecimal && places.Least == 0) ? 0.8
                : 1,
        };
    }

    private static bool IsUniform(List<(NumberShape Shape, double Count)> shapes, double plain)
    {
        var affixes = shapes.Where(shape => shape.Shape.HasAffix).ToList();
        var bare = plain + shapes.Where(shape => !shape.Shape.HasAffix).Sum(shape => shape.Count);
        return affixes.Select(shape => (shape.Shape.Prefix, shape.Shape.Suffix)).Distinct().Count() <= 1
            && (affixes.Count == 0 || affixes.Sum(shape => shape.Count) >= LeastShareOfAffix * (bare + affixes.Sum(shape => shape.Count)))
            && shapes.Select(shape => shape.Shape.Group).Where(group => group != GroupStyle.None).Distinct().Count() <= 1;
    }

    private static DecimalPlaces Places(KindCounts counts, List<(NumberShape Shape, double Count)> shapes)
    {
        var places = new List<int?>(shapes.Select(shape =>
            shape.Shape.Decimals < NumberShape.MoreDecimals ? shape.Shape.Decimals : (int?)null));
        var wholes = new List<int?>();
        for (var digits = 1; digits <= ValueKind.DecimalMany - ValueKind.Decimal1 + 1; digits++)
        {
            var kind = ValueKind.Decimal1 + digits - 1;
            AddIf(counts.Has(kind), places, kind == ValueKind.DecimalMany ? null : digits);
        }

        AddIf(counts.Has(ValueKind.WholeDecimal1), wholes, 1);
        AddIf(counts.Has(ValueKind.WholeDecimal2), wholes, 2);
        AddIf(counts.Sum(ValueKinds.IsInteger) + counts[ValueKind.LongInteger] > 0, wholes, 0);
        var areWhole = !places.Exists(digits => digits is not 0);
        var all = places.Concat(wholes).ToList();
        return new DecimalPlaces(
            all.Exists(digits => digits is not 0),
            areWhole,
            all.Min(digits => digits ?? int.MaxValue) is var least && least == int.MaxValue ? 1 : least,
            (areWhole ? all : places).Contains(null) ? null : all.Max());
    }

    private static void AddIf(bool has, List<int?> places, int? digits)
    {
        if (has)
        {
            places.Add(digits);
        }
    }

    private static NumberForm Form(List<(NumberShape Shape, double Count)> shapes, DecimalPlaces places)
    {
        // Zeros at the end are kept where every number has as many digits; else they are taken to be left out.
        var least = !places.IsDecimal ? 1 : places.Least == places.Most ? places.Least : Math.Min(places.Least, 1);
        var affix = shapes.Find(shape => shape.Shape.HasAffix).Shape;
        var group = shapes.Select(shape => shape.Shape.Group).FirstOrDefault(group => group != GroupStyle.None);
        return new NumberForm
        {
            Prefix = affix.Prefix ?? "",
            Suffix = affix.Suffix ?? "",
            HasParentheses = shapes.Exists(shape => shape.Shape.HasParentheses),
            LeastDecimals = least,
            GroupMark = group switch
            {
                GroupStyle.Comma => ',',
                GroupStyle.Point => '.',
                GroupStyle.Apostrophe => '\'',
                GroupStyle.Blank => ' ',
                GroupStyle.FixedBlank => '\u00A0',
                GroupStyle.NarrowBlank => '\u202F',
                _ => null,
            },
        };
    }

    private static string Reason(
        KindCounts counts, List<(NumberShape Shape, double Count)> shapes, DecimalPlaces places, double numbers)
    {
        var digits = places.Most is not { } most ? "with a fraction" : most == 1 ? "with one decimal" : $"with up to {most} decimals";
        var all = counts.Has(ValueKind.Limit)
            ? $"{KindCounts.Number(numbers)} of {KindCounts.Number(counts.Values)} values"
            : counts.AllValues;
        var written = Written(shapes);
        if (!places.IsDecimal)
        {
            var integers = counts.Sum(ValueKinds.IsInteger);
            var dates = counts.Sum(ValueKinds.IsCalendar);
            return $"{all} are whole numbers{written}" + (dates > integers / 2
                ? $"; {KindCounts.Number(dates)} of them could be dates: declare the type and the format if they are" : "");
        }

        var wholes = counts.Sum(ValueKinds.IsInteger) + shapes.Where(shape => shape.Shape.Decimals == 0).Sum(shape => shape.Count);
        return places.AreWhole ? $"{all} are whole numbers, written with a fraction of zeros{written}"
            : wholes == 0 ? $"{all} are numbers {digits}{written}"
            : $"{KindCounts.Number(numbers - wholes)} values are numbers {digits} and {KindCounts.Number(wholes)} have none; "
                + $"all are read as decimals{written}";
    }

    private static string Written(List<(NumberShape Shape, double Count)> shapes)
    {
        var affix = shapes.Find(shape => shape.Shape.HasAffix).Shape;
        return (affix.Prefix?.Length > 0 ? $", '{affix.Prefix.Trim()}' before them" : "")
            + (affix.Suffix?.Length > 0 ? $", '{affix.Suffix.Trim()}' after them" : "")
            + (shapes.Exists(shape => shape.Shape.Group != GroupStyle.None) ? ", in groups of three digits" : "")
            + (shapes.Exists(shape => shape.Shape.HasParentheses) ? ", those below zero in parentheses" : "");
    }

    private static string? Loss(KindCounts counts, List<(NumberShape Shape, double Count)> shapes, double plain)
    {
        var limits = counts.Has(ValueKind.Limit)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"about {counts[ValueKind.Limit] / counts.Values:0 %} of the values are limits such as <5, and are taken as missing")
            : null;
        var bareNumbers = plain + shapes.Where(shape => !shape.Shape.HasAffix).Sum(shape => shape.Count);
        var bare = shapes.Exists(shape => shape.Shape.HasAffix) && bareNumbers > 0
            ? "numbers without a sign or unit are written with it, as the others are"
            : null;
        return limits is null ? bare : bare is null ? limits : $"{limits}; {bare}";
    }

    private static double StepOf(int places) =>
        double.Parse($"1e-{places.ToString(CultureInfo.InvariantCulture)}", CultureInfo.InvariantCulture);

    /// <summary>The digits after the decimal mark.</summary>
    /// <param name="IsDecimal">True when some number has a decimal mark.</param>
    /// <param name="AreWhole">True when there are zeros only.</param>
    /// <param name="Least">The fewest.</param>
    /// <param name="Most">The most; null when they vary too much.</param>
    private readonly record struct DecimalPlaces(bool IsDecimal, bool AreWhole, int Least, int? Most);
}
