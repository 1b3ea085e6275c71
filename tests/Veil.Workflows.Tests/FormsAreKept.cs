using System.Globalization;
using Veil.Data.Tables;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests;

/// <summary>
/// Nothing is declared, and the synthetic table is written as the real one was. The budget is large: this is about forms, not noise.
/// </summary>
public sealed class FormsAreKept
{
    private const int Rows = 3000;

    private static readonly PrivacyRequest s_large = Jobs.Epsilon(50) with { AcceptedBecause = "a test" };

    public static TheoryData<string, string> Forms => new()
    {
        { "yyyy-MM-ddTHH:mm", @"\d{4}-\d\d-\d\dT\d\d:\d\d" },
        { "yyyy-MM-dd HH:mm:ssZ", @"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ" },
        { "yyyyMMdd", @"20\d{6}" },
        { "d-MMM-yyyy", "\\d{1,2}-[A-Z][a-z]{2}-20\\d\\d" },
        { "MMM d, yyyy", "\"[A-Z][a-z]{2} \\d{1,2}, 20\\d\\d\"" },
        { "dd.MM.yy", @"\d\d\.\d\d\.\d\d" },
        { "M/d/yyyy H:mm", @"\d{1,2}/\d{1,2}/20\d\d \d{1,2}:\d\d" },
        { "HH:mm", @"[0-2]\d:[0-5]\d" },
        { "h:mm tt", @"\d{1,2}:\d\d [AP]M" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Of_dates_and_times(string format, string pattern) => AssertKept(
        (_, random) => new DateTime(2021, 1, 1).AddMinutes(random.Next(1_000_000)).ToString(format, CultureInfo.InvariantCulture), pattern);

    [Theory]
    [InlineData("$#,##0.00", @"(\$\d{1,3}\.\d\d|""\$\d{1,3}(,\d{3})+\.\d\d"")")]
    [InlineData("0.0' %'", @"\d+\.\d %")]
    [InlineData("0' kg'", @"\d+ kg")]
    [InlineData("0.0", @"\d+\.\d")]
    [InlineData("#,##0", @"(\d{1,3}|""\d{1,3}(,\d{3})+"")")]
    public void Of_numbers(string format, string pattern) => AssertKept(
        (_, random) => (random.NextDouble() * 5000).ToString(format, CultureInfo.InvariantCulture), pattern);

    [Theory]
    [InlineData("'P-'00000", @"P-\d{5}")]
    [InlineData("'CUST_'000000", @"CUST_\d{6}")]
    [InlineData("000000", @"\d{6}")]
    [InlineData("'7'00000", @"\d{6}")]
    [InlineData("'9d2b0f31-aaaa-4b6e-9c55-00000000'0000", "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}")]
    [InlineData("'Zxq-'0000", @"S\d{7}")]
    public void Of_keys(string format, string pattern)
    {
        var csv = Jobs.Csv("customer_id,c", Rows, (i, _) => (i + 1).ToString(format, CultureInfo.InvariantCulture) + ",y");
        var model = Jobs.Train(csv, s_large).Model;

        var keys = Jobs.Sample(model, 200).TrimEnd('\n').Split('\n')[1..].Select(line => line.Split(',')[0]).ToList();

        Assert.All(keys, key => Assert.Matches($"^{pattern}$", key));
        Assert.Equal(200, keys.Distinct().Count());
    }

    [Fact]
    public void Whole_numbers_with_a_fraction_of_zeros_stay_whole() =>
        AssertKept((_, random) => $"{random.Next(90)}.0", @"\d+\.0");

    [Fact]
    public void What_may_be_missing_is_told()
    {
        var model = Jobs.Train(
            Jobs.Csv("when,c", Rows, (_, random) => $"0{random.Next(1, 10)}/0{random.Next(1, 10)}/2024,x"), s_large).Model;

        Assert.Contains(model.Statement.Limitations, sentence => sentence.Contains("fit both orders", StringComparison.Ordinal));
    }

    [Fact]
    public void An_amount_is_no_key_because_its_values_differ()
    {
        var model = Jobs.Train(Jobs.Csv("income,c", Rows, (i, random) => $"{20_000 + (17 * i)},x"), s_large).Model;
        var incomes = ((IntegerColumn)Jobs.Read(Jobs.Sample(model, 500), model.OutputSchema)["income"]).Values.ToArray();

        Assert.True(incomes.Count(income => income is > 20_000 and < 71_000) > 400);
    }

    private static void AssertKept(Func<int, Random, string> cell, string pattern)
    {
        var csv = Jobs.Csv("x,c", Rows, (i, random) => Quoted(cell(i, random)) + ",y");
        var model = Jobs.Train(csv, s_large).Model;

        var lines = Jobs.Sample(model, 200).TrimEnd('\n').Split('\n')[1..];

        Assert.All(lines, line => Assert.Matches($"^({pattern})?,", line));
        Assert.True(lines.Count(line => line[0] != ',') > 180);
    }

    private static string Quoted(string text) => text.Contains(',', StringComparison.Ordinal) ? $"\"{text}\"" : text;
}
