using System.Collections.Immutable;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Models;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Domains;

/// <summary>What common labels tell of the rare ones.</summary>
public class LabelCandidatesTests
{
    private const int Rows = 20_000;

    [Fact]
    public void Names_of_countries_are_on_the_list_of_countries_in_their_own_spelling()
    {
        var list = ListedLabels.Of(["United-States", "Mexico", "?"], [900, 60, 10])!;

        Assert.Equal("countries", list.Name);
        Assert.Contains("El-Salvador", list.Labels);
        Assert.DoesNotContain("El Salvador", list.Labels);
        Assert.Contains("?", list.Labels);
    }

    [Theory]
    [InlineData("us-states", "CA", "TX", "NY", "FL", "OH", "GA")]
    [InlineData("weekdays", "monday", "tuesday")]
    [InlineData(null, "CA", "DE")]
    [InlineData(null, "Georgia")]
    [InlineData(null, "Monday", "late", "early")]
    [InlineData(null, "bachelor", "master", "doctorate")]
    public void A_list_takes_more_labels_than_chance_explains(string? list, params string[] labels) =>
        Assert.Equal(list, ListedLabels.Of([.. labels], [.. labels.Select(_ => 100L)])?.Name);

    [Fact]
    public void Codes_of_one_length_have_any_digit_where_digits_differ()
    {
        var codes = CodePattern.Of(["A01", "A02", "A03", "B01", "B02", "B03", "C01", "C02"])!.Value;

        Assert.Equal(30, codes.Length);
        Assert.Equal("A00", codes[0]);
        Assert.Equal("C09", codes[^1]);
    }

    [Theory]
    [InlineData("north", "south", "wests", "easts", "inner", "outer", "upper", "lower")]
    [InlineData("01", "02", "03", "04", "05", "06", "07", "108")]
    [InlineData("0101", "0102")]
    public void Words_labels_of_several_lengths_and_few_labels_have_no_pattern(params string[] labels) =>
        Assert.Null(CodePattern.Of([.. labels]));

    [Fact]
    public void Only_candidates_that_stand_out_or_were_found_before_occur()
    {
        var candidates = new LabelCandidates([.. Enumerable.Range(0, 100).Select(i => $"{i:00}")], List: null);
        var counts = new long[102];
        (counts[7], counts[8], counts[9], counts[^1]) = (200, 20, 20, 5);
        var counted = new NoisyMarginal(["x"], [.. counts], NoiseKind.Gaussian, 10);

        var found = candidates.Found(counted, new DiscoveredCategories(["09"], [400], 0, NoiseKind.Gaussian, 60, 390));

        Assert.Equal(["07", "09"], found.Labels);
        Assert.Equal([200, 20], found.Counts);
        Assert.Equal(5, found.MissingCount);
    }

    // Each of the nine rare codes has 33 rows. With noise of a standard deviation below 6 rows nearly all are found among candidates, and
    // nearly none by a threshold, which is at 37; the chance of fewer than five, or of more than three made up, is below 1e-5, and the
    // source of noise is fixed.
    [Fact]
    public void Rare_codes_are_found_that_a_threshold_would_hide_and_hardly_any_is_made_up()
    {
        var labels = Labels(Fit(i => i % 600 < 9 ? $"0{1 + (i % 600)}7" : $"0{1 + (i % 9)}{i % 5}"));

        Assert.InRange(Enumerable.Range(1, 9).Count(i => labels.Contains($"0{i}7")), 5, 9);
        Assert.InRange(labels.Count(label => label[1] == '0' || label[2] is '5' or '6' or '8' or '9'), 0, 3);
    }

    [Fact]
    public void Rare_countries_are_found_by_their_list_and_the_model_says_so()
    {
        string[] rare = ["Iceland", "Laos", "Peru", "Chad", "Fiji", "Malta", "Kenya", "Nepal"];
        var model = Fit(i => i % 250 < 8 ? rare[i % 250] : i % 3 == 0 ? "Germany" : i % 3 == 1 ? "France" : "Japan");

        Assert.Subset(Labels(model).ToHashSet(), rare.ToHashSet());
        Assert.Contains(model.Statement.Limitations, sentence => sentence.Contains("public list 'countries'", StringComparison.Ordinal));
        Assert.Equal(["categories of 'x'", "counts of 'x'"], model.Statement.Charges.Select(charge => charge.Purpose));
    }

    [Fact]
    public void What_stands_for_a_missing_value_is_no_label()
    {
        string[] rare = ["IS", "LA", "PE", "TD", "FJ", "MT", "KE", "NP"];
        string[] common = ["DE", "FR", "JP", "IT", "ES", "PL", "NL", "BE", "AT"];
        var model = Fit(i => i % 250 < 8 ? rare[i % 250] : i % 250 < 18 ? "NA" : common[i % 9], missing: "NA");

        Assert.Contains("KE", Labels(model));
        Assert.DoesNotContain("NA", Labels(model));
    }

    [Fact]
    public void A_small_table_is_not_looked_at_twice()
    {
        var model = Fit(i => i % 2 == 0 ? "a" : "b", rows: 300);

        Assert.Single(model.Statement.Charges, charge => charge.Purpose == "categories of 'x'");
    }

    private static ImmutableArray<string> Labels(SynthesisModel model) => model.Content.Schema.Columns[0].Categories!.Value;

    private static SynthesisModel Fit(Func<int, string> label, int rows = Rows, string missing = "")
    {
        var schema = new Schema
        {
            Columns =
            [
                new ColumnSchema
                {
                    Name = "x",
                    Type = new Fact<ColumnType>(ColumnType.Category, Provenance.Declared),
                    MissingCodes = new Fact<ImmutableArray<string>>([missing], Provenance.Declared),
                },
            ],
        };
        var pool = Enumerable.Range(0, rows).Select(label).Distinct().ToList();
        int[] codes = [.. Enumerable.Range(0, rows).Select(i => label(i) == missing ? LabelColumn.Missing : pool.IndexOf(label(i)))];
        var column = new LabelColumn("x", codes, LabelPool.Of(pool), ColumnType.Category);
        return Fitting.Method("independent").Fit(
            schema,
            Fitting.Wrap(new Table([column]), 1, 1e-9, noise: 5),
            new FitOptions { Rows = (rows, 100) },
            null,
            TestContext.Current.CancellationToken);
    }
}
