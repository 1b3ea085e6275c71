using System.Globalization;
using Veil.Data.Schemas;
using Veil.Data.Text;
using Veil.Synthesis.Models;

namespace Veil.Workflows.Releases;

/// <summary>
/// The facts of a release, and the sentences that its documents have in common. All follow from the statement and the card.
/// </summary>
/// <param name="Statement">The statement about the rows.</param>
/// <param name="Card">What the publisher says.</param>
/// <param name="Published">The day of the release.</param>
internal sealed record ReleaseFacts(PrivacyStatement Statement, ReleaseCard Card, DateOnly Published)
{
    /// <summary>The mark of the documents that people see first.</summary>
    public const string Mark = "Synthetic data: every row was drawn from a model, and none was copied from a table of people.";

    /// <summary>The sample that was drawn.</summary>
    public StatedSample Sample => Statement.Sample!;

    /// <summary>The day of the release, as ISO 8601.</summary>
    public string Day => Published.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The columns that stand in the table.</summary>
    public IEnumerable<StatedColumn> Columns => Statement.Columns.Where(column => column.Role != ColumnRole.Drop);

    /// <summary>The mark and, where there is one, the publisher's description.</summary>
    public string Description => Card.Description is { } text ? $"{Mark} {text}" : Mark;

    /// <summary>Who is protected, and how strongly.</summary>
    public string Protection => Statement.InWords ?? "No data were read: the rows come from a declared schema alone (epsilon 0).";

    /// <summary>What is protected, in a few words; null when no data were read.</summary>
    public string? Unit => Statement.Guarantee?.Unit is not { } unit ? null : unit.EntityColumn is { } entity
        ? string.Create(CultureInfo.InvariantCulture, $"each entity named by '{entity}', at most {unit.MaxRows} rows of it")
        : "each row";

    /// <summary>The tables that the guarantee compares, as a sentence; null when no data were read.</summary>
    public string? Neighbours => Statement.Guarantee is not { } guarantee ? null
        : $"Two tables are neighbours when they differ in one unit of privacy, {Unit}: "
            + (guarantee.Neighbours == Privacy.Accounting.Neighbours.AddRemove
                ? "one of them has it, the other has not." : "it is replaced by another.");

    /// <summary>What the guarantee does not cover, in sentences.</summary>
    public IEnumerable<string> NotCovered =>
    [
        .. Statement.NotCovered is { } facts ? [facts.Note] : Array.Empty<string>(),
        "Whatever else is published about the same people is not covered by this statement: the costs of all releases add up.",
        "The time that the computation took is not protected.",
    ];

    /// <summary>What users of the rows should know, in sentences.</summary>
    public IEnumerable<string> Limitations =>
    [
        .. Sample.Conditions.IsEmpty ? Array.Empty<string>() :
        [
            $"Only rows with {string.Join(" and ", Sample.Conditions)} were drawn: they stand for no whole table.",
        ],
        .. Statement.Limitations,
        "Statistics of the rows differ from those of the original table by sampling and, where data were read, by noise: "
            + "small groups and rare values are the least reliable.",
        "Relations between columns that the model does not hold are absent from the rows.",
    ];

    /// <summary>How the rows were made, in a sentence.</summary>
    public string Making => string.Create(
        CultureInfo.InvariantCulture,
        $"A model (method {Statement.Method}) was fitted {Fitting} by {Statement.Program}, and {Sample.Rows} rows were drawn from it "
            + $"with seed {Sample.Seed}.");

    private string Fitting => Statement.Guarantee is null ? "to a declared schema" : "under differential privacy";

    /// <summary>The columns whose values are made up, in a sentence; null when there are none.</summary>
    public string? MadeUp
    {
        get
        {
            var columns = Columns.Where(column => column.Role != ColumnRole.Use)
                .Select(column => $"{column.Name} ({StatementMarkdown.Treatment(column.Role)})").ToList();
            return columns.Count == 0 ? null : $"Columns that were not read from the original table: {string.Join(", ", columns)}.";
        }
    }

    /// <summary>Epsilon and delta in a line; null when no data were read.</summary>
    public string? Parameters => Statement.Guarantee is not { } guarantee ? null
        : $"epsilon {NumberText.AtMost(guarantee.Epsilon, 6)}, delta {NumberText.AtMost(guarantee.Delta)}";
}
