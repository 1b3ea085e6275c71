using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Estimation;

namespace Veil.Synthesis.Domains;

/// <summary>
/// A first, cheap look at the labels of columns whose categories are not known: which are common, and how many rows hold others. It says
/// where the counts that are kept need to be exact to find rare labels.
/// </summary>
internal sealed class LabelSurvey
{
    // The part of the delta of thresholds that a first look takes.
    private const double ShareOfDelta = 0.5;

    // Half the mean size of a normal number: what a cell adds to the total variation, in standard deviations.
    private const double ErrorOfCell = 0.4;

    // Beyond this many cells' worth of rare labels, more of the budget would find few of them.
    private const double MostUnfound = 200;

    // A candidate that is not among the common labels is probably rare, and costs less than a common one.
    private const double CellsOfCode = 0.25;

    private readonly Dictionary<string, DiscoveredCategories> _found = [];
    private readonly RowEstimate _rows;
    private readonly double _deviation;

    private LabelSurvey(double cost, RowEstimate rows, double deviation) => (Cost, _rows, _deviation) = (cost, rows, deviation);

    /// <summary>What was paid for each column; 0 where none was looked at.</summary>
    public double Cost { get; }

    /// <summary>Looks at each column, if the table is large enough for the look to tell anything.</summary>
    /// <param name="table">The private table.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="all">The number of columns that are modelled.</param>
    /// <param name="rows">The number of rows, as far as it is known.</param>
    /// <param name="deviation">The standard deviation that the counts that follow have on average.</param>
    /// <param name="step">Called before each column.</param>
    public static LabelSurvey Take(
        PrivateTable table, IReadOnlyList<ColumnSchema> columns, int all, RowEstimate rows, double deviation, Action<ColumnSchema> step)
    {
        var accountant = table.Accountant;
        var share = DomainPlan.ShareOfLabels(columns.Count, all, rows.RowsIfCounted, accountant.Total, accountant.Rule);
        if (share == 0)
        {
            return new LabelSurvey(0, rows, deviation);
        }

        var survey = new LabelSurvey(accountant.Share(share) / columns.Count, rows, deviation);
        foreach (var column in columns)
        {
            step(column);
            survey._found.Add(
                column.Name,
                table.DiscoverCategories(column.Name, survey.Cost, ShareOfDelta * accountant.ThresholdDelta / columns.Count));
        }

        return survey;
    }

    /// <summary>The labels of a column that were found; null where the column was not looked at.</summary>
    public DiscoveredCategories? Of(string column) => _found.GetValueOrDefault(column);

    /// <summary>
    /// The number of cells that a column is worth: those of its common labels, and as many as would add to the error what the rare ones
    /// add that are not found. Null where it is not known.
    /// </summary>
    /// <param name="column">The column.</param>
    /// <remarks>
    /// The labels that a threshold hides hold rows in proportion to the threshold, as far as can be known, and so to the deviation; so
    /// does the error of a cell.
    /// </remarks>
    public int? Cells(string column) => Of(column) is not { } found ? null : Common(found) + Unfound(found);

    /// <summary>
    /// The texts that a column is thought to be made of, if all of them cost less than rare labels that would not be found; null where
    /// its labels tell of none.
    /// </summary>
    /// <param name="column">The column.</param>
    public LabelCandidates? Candidates(string column) =>
        Of(column) is { } found && LabelCandidates.Of(found) is { } candidates && Cells(candidates, found) < Cells(column)
            ? candidates
            : null;

    /// <summary>The number of cells that a column of candidates is worth.</summary>
    public int Cells(LabelCandidates candidates, string column) => Cells(candidates, Of(column)!);

    private static int Cells(LabelCandidates candidates, DiscoveredCategories found) =>
        Common(found) + (int)(CellsOfCode * (candidates.Labels.Length - found.Labels.Length));

    private static int Common(DiscoveredCategories found) => found.Labels.Length + 2;

    private int Unfound(DiscoveredCategories found) => (int)Math.Clamp(
        (_rows.Rows - found.Counts.Sum() - found.MissingCount) / (ErrorOfCell * _deviation), 0, MostUnfound);
}
