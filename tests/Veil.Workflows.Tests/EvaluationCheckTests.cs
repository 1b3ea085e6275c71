using Veil.Data.Errors;
using Veil.Evaluation.Results;
using Veil.Workflows.Evaluating;

namespace Veil.Workflows.Tests;

public sealed class EvaluationCheckTests
{
    [Theory]
    [InlineData("a.b=0.1", "a.b", 0.1)]
    [InlineData("a=b=-2e3", "a=b", -2000)]
    public void A_check_is_a_name_and_a_number(string text, string id, double threshold) => Assert.Equal(new EvaluationCheck(id, threshold), EvaluationCheck.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("=1")]
    [InlineData("a=")]
    [InlineData("a=NaN")]
    [InlineData("a=0,5")]
    public void Anything_else_is_none(string text) => Assert.Null(EvaluationCheck.Parse(text));

    [Theory]
    [InlineData(Direction.Larger, 0.9, 0.8, true)]
    [InlineData(Direction.Larger, 0.8, 0.8, true)]
    [InlineData(Direction.Larger, 0.7, 0.8, false)]
    [InlineData(Direction.Smaller, 0.7, 0.8, true)]
    [InlineData(Direction.Smaller, 0.8, 0.8, true)]
    [InlineData(Direction.Smaller, 0.9, 0.8, false)]
    [InlineData(Direction.Smaller, double.PositiveInfinity, 0.8, false)]
    [InlineData(Direction.Larger, double.NaN, 0.8, false)]
    [InlineData(Direction.LikeReal, 0.55, 0.1, true)]
    [InlineData(Direction.LikeReal, 0.45, 0.1, true)]
    [InlineData(Direction.LikeReal, 0.65, 0.1, false)]
    [InlineData(Direction.LikeReal, 0.35, 0.1, false)]
    public void A_number_is_held_against_what_is_better(Direction direction, double value, double threshold, bool holds) =>
        Assert.Equal(holds, new EvaluationCheck("x", threshold).Failures(Result(Finding(direction, value))).Count == 0);

    [Fact]
    public void What_is_not_defined_fails()
    {
        var failure = Assert.Single(new EvaluationCheck("x", 0).Failures(Result(Finding(Direction.Larger, null) with { Reason = "There is no row." })));

        Assert.Contains("is not defined: There is no row.", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void What_should_be_like_real_rows_fails_without_them() =>
        Assert.Single(new EvaluationCheck("x", 1).Failures(Result(Finding(Direction.LikeReal, 0.5) with { OfHoldout = null })));

    [Fact]
    public void Every_number_of_the_name_must_hold()
    {
        var failures = new EvaluationCheck("x", 0.5).Failures(Result(
            Finding(Direction.Smaller, 0.6) with { Columns = ["age"] }, Finding(Direction.Smaller, 0.4) with { Columns = ["sex"] }, Finding(Direction.Smaller, 0.7) with { Columns = ["job"] }));

        Assert.Equal(["x (Title: age) is 0.6, more than 0.5.", "x (Title: job) is 0.7, more than 0.5."], failures);
    }

    [Fact]
    public void A_name_that_there_is_not_is_a_mistake_with_a_guess()
    {
        var fault = Assert.Throws<VeilException>(() => new EvaluationCheck("columns.totl-variation", 1).Failures(Result(Finding(Direction.Smaller, 0) with { Id = "columns.total-variation" })));

        Assert.Equal((FaultKind.Usage, "unknown-finding", "Did you mean 'columns.total-variation'?"), (fault.Kind, fault.Code, fault.WayOut));
    }

    [Fact]
    public void A_description_cannot_fail() =>
        Assert.Equal("finding-without-direction", Assert.Throws<VeilException>(() => new EvaluationCheck("x", 1).Failures(Result(Finding(Direction.Neutral, 3)))).Code);

    private static EvaluationResult Result(params Finding[] findings) => new() { Findings = findings };

    private static Finding Finding(Direction direction, double? value) => new()
    {
        Id = "x",
        Section = Section.Columns,
        Title = "Title",
        Sentence = "",
        Value = value,
        Direction = direction,
        Count = 1,
        Reads = Sources.Real,
        OfHoldout = 0.5,
    };
}
