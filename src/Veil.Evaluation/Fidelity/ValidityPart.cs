using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// Whether the synthetic table is one that the schema allows, and how many of its rows are real ones. All of it is about these
/// very rows, not about where they come from, so that there are no intervals.
/// </summary>
public sealed class ValidityPart : IEvaluationPart
{
    /// <inheritdoc/>
    public string Name => "validity";

    /// <inheritdoc/>
    public Section Section => Section.Validity;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        var data = FidelityData.Of(context);
        var findings = new Findings(Section);
        var marks = data.Tables.Select(table => Enumerable.Repeat(true, table.RowCount).ToArray()).ToArray();
        var columns = new Findings(Section);
        AddColumns(columns, context, data, marks);
        AddImpossible(columns, context.Schema, data, marks);
        findings.Add(
            "rows",
            "Rows that are allowed",
            data.Measure(table => marks[table].Length == 0 ? null : (double)marks[table].AsSpan().Count(true) / marks[table].Length),
            marks[FidelityData.Synthetic].Length,
            value => $"{Words.Share(value)} of the synthetic rows have only values that are allowed, and none of the combinations declared impossible.",
            "The synthetic table has no row.",
            finding => Good(finding) with { IsHeadline = true });
        context.Report(0.4);
        AddStructure(findings, context);
        AddKeys(findings, context);
        AddCopies(findings, data);
        return new EvaluationResult { Findings = [.. findings.All, .. columns.All], Notes = data.Notes };
    }

    private static Finding Good(Finding finding) => finding with { Most = 1, Direction = Direction.Larger };

    private static void AddColumns(Findings findings, EvaluationContext context, FidelityData data, bool[][] marks)
    {
        foreach (var name in data.Names)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var allowed = AllowedValues.Of(context.Schema.Find(name), data.Tables[FidelityData.Real][name]);
            var source = allowed.IsDeclared ? "the schema allows" : "occur among the real rows (labels) or lie in their range (numbers), the schema saying nothing";
            findings.Add(
                "values",
                "Values that are allowed",
                data.Measure(table => allowed.Share(data.Tables[table][name], marks[table])),
                data.Tables[FidelityData.Synthetic].RowCount,
                value => $"{Words.Share(value)} of the values of '{name}' are ones that {source}.",
                "The synthetic column has no value.",
                finding => Good(finding) with { Columns = [name] });
            AddPrecision(findings, context.Schema.Find(name), data, name);
            var real = Missing(data.Tables[FidelityData.Real][name]);
            findings.Add(
                "missing",
                "Difference of the share of missing values",
                data.Measure(table => Math.Abs((Missing(data.Tables[table][name]) - real) ?? double.NaN) is var distance && double.IsNaN(distance) ? null : distance),
                data.Tables[FidelityData.Synthetic].RowCount,
                value => $"{Words.Share(Missing(data.Tables[FidelityData.Synthetic][name]) ?? 0)} of the values of '{name}' are missing, {Words.Share(real ?? 0)} of the real ones: a difference of {Words.Share(value)}.",
                "A table has no row.",
                finding => finding with { Most = 1, Columns = [name] });
        }
    }

    private static void AddPrecision(Findings findings, ColumnSchema? schema, FidelityData data, string name)
    {
        if (Precision.Of(schema, data.Tables[FidelityData.Real][name]) is { } precision)
        {
            findings.Add(
                "precision",
                "Numbers as coarse as they should be",
                data.Measure(table => precision.Share(data.Tables[table][name])),
                data.Tables[FidelityData.Synthetic].RowCount,
                value => $"{Words.Share(value)} of the numbers in '{name}' are as coarse as {(schema?.Step is null ? "the real ones" : "the schema says")}; finer ones give synthetic rows away.",
                "The synthetic column has no value.",
                finding => Good(finding) with { Columns = [name] });
        }
    }

    private static double? Missing(Column column) =>
        column.Count == 0 ? null : (double)Enumerable.Range(0, column.Count).Count(column.IsMissing) / column.Count;

    private static void AddImpossible(Findings findings, Schema schema, FidelityData data, bool[][] marks)
    {
        foreach (var combination in schema.Impossible)
        {
            string[] names = [.. combination.Parts.Select(part => part.Column)];
            var shares = data.Tables.Select((table, i) => ImpossibleRows.Share(combination, table, marks[i])).ToArray();
            findings.Add(
                "impossible",
                "Rows with a combination declared impossible",
                data.Measure(table => shares[table]),
                data.Tables[FidelityData.Synthetic].RowCount,
                value => $"{Words.Share(value)} of the synthetic rows have a combination of '{string.Join("', '", names)}' that was declared impossible; {Words.Share(shares[FidelityData.Real] ?? 0)} of the real ones do.",
                "The synthetic table has no row, or lacks a column of the combination.",
                finding => finding with { Most = 1, Columns = names, IsHeadline = true });
        }
    }

    private static void AddStructure(Findings findings, EvaluationContext context)
    {
        var dropped = context.Schema.Columns.Where(column => column.Role.Value is ColumnRole.Drop).Select(column => column.Name).ToHashSet();
        var wanted = context.Real.Columns.Where(column => !dropped.Contains(column.Name)).Select(column => (column.Name, column.Type)).ToHashSet();
        var actual = context.Synthetic.Columns.Select(column => (column.Name, column.Type)).ToHashSet();
        string[] wrong = [.. wanted.Except(actual).Concat(actual.Except(wanted)).Select(column => column.Name).Distinct()];
        var all = wanted.Union(actual).Count();
        findings.Add(
            "columns",
            "Columns as in the real table",
            new Measured(all == 0 ? null : (double)wanted.Intersect(actual).Count() / all, null, null, null),
            all,
            _ => wrong.Length == 0
                ? "The synthetic table has the columns of the real one, of the same types."
                : $"These columns are in one table only, or of another type there: {string.Join(", ", wrong)}.",
            "Neither table has a column.",
            finding => Good(finding) with { Columns = wrong });
    }

    private static void AddKeys(Findings findings, EvaluationContext context)
    {
        foreach (var key in context.Schema.Columns.Where(column => column.Role.Value is ColumnRole.Identifier))
        {
            if (context.Synthetic.Find(key.Name) is { } column)
            {
                findings.Add(
                    "keys",
                    "Keys that are unique",
                    new Measured(Unique(column), null, null, null),
                    column.Count,
                    value => $"{Words.Share(value)} of the keys in '{key.Name}' are there and unlike every earlier one.",
                    "The synthetic table has no row.",
                    finding => Good(finding) with { Columns = [key.Name], Reads = Sources.Synthetic });
            }
        }
    }

    /// <summary>The share of a column's values that are there and were not there before; null without rows.</summary>
    internal static double? Unique(Column column)
    {
        var present = Enumerable.Range(0, column.Count).Where(row => !column.IsMissing(row));
        var distinct = column switch
        {
            LabelColumn labels => present.Select(row => labels.Codes[row]).Distinct().Count(),
            IntegerColumn integers => present.Select(row => integers.Values[row]).Distinct().Count(),
            _ => present.Select(row => ((DecimalColumn)column).Values[row]).Distinct().Count(),
        };
        return column.Count == 0 ? null : (double)distinct / column.Count;
    }

    private static void AddCopies(Findings findings, FidelityData data)
    {
        const string reason = "A table has no row, or no column is compared.";
        var keys = data.Names.IsEmpty ? null : RowKeys.Of(data.Names, data.Tables);
        var hasHoldout = data.Tables.Count > FidelityData.Holdout;
        findings.Add(
            "copies.train",
            "Rows that equal a real training row",
            data.Measure(table => keys?.ShareIn(table, FidelityData.Real)),
            data.Tables[FidelityData.Synthetic].RowCount,
            value => $"{Words.Share(value)} of the synthetic rows equal a row they were made from{(hasHoldout ? $"; of the hold-out rows, which were kept apart, {Words.Share(keys?.ShareIn(FidelityData.Holdout, FidelityData.Real) ?? 0)} do" : "")}.",
            reason,
            finding => finding with { Most = 1, Direction = Direction.LikeReal, IsHeadline = true });
        if (hasHoldout)
        {
            findings.Add(
                "copies.holdout",
                "Rows that equal a real hold-out row",
                new Measured(keys?.ShareIn(FidelityData.Synthetic, FidelityData.Holdout), null, null, null),
                data.Tables[FidelityData.Synthetic].RowCount,
                value => $"{Words.Share(value)} of the synthetic rows equal a row that was kept apart: so many are equal by chance.",
                reason,
                finding => finding with { Most = 1, Direction = Direction.Neutral, Reads = Sources.Synthetic | Sources.Holdout });
        }

        findings.Add(
            "repeated",
            "Rows that occur more than once",
            data.Measure(table => keys?.ShareRepeated(table)),
            data.Tables[FidelityData.Synthetic].RowCount,
            value => $"{Words.Share(value)} of the synthetic rows occur in it more than once, {Words.Share(keys?.ShareRepeated(FidelityData.Real) ?? 0)} of the real ones.",
            reason,
            finding => finding with { Most = 1, Direction = Direction.LikeReal });
    }
}
