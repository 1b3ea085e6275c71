using Veil.Data.Tables;

namespace Veil.Evaluation.Tests.Fidelity;

/// <summary>Columns in one line.</summary>
internal static class Tables
{
    public static Column Integers(string name, params long[] values) => new IntegerColumn(name, values);

    public static Column Decimals(string name, params double[] values) => new DecimalColumn(name, values);

    public static Column Labels(string name, params string?[] values) => Labels(name, ColumnType.Category, values);

    public static Column Labels(string name, ColumnType type, params string?[] values)
    {
        var labels = values.OfType<string>().Distinct().ToList();
        return new LabelColumn(
            name, [.. values.Select(value => value is null ? LabelColumn.Missing : labels.IndexOf(value))], LabelPool.Of(labels), type);
    }
}
