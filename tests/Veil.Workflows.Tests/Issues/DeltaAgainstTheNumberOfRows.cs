using Veil.Data.Errors;
using Veil.Data.Schemas;

namespace Veil.Workflows.Tests.Issues;

/// <summary>
/// <c>--delta 0.9</c> was accepted where nobody declared the number of rows: a delta was held against a declared number alone.
/// </summary>
public sealed class DeltaAgainstTheNumberOfRows
{
    private static readonly Schema s_schema = new() { Columns = [Jobs.Integer("a", 0, 9)] };

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.0011)]
    public void Above_a_thousandth_it_needs_a_reason(double delta)
    {
        var request = Jobs.Epsilon(1) with { Delta = delta };

        Refused(() => request.Validate(null));
        Refused(() => (request with { AcceptedDeltaBecause = " " }).Validate(s_schema));
        (request with { AcceptedDeltaBecause = "ten public rows" }).Validate(s_schema);
        (Jobs.Epsilon(1) with { Delta = 0.001 }).Validate(null);
    }

    [Fact]
    public void A_reason_does_not_excuse_more_than_one_in_the_noisy_number_of_rows()
    {
        var request = Jobs.Epsilon(10) with { Delta = 0.9, AcceptedDeltaBecause = "a trial" };

        Refused(() => Jobs.Train(Table(1000), request, s_schema));
    }

    [Fact]
    public void It_is_refused_before_more_than_the_number_of_rows_was_paid_for()
    {
        var stages = new List<Stage>();

        Refused(() => Jobs.Train(
            Table(5000), Jobs.Epsilon(10) with { Delta = 5e-4 }, s_schema, new SynchronousProgress<JobProgress>(at => stages.Add(at.Stage))));

        Assert.All(stages, stage => Assert.Equal(Stage.Reading, stage));
    }

    [Fact]
    public void A_delta_that_is_small_enough_is_kept_and_the_number_is_paid_for()
    {
        var statement = Jobs.Train(Table(1000), Jobs.Epsilon(10) with { Delta = 5e-4 }, s_schema).Model.Statement;

        Assert.Equal(5e-4, statement.Guarantee!.Delta);
        Assert.True(statement.Charges[0].Prelude);
        Assert.Equal("number of rows, for delta", statement.Charges[0].Purpose);
    }

    [Fact]
    public void A_delta_below_the_default_ones_is_held_against_what_the_model_goes_by()
    {
        var request = Jobs.Epsilon(1) with { Delta = 1e-6 };

        request.RefuseLargeDelta(999_999);
        Refused(() => request.RefuseLargeDelta(1_000_000));
    }

    [Fact]
    public void The_reason_stands_in_the_statement()
    {
        var request = Jobs.Epsilon(10) with { Delta = 0.002, AcceptedDeltaBecause = "a small public table" };
        var statement = Jobs.Train(Table(50), request, s_schema).Model.Statement;

        Assert.Equal("a small public table", statement.AcceptedDeltaBecause);
    }

    private static void Refused(Action act)
    {
        var fault = Assert.Throws<VeilException>(act);
        Assert.Equal((FaultKind.PrivacyRefusal, "delta-too-large"), (fault.Kind, fault.Code));
    }

    private static string Table(int rows) => Jobs.Csv("a", rows, (i, _) => $"{i % 10}");
}
