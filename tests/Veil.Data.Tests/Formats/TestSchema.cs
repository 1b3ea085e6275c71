using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Formats;

/// <summary>Short ways to write a schema in a test.</summary>
internal static class TestSchema
{
    public static Schema Of(params ColumnSchema[] columns) => new() { Columns = [.. columns] };

    public static ColumnSchema Column(string name, ColumnType type) => new() { Name = name, Type = Fact(type) };

    public static Fact<T> Fact<T>(T value) => new(value, Provenance.Declared);
}
