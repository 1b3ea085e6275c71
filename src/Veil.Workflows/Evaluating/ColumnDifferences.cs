using System.Globalization;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Workflows.Evaluating;

/// <summary>What two tables do not share: columns that only one of them has, and cells that are not of their column's type.</summary>
/// <param name="OnlyReal">Columns that the synthetic table lacks.</param>
/// <param name="OnlySynthetic">Columns that the real table and the schema lack.</param>
/// <param name="OnlySchema">Columns that the schema uses and neither table has.</param>
/// <param name="NotHeldOut">Columns that both tables have and the hold-out table lacks.</param>
/// <param name="OutsideSchema">Columns that both tables have and a given schema lacks.</param>
/// <param name="Misfits">Cells that are not of their column's type, by table and column.</param>
internal sealed record ColumnDifferences(
    IReadOnlyList<string> OnlyReal,
    IReadOnlyList<string> OnlySynthetic,
    IReadOnlyList<string> OnlySchema,
    IReadOnlyList<string> NotHeldOut,
    IReadOnlyList<string> OutsideSchema,
    IReadOnlyList<(string Table, string Column, int Cells)> Misfits)
{
    /// <summary>Compares the columns.</summary>
    /// <exception cref="VeilException">The tables have no column in common.</exception>
    public static ColumnDifferences Of(
        ITableSource realSource, Table real, ITableSource syntheticSource, Table synthetic, Table? holdout, Schema schema,
        IEnumerable<(string Table, FittedTable Fitted)> fitted)
    {
        var shared = Names(real).Where(name => synthetic.Find(name) is not null).ToList();
        if (!shared.Any(name => schema.Find(name) is not null))
        {
            throw new VeilException(
                FaultKind.BadInput,
                "no-common-column",
                shared.Count == 0
                    ? $"{syntheticSource.DisplayName} has no column of {realSource.DisplayName}, so there is nothing to compare."
                    : "The schema has no column of the tables, so there is nothing to compare.",
                "Check that these are the right files, and that their columns have the same names; if a first line is a row, say "
                    + "‹no-header›.");
        }

        var isUsed = schema.Columns.Where(column => column.Role.Value == ColumnRole.Use).Select(column => column.Name).ToHashSet();
        return new ColumnDifferences(
            [.. Names(real).Where(name => synthetic.Find(name) is null && (isUsed.Contains(name) || schema.Find(name) is null))],
            [.. Names(synthetic).Where(name => real.Find(name) is null && schema.Find(name) is null)],
            [.. schema.Columns.Select(column => column.Name).Where(name => isUsed.Contains(name) && real.Find(name) is null
                && synthetic.Find(name) is null)],
            [.. shared.Where(name => holdout is not null && holdout.Find(name) is null && isUsed.Contains(name))],
            [.. shared.Where(name => schema.Find(name) is null)],
            [.. fitted.SelectMany(each => each.Fitted.Misfits.Select(misfit => (each.Table, misfit.Key, misfit.Value.Count)))]);

        static IEnumerable<string> Names(Table table) => table.Columns.Select(column => column.Name);
    }

    /// <summary>The facts for reports.</summary>
    public IEnumerable<(string Name, string Value)> Facts() => Lists()
        .Where(list => list.Columns.Count > 0)
        .Select(list => ($"Columns {list.Where}", string.Join(", ", list.Columns)))
        .Concat(Misfits.GroupBy(misfit => misfit.Table).Select(table => (
            $"Invalid cells of the {table.Key} table",
            string.Join(", ", table.Select(misfit => string.Create(
                CultureInfo.InvariantCulture, $"{misfit.Cells:#,0} of '{misfit.Column}' are not of its type"))))));

    /// <summary>A sentence for columns that are not compared, and one per table with cells that do not fit.</summary>
    public IEnumerable<string> Sentences()
    {
        var lists = Lists().Where(list => list.Columns.Count > 0).ToList();
        if (lists.Count > 0)
        {
            yield return "Columns that are not compared: " + string.Join(
                "; ", lists.Select(list => $"{Listed([.. list.Columns.Select(name => $"'{name}'")])} ({list.Where})")) + ".";
        }

        foreach (var table in Misfits.GroupBy(misfit => misfit.Table))
        {
            yield return $"Cells of the {table.Key} table that are not of their column's type count as invalid: " + Listed(
                [.. table.Select(misfit => string.Create(CultureInfo.InvariantCulture, $"{misfit.Cells:#,0} of '{misfit.Column}'"))]) + ".";
        }
    }

    // A table with hundreds of columns should not fill the terminal; the facts name them all.
    private static string Listed(IReadOnlyList<string> items)
    {
        const int Most = 8;
        var shown = string.Join(", ", items.Take(Most));
        return items.Count <= Most ? shown : string.Create(CultureInfo.InvariantCulture, $"{shown} and {items.Count - Most} more");
    }

    private IEnumerable<(IReadOnlyList<string> Columns, string Where)> Lists() =>
    [
        (OnlyReal, "absent from the synthetic table"),
        (OnlySynthetic, "of the synthetic table alone"),
        (OnlySchema, "of the schema alone"),
        (NotHeldOut, "absent from the hold-out table"),
        (OutsideSchema, "absent from the schema"),
    ];
}
