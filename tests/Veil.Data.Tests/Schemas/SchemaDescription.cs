using System.Collections.Immutable;
using Veil.Data.Schemas;

namespace Veil.Data.Tests.Schemas;

/// <summary>All facts of a schema as text: records with arrays do not compare by value, and the writer must not judge itself.</summary>
internal static class SchemaDescription
{
    public static string Of(Schema schema) => string.Join('\n',
    [
        $"{schema.Name} | {schema.Dialect} | {schema.Rows} | {schema.Entity} | {schema.MaxRowsPerEntity}",
        List(schema.MissingCodes),
        .. schema.Columns.Select(Of),
    ]);

    private static string Of(ColumnSchema c) => string.Join(" | ",
        c.Name, c.Type, c.Role, c.Bounds, c.Step, c.Granularity, List(c.Categories), c.CategoriesOrdered,
        List(c.PointMasses), c.Bins, List(c.MissingCodes), c.Nullable, c.Format, c.NumberForm, c.KeyForm, c.BooleanLabels, c.Description);

    private static string List<T>(Fact<ImmutableArray<T>>? fact) => fact is null ? "-" : $"{List(fact.Value)} {fact.Source}";

    private static string List<T>(ImmutableArray<T> items) => $"[{string.Join(" ; ", items.Select(item => $"<{item}>"))}]";
}
