using System.Collections.Immutable;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Inference;

/// <summary>Copies bounds, categories, steps and frequent values from the rows into a schema: research mode only.</summary>
internal static class CopiedDomain
{
    private const double ShareOfPointMass = 0.05;

    public static Schema Fill(Schema schema, IReadOnlyList<ColumnInference> inferences, Table rawText)
    {
        var table = TypedTable.Convert(rawText, schema, badCellsMissing: true);
        var columns = schema.Columns
            .Select((column, i) => table.Find(column.Name) is { } typed ? Fill(column, inferences[i].Decision, typed) : column);
        return schema with { Columns = [.. columns] };
    }

    private static ColumnSchema Fill(ColumnSchema column, TypeDecision decision, Column typed)
    {
        switch (typed)
        {
            case IntegerColumn integers:
                column = FillNumbers(
                    column, integers.Values.ToArray().Where(value => value != IntegerColumn.Missing).Select(value => (double)value));
                break;
            case DecimalColumn decimals:
                column = FillNumbers(column, decimals.Values.ToArray().Where(value => !double.IsNaN(value)));
                break;
            case LabelColumn { Type: ColumnType.Category } labels:
                column = column with { Categories = Fact(Occurring(labels)) };
                break;
        }

        return decision.Step is { } step ? column with { Step = Fact(step) } : column;
    }

    private static ColumnSchema FillNumbers(ColumnSchema column, IEnumerable<double> values)
    {
        var sorted = values.ToArray();
        if (sorted.Length == 0)
        {
            return column;
        }

        Array.Sort(sorted);
        var masses = ImmutableArray.CreateBuilder<double>();
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start])
            {
                end++;
            }

            if (end - start > ShareOfPointMass * sorted.Length)
            {
                masses.Add(sorted[start]);
            }
        }

        var isCalendar = ColumnRules.IsCalendar(column.Type!.Value);
        return column with
        {
            Bounds = Fact(new Bounds(sorted[0], sorted[^1])),
            PointMasses = masses.Count > 0 && !isCalendar ? Fact(masses.ToImmutable()) : null,
        };
    }

    /// <summary>The labels that occur, in the order of first appearance.</summary>
    private static ImmutableArray<string> Occurring(LabelColumn labels)
    {
        var occurs = new bool[labels.Labels.Count];
        foreach (var code in labels.Codes)
        {
            if (code != LabelColumn.Missing)
            {
                occurs[code] = true;
            }
        }

        return [.. Enumerable.Range(0, occurs.Length).Where(code => occurs[code]).Select(code => labels.Labels[code])];
    }

    private static Fact<T> Fact<T>(T value) => new(value, Provenance.Data);
}
