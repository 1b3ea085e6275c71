using Veil.Reports.Charts;
using Veil.Reports.Models;
using Veil.Reports.Pages;

namespace Veil.Reports.Tests;

public sealed class ModelReportTests
{
    private static readonly ModelSummary s_model = new()
    {
        Guarantee = "What anybody believes can change by this much.",
        Ceilings = [(0.1, 0.2320, 0.4509)],
        Facts = [("Method", "mst"), ("Epsilon", "1")],
        Charges = [("counts of 'age'", "discrete Gaussian, sigma 30", "rho 0.001")],
        Columns = [("age", "modelled", "declared: type, bounds"), ("town", "modelled", "declared: type"), ("job", "modelled", "declared: type")],
        Limitations = ["Small groups are mostly noise."],
        Distributions =
        [
            new NoisyDistribution("age", [.. Enumerable.Range(18, 70).Select(age => $"{age}")], [.. Enumerable.Range(18, 70).Select(age => 0.02 - (age / 4000.0))], 0.002, true),
            new NoisyDistribution("town", ["Ashby", "", "other"], [0.6, 0.41, -0.01], 0.01, false) { IsChosen = true },
        ],
        Errors = [new ExpectedError(["age"], 70, 0.05, 0.09), new ExpectedError(["town"], 3, 0.01, null), new ExpectedError(["age", "town"], 210, 0.11, 0.2)],
        Confidence = 0.95,
        UnmeasuredPairs = 2,
    };

    private static readonly Page s_page = ModelReport.Of(s_model, "people.veil");

    [Fact]
    public void It_may_be_published_and_says_why()
    {
        Assert.Equal(Audience.Public, s_page.Audience);
        Assert.Contains("already hold their noise", s_page.Banner, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_protects_nobody_is_internal()
    {
        var page = ModelReport.Of(s_model with { Warning = "Nobody is protected." }, "people.research.veil");

        Assert.Equal(Audience.Internal, page.Audience);
        Assert.DoesNotContain(s_model.Guarantee!, PageHtml.ToText(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Charts_follow_the_grammar()
    {
        Assert.Equal(5, Examples.FiguresOf(s_page).Count());
        Assert.All(Examples.FiguresOf(s_page), figure => Assert.Null(ChartTests.Fault(ChartJson.Write(figure.View, figure.Data, figure.Says))));
    }

    [Fact]
    public void Bars_of_error_are_as_wide_as_the_noise()
    {
        var town = Examples.FiguresOf(s_page).Single(figure => figure.Title == "town");

        Assert.Equal(["(empty)", 0.41, 0.41 - 0.0196, 0.41 + 0.0196], town.Data.Rows[1]);
        Assert.Contains("± 1.96 %", town.Says, StringComparison.Ordinal);
        Assert.Contains("Only labels with a large noisy count", town.Says, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_known_is_said()
    {
        var html = PageHtml.ToText(s_page);

        Assert.Contains("2 pairs were not counted together", html, StringComparison.Ordinal);
        Assert.Contains("Small groups are mostly noise.", html, StringComparison.Ordinal);
        Assert.Contains("rho 0.001", html, StringComparison.Ordinal);
        Assert.Contains("23.2 %", html, StringComparison.Ordinal);
        Assert.Contains("45.09 %", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_read_no_data_has_a_report_too()
    {
        var page = ModelReport.Of(new ModelSummary { Columns = [("age", "modelled", "declared: type")] }, "fake.veil");

        Assert.Equal(Audience.Public, page.Audience);
        Assert.Equal(["privacy", "making"], page.Sections.Select(section => section.Id));
        Assert.Contains("read no data", page.Banner, StringComparison.Ordinal);
    }
}
