using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Contracts;

namespace Veil.Synthesis.Domains;

/// <summary>The division of the budget between learning the domain and measuring it, from public facts only.</summary>
internal static class DomainPlan
{
    // Deciding types takes counts that differ by most of the table: little budget is enough, unless the table is small.
    private const double LeastKindsShare = 0.04;
    private const double MostKindsShare = 0.15;

    // The wanted noise of the count of a kind, as a part of all rows.
    private const double KindsNoise = 1 / 40.0;

    // Ranges come from bins that must stand out from noise; most of a column is lost when they do not.
    private const double LeastBoundsShare = 0.08;
    private const double MostBoundsShare = 0.25;

    // The wanted noise of a count from which a range is learnt, as a part of all rows.
    private const double BoundsNoise = 1 / 100.0;

    // A first look at labels: its threshold is at seven standard deviations, and it is to find labels of a seventieth of the rows. One
    // that only found those of a quarter would tell little.
    private const double LabelsNoise = 1 / 500.0;
    private const double MostLabelsNoise = 1 / 28.0;
    private const double LeastLabelsShare = 0.01;

    // The most part of what a column would get if all got the same.
    private const double MostLabelsShare = 0.1;

    // Columns whose cells are not known yet are taken to need this many.
    private const int UnknownCells = 80;

    // Smoothing lets neighbouring cells of a numeric column share what they know, so beyond this many cells a finer
    // cut needs no more budget.
    private const int MostNumericCells = 40;

    // The share of single columns beside relations falls slowly as the budget grows beyond what their accuracy needs. The usual
    // share is where the noise of a count would be about a two-thousandth of the table if everything were spent on them.
    private const double LeastShareOfColumns = 0.1;
    private const double MostShareOfColumns = 0.5;
    private const double UsualRowsOverNoise = 1840;

    // With nothing declared, single columns get this many times more of the budget beside relations.
    private const double MoreOddsWhereLearnt = 2;

    /// <summary>The number of rows that is assumed where none is known.</summary>
    public const double UnknownRows = 10_000;

    /// <summary>The columns that are modelled.</summary>
    public static IEnumerable<ColumnSchema> Used(Schema schema) =>
        schema.Columns.Where(column => column.Role.Value == ColumnRole.Use);

    /// <summary>True when a column's categories may have to be learnt privately, which takes some of delta.</summary>
    public static bool MayDiscoverCategories(ColumnSchema column) =>
        column.Role.Value == ColumnRole.Use
        && (column.Type is null || (column.Type.Value == ColumnType.Category && column.Categories is null));

    /// <summary>Part of the whole budget for deciding the types of the columns that have none.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="rows">The number of rows, if it is known.</param>
    /// <param name="total">The whole budget in the currency of the rule.</param>
    /// <param name="rule">The rule by which costs add up.</param>
    public static double ShareOfKinds(Schema schema, double? rows, double total, CompositionRule rule)
    {
        // One row changes the count of a kind together with the number of distinct values.
        var columns = Used(schema).Count(NeedsKinds);
        return columns == 0 ? 0 : Share(columns, KindsNoise, 2, rows, total, rule, LeastKindsShare, MostKindsShare);
    }

    // The budget that makes the noise of a count as small a part of the rows as wanted, within limits.
    private static double Share(
        int columns, double noise, double changes, double? rows, double total, CompositionRule rule, double least, double most)
    {
        if (rows is not > 0)
        {
            return least;
        }

        var sigma = noise * rows.Value;
        var each = rule == CompositionRule.PureEpsilon ? changes * Math.Sqrt(2) / sigma : changes / (2 * sigma * sigma);
        return Math.Clamp(columns * each / total, least, most);
    }

    /// <summary>Part of the whole budget for single columns, of methods that measure relations too.</summary>
    /// <param name="columns">The number of columns that are modelled.</param>
    /// <param name="rows">The number of rows, if it is known.</param>
    /// <param name="total">The whole budget in the currency of the rule.</param>
    /// <param name="usual">The share at a usual budget.</param>
    /// <param name="fall">The power of rows over noise with which it falls.</param>
    public static double ShareOfColumns(int columns, double? rows, double total, double usual, double fall)
    {
        // A noisy number of rows may be below zero.
        var rowsOverNoise = Math.Max(1, rows ?? UnknownRows) * Math.Sqrt(2 * total / columns);
        return Math.Clamp(usual * Math.Pow(UsualRowsOverNoise / rowsOverNoise, fall), LeastShareOfColumns, MostShareOfColumns);
    }

    /// <summary>
    /// Part of the budget for single columns, of methods that measure relations too, where domains have to be learnt: what the counts of
    /// a single column miss, such as rare labels, is missing in all its relations.
    /// </summary>
    /// <param name="schema">The schema.</param>
    /// <param name="usual">The share where everything is declared; above 0 and below 1.</param>
    public static double ShareWhereLearnt(Schema schema, double usual)
    {
        var columns = Used(schema).ToList();
        var learnt = columns.Count(column => !AttributeFactory.IsDeclared(column)) / Math.Max(1.0, columns.Count);
        var odds = usual / (1 - usual) * (1 + (MoreOddsWhereLearnt * learnt));
        return odds / (1 + odds);
    }

    /// <summary>Part of the whole budget for learning ranges.</summary>
    /// <param name="columns">The number of columns whose ranges have to be learnt.</param>
    /// <param name="rows">The number of rows, if it is known.</param>
    /// <param name="total">The whole budget in the currency of the rule.</param>
    /// <param name="rule">The rule by which costs add up.</param>
    public static double ShareOfBounds(int columns, double? rows, double total, CompositionRule rule) =>
        columns == 0 ? 0 : Share(RangeLearner.MostRounds * columns, BoundsNoise, 1, rows, total, rule, LeastBoundsShare, MostBoundsShare);

    /// <summary>Part of the whole budget for a first look at labels; 0 where it would tell too little.</summary>
    /// <param name="labels">The number of columns whose categories have to be learnt.</param>
    /// <param name="columns">The number of columns that are modelled.</param>
    /// <param name="rows">The number of rows, if it is known.</param>
    /// <param name="total">The whole budget in the currency of the rule.</param>
    /// <param name="rule">The rule by which costs add up.</param>
    public static double ShareOfLabels(int labels, int columns, double? rows, double total, CompositionRule rule)
    {
        if (labels == 0 || rows is not > 0 || rule == CompositionRule.PureEpsilon)
        {
            return 0;
        }

        var most = MostLabelsShare * labels / columns;
        var share = Share(labels, LabelsNoise, 1, rows, total, rule, Math.Min(LeastLabelsShare, most), most);
        return Math.Sqrt(labels / (2 * share * total)) > MostLabelsNoise * rows.Value ? 0 : share;
    }

    /// <summary>True when a column's type has to be learnt.</summary>
    public static bool NeedsKinds(ColumnSchema column) => column.Type is null;

    /// <summary>True when a column's bounds have to be learnt.</summary>
    public static bool NeedsBounds(ColumnSchema column) =>
        column.Bounds is null
        && column.Type?.Value is ColumnType.Integer or ColumnType.Decimal or ColumnType.Date or ColumnType.DateTime
        && column.Bounds is null;

    /// <summary>True when a column's bounds may have to be learnt once its type is known.</summary>
    public static bool MayNeedBounds(ColumnSchema column) => NeedsBounds(column) || NeedsKinds(column);

    /// <summary>The weight of a column in the division of what is left for measuring.</summary>
    /// <remarks>
    /// The expected total variation of n noisy cells grows with n * sigma. Under a budget that adds up, the sum over
    /// columns is least when rho, or mu^2/2, is divided in proportion to n^(2/3) (sigma = 1/sqrt(2 rho)), and epsilon in
    /// proportion to n^(1/2) (scale = 1/epsilon).
    /// </remarks>
    public static double Weight(int? cells, bool isNumeric, CompositionRule rule)
    {
        double needed = Math.Min(cells ?? UnknownCells, isNumeric ? MostNumericCells : int.MaxValue);
        return rule == CompositionRule.PureEpsilon ? Math.Sqrt(needed) : Math.Cbrt(needed * needed);
    }

    /// <summary>The number of cells for the values of a numeric column.</summary>
    /// <param name="rows">The number of rows, or null when it is not known.</param>
    /// <param name="standardDeviation">The approximate noise of a cell.</param>
    /// <returns>
    /// As many as leave eight standard deviations of rows in an average cell, a power of two.
    /// </returns>
    public static int NumericCells(double? rows, double standardDeviation)
    {
        if (rows is not { } n || !(standardDeviation > 0))
        {
            return AttributeFactory.DefaultNumericCells;
        }

        var cells = Math.Pow(2, Math.Round(Math.Log2(Math.Max(1, n / (8 * standardDeviation)))));
        return (int)Math.Clamp(cells, 64, 512);
    }

    /// <summary>The plan of learning the domain and measuring single columns.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="total">The whole budget in the currency of the rule.</param>
    /// <param name="rule">The rule by which costs add up.</param>
    /// <param name="share">Part of the whole budget that is spent so.</param>
    public static IReadOnlyList<PlannedStep> Steps(Schema schema, double total, CompositionRule rule, double share = 1)
    {
        var shareOfKinds = ShareOfKinds(schema, schema.Rows?.Value, total, rule);
        var steps = new List<PlannedStep>();
        var used = Used(schema).ToList();
        AddEach(steps, used.Where(NeedsKinds), shareOfKinds, "kinds of value of");
        var ranges = used.Where(MayNeedBounds).ToList();
        var shareOfBounds = ShareOfBounds(ranges.Count, schema.Rows?.Value, total, rule);
        AddEach(steps, ranges, shareOfBounds, "range of");
        var labels = used.Where(MayDiscoverCategories).ToList();
        var shareOfLabels = ShareOfLabels(labels.Count, used.Count, schema.Rows?.Value, total, rule);
        AddEach(steps, labels, shareOfLabels, "common categories of");
        var left = 1 - shareOfKinds - shareOfBounds - shareOfLabels;
        var cells = used.Select(column => AttributeFactory.IsDeclared(column) ? AttributeFactory.Create(column).Size : (int?)null).ToList();
        var weights = used.Select((column, i) => Weight(cells[i], IsNumeric(column), rule)).ToList();
        for (var i = 0; i < used.Count; i++)
        {
            var what = MayDiscoverCategories(used[i]) ? "categories and counts of" : "counts of";
            steps.Add(new PlannedStep($"{what} '{used[i].Name}'", left * weights[i] / weights.Sum(), cells[i]));
        }

        return share == 1 ? steps : steps.ConvertAll(step => step with { Share = step.Share * share });
    }

    /// <summary>True when a column holds numbers or dates.</summary>
    public static bool IsNumeric(ColumnSchema column) =>
        column.Type?.Value is ColumnType.Integer or ColumnType.Decimal or ColumnType.Date or ColumnType.DateTime or ColumnType.Time;

    private static void AddEach(List<PlannedStep> steps, IEnumerable<ColumnSchema> columns, double share, string what)
    {
        var all = columns.ToList();
        steps.AddRange(all.Where(_ => share > 0).Select(column => new PlannedStep($"{what} '{column.Name}'", share / all.Count, null)));
    }

    /// <summary>The limitations of a method that draws every column on its own.</summary>
    public static IEnumerable<string> ImpossibleIgnored(Schema schema) =>
        schema.Impossible.IsEmpty ? []
            : ["Combinations of values that the schema declares impossible may occur: the method does not keep to them."];
}
