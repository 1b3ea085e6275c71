using System.Text.Json;
using Veil.Data.Numerics;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Attacks;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;
using Veil.Evaluation.Statistics;
using static Veil.Evaluation.Tests.Fidelity.Tables;

namespace Veil.Evaluation.Tests.Attacks;

/// <summary>All cases whose results scipy and the original tools' formulas were asked for.</summary>
public sealed class AttackOracleTests
{
    private const double Tolerance = 1e-9;

    [Fact]
    public void Exact_intervals()
    {
        foreach (var (inputs, expected) in Cases("clopper_pearson"))
        {
            var (k, n, alpha) = (inputs.GetProperty("k").GetInt64(), inputs.GetProperty("n").GetInt64(), inputs.GetProperty("alpha").GetDouble());
            var (twoSided, oneSided) = (Proportion.ClopperPearson(k, n, alpha), Proportion.ClopperPearson(k, n, 2 * alpha));

            Check(expected, "lower", twoSided.Low);
            Check(expected, "upper", twoSided.High);
            Check(expected, "one_sided_lower", oneSided.Low);
            Check(expected, "one_sided_upper", oneSided.High);
        }
    }

    [Fact]
    public void Risks_and_their_intervals()
    {
        foreach (var (inputs, expected) in Cases("wilson_and_residual_risk"))
        {
            Guesses Of(string name) => new(inputs.GetProperty($"success_{name}").GetInt32(), inputs.GetProperty("n").GetInt32());
            var z = StandardNormal.Quantile((1 + inputs.GetProperty("confidence").GetDouble()) / 2);
            var rates = new GuessRates(Of("attack"), Of("control"), Of("baseline"));

            Check(expected, "attack_rate", rates.Attack.Rate);
            Check(expected, "attack_half", rates.Attack.Half(z));
            Check(expected, "control_rate", rates.Control.Rate);
            Check(expected, "control_half", rates.Control.Half(z));
            Check(expected, "baseline_rate", rates.Baseline.Rate);
            Check(expected, "baseline_half", rates.Baseline.Half(z));
            Check(expected, "residual", rates.Residual);
            Check(expected, "residual_error", rates.Error(z));
            Check(expected, "residual_clipped", rates.Risk);
            Assert.Equal(expected.GetProperty("residual_ci")[0].GetDouble(), rates.Interval(z).Low, Tolerance);
            Assert.Equal(expected.GetProperty("residual_ci")[1].GetDouble(), rates.Interval(z).High, Tolerance);
            Assert.Equal(expected.GetProperty("trustworthy").GetBoolean(), rates.SaysSomething);
        }
    }

    [Fact]
    public void Areas_under_curves()
    {
        foreach (var (inputs, expected) in Cases("roc_auc").Where(test => test.Expected.GetProperty("auc").ValueKind is not JsonValueKind.Null))
        {
            var scores = Numbers(inputs.GetProperty("labels")).Zip(Numbers(inputs.GetProperty("scores"))).ToList();
            var curve = new RocCurve([.. scores.Where(s => s.First == 1).Select(s => s.Second)], [.. scores.Where(s => s.First == 0).Select(s => s.Second)]);

            Check(expected, "auc", curve.Auc);
        }
    }

    [Fact]
    public void Distances()
    {
        foreach (var (inputs, expected) in Cases("gower_distance"))
        {
            var (reference, query) = (Table(inputs, "reference"), Table(inputs, "query"));
            var space = Space(reference, query);
            var (real, synthetic) = (space.RecordsOf(ComparedTables.Real), space.RecordsOf(ComparedTables.Synthetic));
            var matrix = expected.GetProperty("matrix");
            for (var row = 0; row < query.RowCount; row++)
            {
                for (var other = 0; other < reference.RowCount; other++)
                {
                    Assert.Equal(matrix[row][other].GetDouble(), synthetic.Distance(row, real, other), Tolerance);
                }
            }

            var nearest = NearestRows.Of(synthetic, real, TestContext.Current.CancellationToken);
            CheckAll(expected, "dcr", nearest.Select(row => row.Distance));
            CheckAll(expected, "second", nearest.Select(row => row.SecondDistance));
            CheckAll(expected, "nndr", nearest.Select(ClosestMetrics.Ratio));
        }
    }

    [Fact]
    public void Shares_of_rows_that_are_closer_to_the_real_ones()
    {
        foreach (var (inputs, expected) in Cases("dcr_holdout_share"))
        {
            Check(expected, "share", ClosestRows.ShareCloser(Numbers(inputs.GetProperty("to_train")), Numbers(inputs.GetProperty("to_holdout"))));
        }
    }

    [Fact]
    public void People_given_away_by_known_columns()
    {
        foreach (var (inputs, expected) in Cases("disclosure_categorical"))
        {
            Table Of(string name) => new([.. inputs.GetProperty(name).EnumerateObject().Select(column => Labels(
                column.Name, [.. column.Value.EnumerateArray().Select(value => value.GetString())]))]);
            var context = new EvaluationContext(new EvaluationInput
            {
                Real = Of("real"),
                Synthetic = Of("synthetic"),
                Schema = new Schema(),
                Known = [.. inputs.GetProperty("keys").EnumerateArray().Select(key => key.GetString()!)],
            });
            var attack = new CategoricalDisclosure().Run(context).Findings.Single(finding => finding.Id == "privacy.disclosure.attack");

            // The share itself, out of the centre of Wilson's interval.
            var square = StandardNormal.Z95 * StandardNormal.Z95;
            Check(expected, "disco", ((attack.Value!.Value * (attack.Count + square)) - (square / 2)) / attack.Count);
        }
    }

    private static ComparedTables Space(Table real, Table synthetic) =>
        ComparedTables.Of(new EvaluationContext(new EvaluationInput { Real = real, Synthetic = synthetic, Schema = new Schema() }));

    private static Table Table(JsonElement inputs, string name)
    {
        var columns = inputs.GetProperty(name);
        return new Table(
        [
            .. inputs.GetProperty("numeric").EnumerateArray().Select(column => Decimals(column.GetString()!, Numbers(columns.GetProperty(column.GetString()!)))),
            .. inputs.GetProperty("categorical").EnumerateArray().Select(column => Labels(
                column.GetString()!, [.. columns.GetProperty(column.GetString()!).EnumerateArray().Select(value => value.GetString())])),
        ]);
    }

    private static IEnumerable<(JsonElement Inputs, JsonElement Expected)> Cases(string measure) =>
        WorkedCases.Of(measure).Select(test => (test.GetProperty("inputs"), test.GetProperty("expected")));

    private static double[] Numbers(JsonElement values) =>
        [.. values.EnumerateArray().Select(value => value.ValueKind is JsonValueKind.Null ? double.NaN : value.GetDouble())];

    private static void Check(JsonElement expected, string name, double actual) =>
        Assert.Equal(expected.GetProperty(name).GetDouble(), actual, Tolerance);

    private static void CheckAll(JsonElement expected, string name, IEnumerable<double> actual)
    {
        if (expected.TryGetProperty(name, out var values))
        {
            Assert.All(actual.Zip(Numbers(values)), pair => Assert.Equal(pair.Second, pair.First, Tolerance));
        }
    }
}
