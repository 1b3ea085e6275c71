using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Tables;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Certificates;
using Veil.Synthesis.Models;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Certificates;

public sealed class ErrorCertificateTests
{
    private const int Runs = 40;

    private static readonly Table s_rows = SmallTable.Rows(4000);

    [Slow]
    [Theory]
    [InlineData("mst", 1e-6)]
    [InlineData("mst", 0)]
    [InlineData("independent", 1e-6)]
    [InlineData("independent", 0)]
    public void True_errors_are_within_the_bounds(string method, double delta)
    {
        var bounded = new List<(double Bound, double Error)>();
        var runsWithin = 0;
        for (ulong noise = 1; noise <= Runs; noise++)
        {
            var all = Compare(Fitting.Fit(method, s_rows, epsilon: 1, delta: delta, noise: noise), 0.9);
            bounded.AddRange(all);
            runsWithin += all.All(pair => pair.Error <= pair.Bound) ? 1 : 0;
        }

        // At 90 % one run in ten may fail, and three deviations of chance more: 36 - 3 sqrt(40 * 0.9 * 0.1).
        Assert.InRange(runsWithin, 30, Runs);

        // With 4,000 rows and epsilon 1 the bounds say something, and they are not a multitude of the errors.
        Assert.InRange(Median(bounded.Select(pair => pair.Bound)), 0, 0.25);
        Assert.InRange(Median(bounded.Select(pair => pair.Bound / pair.Error)), 1, 10);
    }

    [Fact]
    public void Noise_that_is_stated_too_low_is_found_out()
    {
        var failures = 0;
        for (ulong noise = 1; noise <= 10; noise++)
        {
            var model = Fitting.Fit("mst", s_rows, epsilon: 1, noise: noise);
            var content = model.Content with
            {
                Measurements = [.. model.Content.Measurements.Select(measured => measured with { StandardDeviation = measured.StandardDeviation / 4 })],
            };
            failures += Compare(new SynthesisModel(content, Fitting.Method("mst")), 0.9).Any(pair => pair.Error > pair.Bound) ? 1 : 0;
        }

        Assert.InRange(failures, 6, 10);
    }

    [Fact]
    public void Every_column_and_pair_is_listed_and_only_what_was_measured_is_certified()
    {
        var model = Fitting.Fit("mst", s_rows);
        var certificate = ErrorCertificate.Of(model, 0.95, TestContext.Current.CancellationToken);

        var names = model.Content.Domain.Attributes.Select(attribute => attribute.Name).ToList();
        Assert.Equal(names.Count + (names.Count * (names.Count - 1) / 2), certificate.Errors.Length);
        Assert.Distinct(certificate.Errors.Select(error => string.Join(' ', error.Columns)));
        var measured = model.Content.Measurements.Select(measured => string.Join(' ', measured.Attributes));
        Assert.Equal(measured.Order(), certificate.Errors.Where(error => error.TotalVariation is not null).Select(error => string.Join(' ', error.Columns)).Order());
    }

    [Fact]
    public void More_confidence_costs_a_wider_bound()
    {
        var model = Fitting.Fit("mst", s_rows);

        List<double> confidences = [0.5, 0.95, 0.999];
        var bounds = confidences.Select(confidence => ErrorCertificate.Of(model, confidence, TestContext.Current.CancellationToken)).ToList();

        Assert.All(bounds[0].Errors.Zip(bounds[1].Errors, bounds[2].Errors).Where(same => same.First.TotalVariation is not null), same =>
        {
            Assert.True(same.First.TotalVariation < same.Second.TotalVariation);
            Assert.True(same.Second.TotalVariation < same.Third.TotalVariation);
        });
    }

    [Fact]
    public void Columns_whose_labels_were_found_in_the_data_are_certified_by_later_counts_alone()
    {
        var schema = SmallTable.Schema with
        {
            Columns = [.. SmallTable.Schema.Columns.Select(column => column.Name == "city" ? column with { Categories = null } : column)],
        };

        var alone = ErrorCertificate.Of(Fitting.Fit("independent", s_rows, schema), 0.9, TestContext.Current.CancellationToken);
        var paired = ErrorCertificate.Of(Fitting.Fit("mst", s_rows, schema), 0.9, TestContext.Current.CancellationToken);

        Assert.Null(Bound(alone, "city"));
        Assert.NotNull(Bound(alone, "age"));
        Assert.NotNull(Bound(paired, "city"));
    }

    [Fact]
    public void Cells_that_were_counted_in_groups_certify_nothing()
    {
        var content = Fitting.Fit("mst", s_rows).Content;
        var pair = content.Measurements.First(measured => measured.Attributes.Length == 2);
        var grouped = pair with
        {
            Counts = [pair.Counts.Sum()],
            Groups = [.. pair.Attributes.Select(name => ImmutableArray.CreateRange(Enumerable.Repeat(0, content.Domain[content.Domain.IndexOf(name)].Size)))],
        };
        var model = new SynthesisModel(content with { Measurements = [.. content.Measurements.Where(measured => measured.Attributes.Length == 1), grouped] }, SynthesizerCatalog.Get("mst"));

        var certificate = ErrorCertificate.Of(model, 0.9, TestContext.Current.CancellationToken);

        Assert.Null(certificate.Errors.Single(error => error.Columns.SequenceEqual(pair.Attributes)).TotalVariation);
        Assert.NotNull(Bound(certificate, "age"));
    }

    [Fact]
    public void Of_a_model_that_measured_nothing_nothing_is_certified() => Assert.All(
        ErrorCertificate.Of(Fitting.Fit("random", s_rows), 0.9, TestContext.Current.CancellationToken).Errors,
        error => Assert.Null(error.TotalVariation));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_confidence_is_between_zero_and_one(double confidence) => Assert.Throws<ArgumentOutOfRangeException>(
        () => ErrorCertificate.Of(Fitting.Fit("random", s_rows), confidence, TestContext.Current.CancellationToken));

    private static double? Bound(ErrorCertificate certificate, string column) =>
        certificate.Errors.Single(error => error.Columns is [var only] && only == column).TotalVariation;

    // Each certified bound beside the distance of the model from the real rows.
    private static List<(double Bound, double Error)> Compare(SynthesisModel model, double confidence)
    {
        var domain = model.Content.Domain;
        var codes = domain.Attributes.Select(attribute => attribute.Encode(s_rows[attribute.Name])).ToList();
        return [.. ErrorCertificate.Of(model, confidence).Errors.Where(error => error.TotalVariation is not null).Select(error =>
        {
            var set = new AttributeSet(error.Columns.Select(domain.IndexOf));
            var modelled = model.Marginal(set)!;
            var real = new double[modelled.Length];
            for (var row = 0; row < s_rows.RowCount; row++)
            {
                real[set.Aggregate(0, (cell, a) => (cell * domain[a].Size) + codes[a][row])]++;
            }

            var total = modelled.Sum();
            return (error.TotalVariation!.Value, real.Zip(modelled, (a, b) => Math.Abs((a / s_rows.RowCount) - (b / total))).Sum() / 2);
        })];
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
