using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Workflows.Schemas;

/// <summary>Completes a schema by looking at rows: for research mode, and for evaluations, which are internal anyway.</summary>
internal static class CopiedSchema
{
    /// <summary>Bounds and categories of every column that is modelled, copied where they are not declared.</summary>
    /// <param name="schema">Every column has a type.</param>
    /// <param name="table">The rows, in these types.</param>
    public static Schema WithDomains(Schema schema, Table table) => schema with
    {
        Columns =
        [
            .. schema.Columns.Select(column => column.Role.Value != ColumnRole.Use || AttributeFactory.IsDeclared(column)
                ? column
                : table.Find(column.Name) switch
                {
                    LabelColumn labels => column with { Categories = Copied(Occurring(labels)) },
                    DecimalColumn decimals => column with { Bounds = Copied(Range(decimals.Values.ToArray().Where(double.IsFinite))) },
                    IntegerColumn integers => column with
                    {
                        Bounds = Copied(Range(
                            integers.Values.ToArray().Where(value => value != IntegerColumn.Missing).Select(value => (double)value))),
                    },
                    _ => column,
                }),
        ],
    };

    private static Fact<T> Copied<T>(T value) => new(value, Provenance.Data);

    private static ImmutableArray<string> Occurring(LabelColumn labels) =>
        [
            .. labels.Codes.ToArray().Where(code => code != LabelColumn.Missing).Distinct().Select(code => labels.Labels[code])
                .Order(StringComparer.Ordinal),
        ];

    private static Bounds Range(IEnumerable<double> values)
    {
        var (least, most) = values.Aggregate(
            (Least: double.PositiveInfinity, Most: double.NegativeInfinity),
            (range, value) => (Math.Min(range.Least, value), Math.Max(range.Most, value)));
        return least <= most ? new Bounds(least, most) : new Bounds(0, 0);
    }

    /// <summary>A table of which nothing is known but the names of its columns, and the types of those that are no raw text.</summary>
    public static Schema Unknown(Table table) => new()
    {
        Columns =
        [
            .. table.Columns.Select(column => new ColumnSchema
            {
                Name = column.Name,
                Type = column.Type == ColumnType.Text ? null : new Fact<ColumnType>(column.Type, Provenance.Declared),
            }),
        ],
    };

    /// <summary>Keeps what the owner declared and copies what is missing.</summary>
    /// <param name="schema">The schema as far as it is known.</param>
    /// <param name="table">The rows, read with that schema.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static Schema Complete(Schema schema, Table table, CancellationToken cancellationToken)
    {
        var unknown = schema.Columns
            .Where(column => column.Role.Value == ColumnRole.Use && column.Type is null).Select(column => column.Name).ToHashSet();
        var raw = new Table([.. table.Columns.Where(column => unknown.Contains(column.Name))]);
        var copied = SchemaInference.Infer(raw, copyDomain: true, cancellationToken).Schema;
        return schema with { Columns = [.. schema.Columns.Select(column => copied.Find(column.Name) ?? column)] };
    }
}
