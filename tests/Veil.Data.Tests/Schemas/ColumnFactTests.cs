using System.Reflection;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Data.Tests.Schemas;

/// <summary>What is done over all facts reaches every one of them.</summary>
public sealed class ColumnFactTests
{
    private static readonly ColumnSchema s_full = new()
    {
        Name = "x",
        Type = Fact(ColumnType.Integer),
        Role = Fact(ColumnRole.Drop),
        Bounds = Fact(new Bounds(0, 1)),
        Step = Fact(1.0),
        Granularity = Fact(Granularity.Day),
        Categories = new(["a"], Provenance.Data),
        CategoriesOrdered = true,
        PointMasses = new([0], Provenance.Data),
        MissingCodes = new(["NA"], Provenance.Data),
        Nullable = Fact(true),
        Format = Fact("yyyy"),
        NumberForm = Fact(new NumberForm { Suffix = " kg" }),
        KeyForm = Fact("P-###"),
        BooleanLabels = Fact(("yes", "no")),
    };

    private static PropertyInfo[] Properties =>
        [.. typeof(ColumnSchema).GetProperties().Where(property => property.PropertyType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Fact<>))];

    [Fact]
    public void Every_fact_of_a_column_is_listed()
    {
        Assert.Equal(Properties.Length, ColumnFact.All.Length);
        Assert.All(Properties, property => Assert.Equal(Provenance.Data, Source(property, s_full)));

        var declared = ColumnFact.All.Aggregate(s_full, (column, fact) => fact.WithSource(column, Provenance.Public));

        Assert.All(Properties, property => Assert.Equal(Provenance.Public, Source(property, declared)));
    }

    [Fact]
    public void Each_fact_changes_and_leaves_by_itself() => Assert.All(ColumnFact.All, fact =>
    {
        var changed = fact.WithSource(s_full, Provenance.Public);
        var left = fact.Without(s_full);

        Assert.Equal(Provenance.Public, fact.Source(changed));
        Assert.All(ColumnFact.All.Where(other => other != fact), other => Assert.Equal(Provenance.Data, other.Source(changed)));
        Assert.All(ColumnFact.All.Where(other => other != fact), other => Assert.Equal(Provenance.Data, other.Source(left)));
        Assert.Equal(fact.Key == "role" ? Provenance.Declared : null, fact.Source(left));
        Assert.Equal(SchemaDescription.Of(new Schema { Columns = [s_full] }), SchemaDescription.Of(new Schema { Columns = [fact.Copy(left, s_full)] }));
    });

    private static Provenance? Source(PropertyInfo property, ColumnSchema column) =>
        property.GetValue(column) is { } fact ? (Provenance)fact.GetType().GetProperty("Source")!.GetValue(fact)! : null;

    private static Fact<T> Fact<T>(T value) => new(value, Provenance.Data);
}
