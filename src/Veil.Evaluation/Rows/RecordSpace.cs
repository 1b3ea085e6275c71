using System.Collections.Immutable;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Parts;

namespace Veil.Evaluation.Rows;

/// <summary>
/// The tables of an evaluation with their common columns put on common ground. Identifiers, text, and columns that a table
/// lacks or holds as another kind are left out.
/// </summary>
internal sealed class RecordSpace
{
    private RecordSpace(ImmutableArray<RecordColumn> columns, Records real, Records synthetic, Records? holdout) =>
        (Columns, Real, Synthetic, Holdout) = (columns, real, synthetic, holdout);

    public ImmutableArray<RecordColumn> Columns { get; }

    public Records Real { get; }

    public Records Synthetic { get; }

    /// <summary>The rows kept apart; null where there is none.</summary>
    public Records? Holdout { get; }

    /// <summary>Whether there is anything to attack: a column, a real and a synthetic row.</summary>
    public bool IsEmpty => Columns.IsEmpty || Real.Rows == 0 || Synthetic.Rows == 0;

    /// <summary>The tables of an evaluation; made once for all parts.</summary>
    public static RecordSpace Of(EvaluationContext context) => context.Share(() => Make(context));

    /// <summary>The rows of another table that has the columns.</summary>
    public Records Encode(Table table) => Encode(Columns, table);

    private static RecordSpace Make(EvaluationContext context)
    {
        Table[] others = context.Holdout is { } holdout ? [context.Synthetic, holdout] : [context.Synthetic];
        var columns = context.Real.Columns
            .Where(column => column.Type is not ColumnType.Text
                && context.Schema.Find(column.Name) is not { Role.Value: not ColumnRole.Use }
                && others.All(table => table.Find(column.Name)?.GetType() == column.GetType()))
            .Select(RecordColumn.Of)
            .ToImmutableArray();
        return new RecordSpace(
            columns,
            Encode(columns, context.Real),
            Encode(columns, context.Synthetic),
            context.Holdout is { RowCount: > 0 } rows ? Encode(columns, rows) : null);
    }

    private static Records Encode(ImmutableArray<RecordColumn> columns, Table table) =>
        new(columns, [.. columns.Select(column => column.Read(table[column.Name]))], table.RowCount);
}
