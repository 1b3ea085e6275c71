using System.Collections.Immutable;
using Veil.Data.Tables;

namespace Veil.Data.Schemas;

/// <summary>The rules for one column of a schema.</summary>
internal static class ColumnRules
{
    /// <summary>
    /// The limit of exact whole numbers: beyond 2^53, neighbouring whole numbers are the same double, and a bound would change
    /// silently.
    /// </summary>
    private const double LargestWhole = 1L << 53;

    // Learnt bounds enclose values and are no values themselves: that they are rounded loses nothing, and a model that could not be opened
    // would lose the budget that it cost.
    private const double LargestLearnt = 2.0 * (1L << 62);
    private const int MostBins = 1024;
    private const int MostDecimals = 15;
    private const int LongestAffix = 20;

    public static bool IsNumeric(ColumnType? type) => type is ColumnType.Integer or ColumnType.Decimal;

    public static bool IsCalendar(ColumnType? type) => type is ColumnType.Date or ColumnType.DateTime or ColumnType.Time;

    public static bool IsNeverRead(ColumnRole role) =>
        role is ColumnRole.Identifier or ColumnRole.Personal or ColumnRole.Text;

    /// <summary>Adds the faults of column <paramref name="index"/> of <paramref name="schema"/>.</summary>
    public static void Check(Schema schema, int index, List<SchemaFault> faults)
    {
        var column = schema.Columns[index];
        var path = $"$.fields[{index}]";
        var before = faults.Count;
        CheckApplicable(column, path, faults);
        if (faults.Count > before)
        {
            return; // the order of a misplaced bound is not checked as well
        }

        CheckBounds(column, path, faults);
        CheckStep(column, path, faults);
        CheckPointMasses(column, path, faults);
        CheckBins(column, path, faults);
        CheckGranularity(column, path, faults);
        CheckNumberForm(column, path, faults);
        CheckKeyForm(column, path + ".privacy.keyForm", faults);
        CheckLabels(column, column.MissingCodes?.Value ?? schema.MissingCodes.Value, path, faults);
    }

    /// <summary>The fault of bounds on a column of a type that has none, or null.</summary>
    public static SchemaFault? BoundsMisplaced(ColumnType? type, string path) =>
        Misplaced(IsNumeric(type) || IsCalendar(type), type, path, "minimum and maximum", "numbers, dates and times");

    /// <summary>The fault of categories on a column of a type that has none, or null.</summary>
    public static SchemaFault? CategoriesMisplaced(ColumnType? type, string path) =>
        Misplaced(type is ColumnType.Category, type, path, "categories", "the types string, integer and number");

    /// <summary>The fault of a step on a column of a type that has none, or null.</summary>
    public static SchemaFault? StepMisplaced(ColumnType? type, string path) =>
        Misplaced(IsNumeric(type), type, path, "a step", "numbers");

    /// <summary>The fault of a granularity on a column of a type that has none, or null.</summary>
    public static SchemaFault? GranularityMisplaced(ColumnType? type, string path) =>
        Misplaced(IsCalendar(type), type, path, "a granularity", "dates and times");

    private static SchemaFault? Misplaced(bool fits, ColumnType? type, string path, string fact, string types) =>
        fits ? null
        : type is null ? new SchemaFault(
            "schema-type-missing",
            path,
            $"The field has {fact} but no type.",
            "Give the field a 'type'.")
        : new SchemaFault(
            "schema-misplaced-key",
            path,
            $"The field has {fact}, which only {types} have.",
            "Change the field's type, or leave this out.");

    private static void CheckApplicable(ColumnSchema column, string path, List<SchemaFault> faults)
    {
        var type = column.Type?.Value;
        var facts = new (bool Present, SchemaFault? Fault)[]
        {
            (column.Bounds is not null, BoundsMisplaced(type, path + ".constraints")),
            (column.Step is not null, StepMisplaced(type, path + ".privacy.step")),
            (column.PointMasses is not null,
                Misplaced(IsNumeric(type), type, path + ".privacy.pointMasses", "point masses", "numbers")),
            (column.Bins is not null,
                Misplaced(IsNumeric(type) || IsCalendar(type), type, path + ".privacy.bins", "bins", "numbers, dates and times")),
            (column.Granularity is not null, GranularityMisplaced(type, path + ".privacy.granularity")),
            (column.Categories is not null, CategoriesMisplaced(type, path + ".categories")),
            (column.Format is not null,
                Misplaced(IsCalendar(type), type, path + ".format", "a format", "dates and times")),
            (column.NumberForm is not null,
                Misplaced(IsNumeric(type), type, path + ".privacy", "a form of numbers", "numbers without categories")),
            (column.BooleanLabels is not null,
                Misplaced(type is ColumnType.Boolean, type, path + ".trueValues", "labels for true and false", "booleans")),
        };
        faults.AddRange(facts.Where(fact => fact.Present && fact.Fault is not null).Select(fact => fact.Fault!));

        if (IsNeverRead(column.Role.Value) && (column.Bounds is not null || column.Step is not null
            || column.PointMasses is not null || column.Bins is not null || column.Granularity is not null
            || column.Categories is not null))
        {
            faults.Add(new SchemaFault(
                "schema-never-read",
                path + ".privacy.role",
                "A column with this role is never read, so bounds, steps and categories mean nothing for it.",
                "Leave them out, or give the field the role 'use'."));
        }

        if (type is ColumnType.Text && column.Role.Value is ColumnRole.Use)
        {
            faults.Add(new SchemaFault(
                "schema-text-used",
                path + ".privacy.role",
                "Free text cannot be modelled.",
                "Give the field the role 'text', 'personal', 'identifier' or 'drop', or make it a category."));
        }
    }

    private static void CheckBounds(ColumnSchema column, string path, List<SchemaFault> faults)
    {
        if (column.Bounds is not { Value: var bounds })
        {
            return;
        }

        if (!double.IsFinite(bounds.Minimum) || !double.IsFinite(bounds.Maximum))
        {
            faults.Add(new SchemaFault(
                "schema-number", path + ".constraints", "A bound is not a finite number.", "Give a finite number."));
        }
        else if (!(bounds.Minimum <= bounds.Maximum))
        {
            faults.Add(new SchemaFault(
                "schema-bounds-order",
                path + ".constraints.minimum",
                "The minimum is greater than the maximum.",
                "Exchange the two, or correct the wrong one."));
        }
        else if (IsCalendar(column.Type?.Value) && !IsWithinCalendar(bounds, column.Type!.Value))
        {
            faults.Add(column.Type!.Value is ColumnType.Time
                ? new SchemaFault(
                    "schema-number", path + ".constraints", "A bound is not a time of day.", "Give times from 00:00:00 to 23:59:59.")
                : new SchemaFault(
                    "schema-number", path + ".constraints", "A bound is outside the years 1 to 9999.", "Give a date within them."));
        }
        else if (column.Type?.Value is not ColumnType.Decimal)
        {
            var most = column.Bounds.Source == Provenance.Dp ? LargestLearnt : LargestWhole;
            CheckWhole(bounds.Minimum, path + ".constraints.minimum", faults, most);
            CheckWhole(bounds.Maximum, path + ".constraints.maximum", faults, most);
        }
    }

    private static bool IsWithinCalendar(Bounds bounds, ColumnType type)
    {
        if (type is ColumnType.Time)
        {
            return bounds.Minimum >= 0 && bounds.Maximum < TimeSpan.MillisecondsPerDay;
        }

        var unit = type is ColumnType.Date ? TimeSpan.TicksPerDay : TimeSpan.TicksPerMillisecond;
        return bounds.Minimum >= (double)(DateTime.MinValue - DateTime.UnixEpoch).Ticks / unit
            && bounds.Maximum < (double)(DateTime.MaxValue - DateTime.UnixEpoch).Ticks / unit;
    }

    private static void CheckWhole(double value, string path, List<SchemaFault> faults, double most = LargestWhole)
    {
        if (value != Math.Floor(value))
        {
            faults.Add(new SchemaFault(
                "schema-not-whole",
                path,
                "A column of integers needs a whole number here.",
                "Give a whole number, or make the field a 'number'."));
        }
        else if (!(Math.Abs(value) <= most))
        {
            faults.Add(new SchemaFault(
                "schema-number",
                path,
                "The number is too large to be kept exactly.",
                "Stay within plus and minus 9007199254740992, or make the column a category or an identifier."));
        }
    }

    private static void CheckStep(ColumnSchema column, string path, List<SchemaFault> faults)
    {
        if (column.Step is not { Value: var step })
        {
            return;
        }

        path += ".privacy.step";
        if (!(step > 0 && double.IsFinite(step)))
        {
            faults.Add(new SchemaFault(
                "schema-step", path, "The step is not greater than 0.",
                "Give the distance between neighbouring values, such as 1 or 0.01."));
        }
        else if (column.Type?.Value is ColumnType.Integer)
        {
            CheckWhole(step, path, faults);
        }
    }

    private static void CheckPointMasses(ColumnSchema column, string path, List<SchemaFault> faults)
    {
        if (column.PointMasses is not { Value: var masses })
        {
            return;
        }

        var seen = new HashSet<double>();
        for (var i = 0; i < masses.Length; i++)
        {
            var at = $"{path}.privacy.pointMasses[{i}]";
            if (!double.IsFinite(masses[i]))
            {
                faults.Add(new SchemaFault("schema-number", at, "The value is not a finite number.", "Give a finite number."));
            }
            else if (!seen.Add(masses[i]))
            {
                faults.Add(new SchemaFault("schema-duplicate", at, "The value is in the list twice.", "Leave one of them out."));
            }
            else if (column.Bounds is { Value: var bounds } && !(masses[i] >= bounds.Minimum && masses[i] <= bounds.Maximum))
            {
                faults.Add(new SchemaFault(
                    "schema-point-mass",
                    at,
                    "The value lies outside minimum and maximum.",
                    "Widen the bounds, or leave the value out."));
            }
            else if (column.Type?.Value is ColumnType.Integer && masses[i] != Math.Floor(masses[i]))
            {
                CheckWhole(masses[i], at, faults);
            }
            else if (column.Step is { Value: > 0 and var step }
                && !IsOnGrid(masses[i], column.Bounds?.Value.Minimum ?? 0, step))
            {
                faults.Add(new SchemaFault(
                    "schema-point-mass",
                    at,
                    "The value cannot be reached in whole steps from the minimum (from 0 where there is none).",
                    "Correct the value, the minimum or the step."));
            }
        }
    }

    private static void CheckBins(ColumnSchema column, string path, List<SchemaFault> faults)
    {
        if (column.Bins is < 1 or > MostBins)
        {
            faults.Add(new SchemaFault(
                "schema-bins",
                path + ".privacy.bins",
                "The number of bins is out of range.",
                $"Give a whole number from 1 to {MostBins}, such as 32."));
        }
    }

    private static bool IsOnGrid(double value, double origin, double step)
    {
        // Steps such as 0.1 are not binary fractions, so a ratio that is a whole number in decimal is only nearly one here.
        var steps = (value - origin) / step;
        return Math.Abs(steps - Math.Round(steps)) <= 1e-6 + (1e-14 * Math.Abs(steps));
    }

    private static void CheckGranularity(ColumnSchema column, string path, List<SchemaFault> faults)
    {
        if (column.Type?.Value is ColumnType.Date && column.Granularity is { Value: < Granularity.Day })
        {
            faults.Add(new SchemaFault(
                "schema-granularity",
                path + ".privacy.granularity",
                "A date is no finer than a day.",
                "Give 'day', 'week', 'month' or 'year', or make the field a 'datetime'."));
        }
        else if (column.Type?.Value is ColumnType.Time && column.Granularity is { Value: > Granularity.Hour })
        {
            faults.Add(new SchemaFault(
                "schema-granularity",
                path + ".privacy.granularity",
                "A time of day is finer than a day.",
                "Give 'second', 'minute' or 'hour'."));
        }
    }

    private static void CheckNumberForm(ColumnSchema column, string path, List<SchemaFault> faults)
    {
        if (column.NumberForm is not { Value: var form })
        {
            return;
        }

        if (form.DecimalMark is not (null or '.' or ','))
        {
            faults.Add(new SchemaFault(
                "schema-number-form", path + ".decimalChar", "The decimal mark is neither a point nor a comma.", "Give '.' or ','."));
        }

        if (form.GroupMark is { } group && (group == form.DecimalMark || char.IsAsciiDigit(group) || char.IsControl(group) || group == '-'))
        {
            faults.Add(new SchemaFault(
                "schema-number-form",
                path + ".groupChar",
                "The mark between groups of digits is a digit, a sign or the decimal mark.",
                "Give another character, such as ',', '.', ' ' or an apostrophe."));
        }

        if (IsNoAffix(form.Prefix) || IsNoAffix(form.Suffix))
        {
            faults.Add(new SchemaFault(
                "schema-number-form",
                path + (IsNoAffix(form.Prefix) ? ".privacy.prefix" : ".privacy.suffix"),
                "What stands beside a number begins with a digit, holds the end of a line, or is longer than 20 characters.",
                "Give a sign or a unit such as '$' or ' kg'."));
        }

        if (form.LeastDecimals is < 0 or > MostDecimals)
        {
            faults.Add(new SchemaFault(
                "schema-number-form",
                path + ".privacy.leastDecimals",
                "The least number of decimals is out of range.",
                $"Give a whole number from 0 to {MostDecimals}."));
        }
    }

    private static void CheckKeyForm(ColumnSchema column, string path, List<SchemaFault> faults)
    {
        if (column.KeyForm is not { Value: var form })
        {
            return;
        }

        if (column.Role.Value != ColumnRole.Identifier)
        {
            faults.Add(new SchemaFault(
                "schema-misplaced-key", path, "The field has a form of keys, but is none.",
                "Give it the role 'identifier', or leave the form out."));
        }
        else if (!KeyForms.IsForm(form))
        {
            faults.Add(new SchemaFault(
                "schema-key-form", path, "The form of keys has no digit that varies, has the end of a line, or is too long.",
                $"Write # for each digit, as in P-#####, and at most {KeyForms.Longest} characters."));
        }
        else if (column.Type?.Value == ColumnType.Integer && !KeyForms.IsWhole(form))
        {
            faults.Add(new SchemaFault(
                "schema-key-form", path, "The keys are whole numbers, but their form has more than digits.",
                $"Write at most {KeyForms.LongestWhole} # and nothing else, or make the field a 'string'."));
        }
    }

    // A unit such as m2 ends with a digit; one that begins with a digit would be part of the number.
    private static bool IsNoAffix(string affix) =>
        affix.Length > LongestAffix || affix.Any(char.IsControl) || char.IsAsciiDigit(affix.Trim(' ').FirstOrDefault('x'));

    private static void CheckLabels(
        ColumnSchema column, ImmutableArray<string> missing, string path, List<SchemaFault> faults)
    {
        if (column.BooleanLabels is { Value: var labels })
        {
            if (labels.True == labels.False)
            {
                faults.Add(new SchemaFault(
                    "schema-boolean-labels",
                    path + ".falseValues",
                    "The same label means true and false.",
                    "Give two different labels."));
            }

            if (missing.Contains(labels.True) || missing.Contains(labels.False))
            {
                faults.Add(LabelIsMissingCode(path + ".trueValues"));
            }
        }

        if (column.CategoriesOrdered && column.Categories is null)
        {
            faults.Add(new SchemaFault(
                "schema-categories-order",
                path + ".categoriesOrdered",
                "There is an order but no categories.",
                "List the 'categories' in their order, or leave 'categoriesOrdered' out."));
        }

        if (column.Categories is { Value: var categories, Source: var source })
        {
            // Private learning may find no category that enough people share; a declared empty list is a mistake.
            if (categories.IsEmpty && source != Provenance.Dp)
            {
                faults.Add(new SchemaFault(
                    "schema-categories-empty",
                    path + ".categories",
                    "The list of categories is empty.",
                    "List the categories, or leave the list out to have it learnt from the budget."));
            }

            CheckCategories(categories, missing, path + ".categories", faults);
        }
    }

    private static void CheckCategories(
        ImmutableArray<string> categories, ImmutableArray<string> missing, string path, List<SchemaFault> faults)
    {
        var codes = missing.ToHashSet(StringComparer.Ordinal);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < categories.Length; i++)
        {
            if (!seen.TryAdd(categories[i], i))
            {
                faults.Add(new SchemaFault(
                    "schema-duplicate",
                    $"{path}[{i}]",
                    $"The category repeats {path}[{seen[categories[i]]}].",
                    "Leave one of them out."));
            }
            else if (codes.Contains(categories[i]))
            {
                faults.Add(LabelIsMissingCode($"{path}[{i}]"));
            }
        }
    }

    private static SchemaFault LabelIsMissingCode(string path) => new(
        "schema-label-missing",
        path,
        "The label stands for a missing value too.",
        "Leave it out here, or give the field 'missingValues' of its own without it.");
}
