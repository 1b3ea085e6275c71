using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Models;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Domains;

/// <summary>What is learnt of a column of which only the type is declared: values that occur, at the column's own scale.</summary>
public class RangeLearnerTests
{
    private const int Rows = 5000;

    // About what each of five columns gets at epsilon 1, delta 1e-9.
    private const double Epsilon = 0.4;

    public static TheoryData<string> Columns => new(s_columns.Keys);

    private static readonly Dictionary<string, (ColumnType Type, double? Step, Func<Random, double> Draw, double Error)> s_columns = new()
    {
        ["years 2015 to 2024"] = (ColumnType.Integer, 1, random => 2015 + random.Next(10), 0.1),
        ["years 1400 to 1500"] = (ColumnType.Integer, 1, random => 1400 + random.Next(100), 0.2),
        ["scores 0 to 10"] = (ColumnType.Integer, 1, random => random.Next(11), 0.1),
        ["all 2024"] = (ColumnType.Integer, 1, _ => 2024, 0.03),
        ["all negative"] = (ColumnType.Integer, 1, random => -40 - random.Next(30), 0.15),
        ["concept identifiers"] = (ColumnType.Integer, 1, random => random.Next(3) switch { 0 => 8507, 1 => 8532, _ => 44_814_653 }, 0.05),
        ["a code for missing"] = (ColumnType.Integer, 1, random => random.Next(5) == 0 ? -999 : random.Next(100), 0.2),
        ["two far clusters"] = (ColumnType.Integer, 1, random => (random.Next(2) * 1_000_000_000L) + random.Next(8), 0.1),
        ["beyond 2^53"] = (ColumnType.Integer, 1, random => (1L << 60) + random.NextInt64(1L << 57), 0.2),
        ["epoch seconds"] = (ColumnType.Integer, 1, random => 1_577_836_800 + random.Next(63_000_000), 0.2),
        ["incomes"] = (ColumnType.Integer, 1, random => Math.Round(Math.Exp(10 + (0.6 * Normal(random)))), 0.2),
        ["longitudes"] = (ColumnType.Decimal, 0.00001, random => Math.Round(-122.3 + (0.05 * Normal(random)), 5), 0.2),
        ["of no known step"] = (ColumnType.Decimal, null, random => 5 + Math.Abs(Normal(random)), 0.2),
        ["about 1e-9"] = (ColumnType.Decimal, null, random => 1e-9 * (1 + random.NextDouble()), 0.2),
        ["about 1e15"] = (ColumnType.Decimal, null, random => 1e15 * (1 + random.NextDouble()), 0.2),
        ["dates of birth"] = (ColumnType.Date, null, random => -11_000 + random.Next(24_000), 0.2),
        ["admissions of a year"] = (ColumnType.Date, null, random => 19_400 + random.Next(365), 0.2),
        ["dates with a code for never"] = (ColumnType.Date, null, random => random.Next(5) == 0 ? 2_932_896 : 19_000 + random.Next(700), 0.2),
    };

    [Theory]
    [MemberData(nameof(Columns))]
    public void Values_come_back_at_the_scale_of_the_column(string name)
    {
        var (type, step, draw, error) = s_columns[name];
        var random = new Random(1);
        double[] values = [.. Enumerable.Range(0, Rows).Select(_ => draw(random))];
        var model = Fit(type, step, values, Epsilon);

        // In runs of equal mass of the real values, so that every scale has its own unit.
        var synthetic = Numbers(Fitting.ReadBack(model, Rows, 1)["x"]);
        Assert.InRange(Distance(values, synthetic), 0, error);
        var (least, most) = (values.Min(), values.Max());
        var room = Math.Max(most - least, Math.Max(Math.Abs(most), 100));
        Assert.All(synthetic, value => Assert.InRange(value, least - room, most + room));
    }

    [Fact]
    public void Codes_that_occur_are_the_codes_that_come_back()
    {
        var random = new Random(2);
        int[] codes = [200, 301, 302, 404, 500, 503];
        double[] values = [.. Enumerable.Range(0, 20_000).Select(_ => (double)codes[Math.Min(random.Next(6), random.Next(6))])];
        var synthetic = Numbers(Fitting.ReadBack(Fit(ColumnType.Integer, 1, values, 1), Rows, 1)["x"]);

        // Three of ten million chances are noise; a handful of rows may have a code that nobody sent.
        Assert.InRange(synthetic.Count(value => !codes.Contains((int)value)), 0, Rows / 100);
        Assert.All(codes, code => Assert.Contains(code, synthetic));
    }

    [Fact]
    public void A_table_too_small_for_its_budget_stays_wide_and_says_so()
    {
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, 200).Select(_ => -11_000 + (double)random.Next(24_000))];
        var model = Fit(ColumnType.Date, null, values, 0.02);
        var synthetic = Numbers(Fitting.ReadBack(model, 500, 1)["x"]);
        Assert.True(synthetic.Distinct().Count() > 100);
        Assert.Contains(model.Statement.Limitations, sentence => sentence.StartsWith("The range of 'x' was guessed", StringComparison.Ordinal));
    }

    [Fact]
    public void A_column_without_values_has_a_model_that_opens()
    {
        foreach (var type in new[] { ColumnType.Integer, ColumnType.Decimal, ColumnType.Date, ColumnType.DateTime })
        {
            var model = Fit(type, null, [.. Enumerable.Repeat(double.NaN, 500)], 1);
            var column = Fitting.ReadBack(Fitting.Load(Fitting.Save(model)), 100, 1)["x"];
            Assert.InRange(Enumerable.Range(0, 100).Count(column.IsMissing), 90, 100);
        }
    }

    [Fact]
    public void Noise_far_from_the_values_does_not_set_the_scale()
    {
        // Of a thousand seeds one or two make a window of noise in the first histogram; this one makes it near 1e220.
        var random = new Random(1);
        var model = Fit(ColumnType.Decimal, null, [.. Enumerable.Range(0, 300).Select(_ => 5 + random.NextDouble())], 2, noise: 336);

        Assert.InRange(model.Content.Schema.Find("x")!.Step!.Value, 0, 0.01);
        Assert.InRange(Numbers(Fitting.ReadBack(model, 300, 1)["x"]).Count(value => value is > 4 and < 7), 270, 300);
    }

    [Fact]
    public void What_is_not_needed_of_the_share_is_not_charged()
    {
        var model = Fit(ColumnType.Integer, 1, [.. Enumerable.Range(0, Rows).Select(i => (double)(i % 7))], 1);
        Assert.Single(model.Statement.Charges, charge => charge.Purpose == "range of 'x'");
    }

    private static SynthesisModel Fit(ColumnType type, double? step, double[] values, double epsilon, ulong noise = 5)
    {
        Column column = type == ColumnType.Decimal ? new DecimalColumn("x", values)
            : new IntegerColumn("x", [.. values.Select(value => double.IsNaN(value) ? IntegerColumn.Missing : (long)value)], type);
        var schema = new Schema
        {
            Columns =
            [
                new ColumnSchema
                {
                    Name = "x",
                    Type = new Fact<ColumnType>(type, Provenance.Declared),
                    Step = step is { } known ? new Fact<double>(known, Provenance.Declared) : null,
                },
            ],
        };
        return Fitting.Method("independent").Fit(
            schema,
            Fitting.Wrap(new Table([column]), epsilon, 1e-9, noise),
            new FitOptions { Rows = (values.Length, 100) },
            null,
            TestContext.Current.CancellationToken);
    }

    private static double Distance(double[] real, double[] synthetic)
    {
        double[] sorted = [.. real.Order()];
        double[] edges = [.. Enumerable.Range(1, 19).Select(i => sorted[i * sorted.Length / 20]).Distinct()];
        double[] Shares(double[] values)
        {
            var shares = new double[(2 * edges.Length) + 1];
            foreach (var value in values)
            {
                var at = Array.BinarySearch(edges, value);
                shares[at >= 0 ? (2 * at) + 1 : 2 * ~at] += 1.0 / values.Length;
            }

            return shares;
        }

        return Shares(real).Zip(Shares(synthetic), (a, b) => Math.Abs(a - b)).Sum() / 2;
    }

    private static double[] Numbers(Column column) => column switch
    {
        DecimalColumn decimals => decimals.Values.ToArray(),
        _ => [.. ((IntegerColumn)column).Values.ToArray().Select(value => (double)value)],
    };

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
