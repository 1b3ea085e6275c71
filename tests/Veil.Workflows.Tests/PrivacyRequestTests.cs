using System.Collections.Immutable;
using Veil.Data.Errors;
using Veil.Data.Formats.Csv;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests;

/// <summary>What no run may promise is refused before anything is read.</summary>
public sealed class PrivacyRequestTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Epsilon_must_be_a_number_above_zero(double epsilon) =>
        Assert.Equal("epsilon-not-positive", Refused(Jobs.Epsilon(epsilon), null));

    [Fact]
    public void A_large_epsilon_needs_a_reason()
    {
        Assert.Equal("epsilon-above-limit", Refused(Jobs.Epsilon(11), null));
        Assert.Equal("epsilon-above-limit", Refused(Jobs.Epsilon(11) with { AcceptedBecause = " " }, null));
        (Jobs.Epsilon(11) with { AcceptedBecause = "public table" }).Validate(null);
        (Jobs.Epsilon(11) with { Research = true }).Validate(null);
        Jobs.Epsilon(10).Validate(null);
    }

    [Fact]
    public void No_reason_makes_a_guarantee_of_an_epsilon_above_fifty()
    {
        (Jobs.Epsilon(50) with { AcceptedBecause = "a reason" }).Validate(null);
        Assert.Equal("epsilon-above-limit", Refused(Jobs.Epsilon(50.1) with { AcceptedBecause = "a reason" }, null));
        (Jobs.Epsilon(50.1) with { Research = true }).Validate(null);
    }

    [Fact]
    public void Fewer_than_a_hundred_declared_rows_are_refused()
    {
        Jobs.Epsilon(1).Validate(new Schema { Rows = Jobs.Declared(100L) });
        Assert.Equal("table-too-small", Refused(Jobs.Epsilon(1), new Schema { Rows = Jobs.Declared(99L) }));
        (Jobs.Epsilon(1) with { Research = true }).Validate(new Schema { Rows = Jobs.Declared(99L) });
    }

    [Fact]
    public void A_number_of_rows_that_no_charge_pays_for_is_refused()
    {
        var schema = new Schema { Columns = [Jobs.Integer("a", 0, 1)], Rows = new Fact<long>(50, Provenance.Dp) };

        Assert.Equal("rows-of-another-run", Refused(Jobs.Epsilon(1), schema));
    }

    [Fact]
    public void What_no_noise_can_serve_is_a_mistake()
    {
        Assert.Equal("epsilon-too-small", Assert.Throws<VeilException>(() => Jobs.Epsilon(1e-7).Validate(null)).Code);
        Assert.Equal("max-rows-out-of-range", Assert.Throws<VeilException>(() => Jobs.Epsilon(1).Validate(
            new Schema { Columns = [Jobs.Integer("a", 0, 1)], Entity = "a", MaxRowsPerEntity = 1_000_001 })).Code);
    }

    [Theory]
    [InlineData(-1e-9)]
    [InlineData(1e-300)]
    [InlineData(double.Epsilon)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Delta_must_be_a_chance(double delta) =>
        Assert.Equal("delta-out-of-range", Refused(Jobs.Epsilon(1) with { Delta = delta }, null));

    [Fact]
    public void Delta_must_be_below_one_in_the_number_of_rows()
    {
        var schema = new Schema { Rows = Jobs.Declared(1000L) };

        Assert.Equal("delta-too-large", Refused(Jobs.Epsilon(1) with { Delta = 0.001 }, schema));
        (Jobs.Epsilon(1) with { Delta = 0.00099 }).Validate(schema);
        (Jobs.Epsilon(1) with { Delta = 0 }).Validate(schema);
    }

    [Fact]
    public void Noise_with_a_seed_is_for_research_alone()
    {
        Assert.Equal("noise-seed-in-release", Refused(Jobs.Epsilon(1) with { NoiseSeed = 1 }, null));
        (Jobs.Epsilon(1) with { NoiseSeed = 1, Research = true }).Validate(null);
    }

    [Fact]
    public void Facts_copied_from_the_data_are_refused_whatever_they_are_about()
    {
        var column = Jobs.Column("x", ColumnType.Integer);
        ColumnSchema[] copies =
        [
            column with { Type = new Fact<ColumnType>(ColumnType.Integer, Provenance.Data) },
            column with { Role = new Fact<ColumnRole>(ColumnRole.Use, Provenance.Data) },
            column with { Role = new Fact<ColumnRole>(ColumnRole.Drop, Provenance.Data) },
            column with { Bounds = new Fact<Bounds>(new Bounds(0, 1), Provenance.Data) },
            column with { Step = new Fact<double>(1, Provenance.Data) },
            column with { Granularity = new Fact<Granularity>(Granularity.Day, Provenance.Data) },
            column with { Categories = new Fact<ImmutableArray<string>>(["a"], Provenance.Data) },
            column with { PointMasses = new Fact<ImmutableArray<double>>([0], Provenance.Data) },
            column with { MissingCodes = new Fact<ImmutableArray<string>>([""], Provenance.Data) },
            column with { Nullable = new Fact<bool>(true, Provenance.Data) },
            column with { Format = new Fact<string>("yyyy", Provenance.Data) },
            column with { BooleanLabels = new Fact<(string, string)>(("yes", "no"), Provenance.Data) },
        ];

        Assert.All(copies, copy =>
        {
            Assert.Equal("fact-from-data", Refused(Jobs.Epsilon(1), new Schema { Columns = [copy] }));
            (Jobs.Epsilon(1) with { Research = true }).Validate(new Schema { Columns = [copy] });
        });
        Schema[] tables =
        [
            new Schema { Rows = new Fact<long>(5, Provenance.Data) },
            new Schema { Dialect = new Fact<FileDialect>(CsvDialectJson.Write(new CsvDialect()), Provenance.Data) },
            new Schema { MissingCodes = new Fact<ImmutableArray<string>>(["NA"], Provenance.Data) },
        ];
        Assert.All(tables, table =>
        {
            Assert.Equal("fact-from-data", Refused(Jobs.Epsilon(1), table));
            (Jobs.Epsilon(1) with { Research = true }).Validate(table);
        });
    }

    [Theory]
    [InlineData(0, 1e-6)]
    [InlineData(-50, 1e-6)]
    [InlineData(100, 1e-6)]
    [InlineData(1e5, 1e-10)]
    public void Delta_is_one_in_the_square_of_the_rows_by_default(double rows, double delta) =>
        Assert.Equal(delta, PrivacyRequest.DefaultDelta(rows), delta * 1e-9);

    private static string Refused(PrivacyRequest request, Schema? schema)
    {
        var fault = Assert.Throws<VeilException>(() => request.Validate(schema));
        Assert.Equal(FaultKind.PrivacyRefusal, fault.Kind);
        Assert.NotEmpty(fault.WayOut);
        return fault.Code;
    }
}
