using System.Text.Json;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Attacks;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;
using Veil.Evaluation.Rows;
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
    public void Least_privacy_losses()
    {
        foreach (var (inputs, expected) in Cases("epsilon_lower_bound"))
        {
            long Count(string name) => inputs.GetProperty(name).GetInt64();
            var delta = inputs.GetProperty("delta").GetDouble();
            var bound = EpsilonLowerBound.Of(Count("fp"), Count("n0"), Count("fn"), Count("n1"), inputs.GetProperty("alpha").GetDouble());
            var seen = new EpsilonLowerBound((double)Count("fp") / Count("n0"), (double)Count("fn") / Count("n1")).Epsilon(delta);

            Check(expected, "fpr_hi", bound.FalsePositiveRate);
            Check(expected, "fnr_hi", bound.FalseNegativeRate);
            Check(expected, "eps_cp", bound.Epsilon(delta));
            Check(expected, "mu", bound.GaussianMu);
            if (expected.GetProperty("eps_point").ValueKind is JsonValueKind.String)
            {
                Assert.Equal(double.PositiveInfinity, seen);
            }
            else
            {
                Check(expected, "eps_point", seen);
            }
        }
    }

    [Fact]
    public void Without_runs_no_loss_is_shown()
    {
        var bound = EpsilonLowerBound.Of(0, 0, 0, 1000, 0.05);
        Assert.Equal((0, 0), (bound.Epsilon(0), bound.GaussianMu));
    }

    [Fact]
    public void Risks_and_their_intervals()
    {
        foreach (var (inputs, expected) in Cases("wilson_and_residual_risk"))
        {
            Guesses Of(string name) => new(inputs.GetProperty($"success_{name}").GetInt32(), inputs.GetProperty("n").GetInt32());
            var z = Proportion.NormalQuantile((1 + inputs.GetProperty("confidence").GetDouble()) / 2);
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
    public void Singling_out_without_knowledge()
    {
        foreach (var (inputs, expected) in Cases("singling_out_probability"))
        {
            var people = inputs.GetProperty("n").GetInt32();
            Check(expected, "at_one_over_n", SinglingOutProbability.At(people, 1.0 / people));
            Check(expected, "integral", SinglingOutProbability.Integral(
                people, inputs.GetProperty("w0").GetDouble(), inputs.GetProperty("w1").GetDouble()));
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
            var matrix = expected.GetProperty("matrix");
            for (var row = 0; row < query.RowCount; row++)
            {
                for (var other = 0; other < reference.RowCount; other++)
                {
                    Assert.Equal(matrix[row][other].GetDouble(), space.Synthetic.Distance(row, space.Real, other), Tolerance);
                }
            }

            var nearest = NearestRows.Of(space.Synthetic, space.Real, TestContext.Current.CancellationToken);
            CheckAll(expected, "dcr", nearest.Select(row => row.Distance));
            CheckAll(expected, "second", nearest.Select(row => row.SecondDistance));
            CheckAll(expected, "nndr", nearest.Select(ClosestRecords.Ratio));
        }
    }

    [Fact]
    public void Shares_of_rows_that_are_closer_to_the_real_ones()
    {
        foreach (var (inputs, expected) in Cases("dcr_holdout_share"))
        {
            Check(expected, "share", ClosestRecords.ShareCloser(Numbers(inputs.GetProperty("to_train")), Numbers(inputs.GetProperty("to_holdout"))));
        }
    }

    [Fact]
    public void People_given_away_by_known_columns()
    {
        foreach (var (inputs, expected) in Cases("disclosure_categorical"))
        {
            Table Of(string name) => new([.. inputs.GetProperty(name).EnumerateObject().Select(column => Labels(
                column.Name, [.. column.Value.EnumerateArray().Select(value => value.GetString())]))]);
            var options = new AttackOptions { KnownToOne = [.. inputs.GetProperty("keys").EnumerateArray().Select(key => key.GetString()!)] };
            var context = new EvaluationContext(new EvaluationRequest { Real = Of("real"), Synthetic = Of("synthetic"), Schema = new Schema() });
            var attack = new CategoricalDisclosure(options).Run(context).Findings.Single(finding => finding.Id == "privacy.disclosure.attack");

            // The share itself, out of the centre of Wilson's interval.
            var square = Proportion.Z95 * Proportion.Z95;
            Check(expected, "disco", ((attack.Value!.Value * (attack.Count + square)) - (square / 2)) / attack.Count);
        }
    }

    [Fact]
    public void Risks_of_keys()
    {
        foreach (var (inputs, expected) in Cases("disclosure_categorical"))
        {
            string[] Texts(string table, string column) =>
                [.. inputs.GetProperty(table).GetProperty(column).EnumerateArray().Select(value => value.GetString()!)];
            string[] Keys(string table) =>
            [
                .. inputs.GetProperty("keys").EnumerateArray().Select(key => Texts(table, key.GetString()!))
                    .Aggregate((left, right) => [.. left.Zip(right, (a, b) => $"{a}|{b}")]),
            ];
            var target = inputs.GetProperty("target").GetString()!;
            var risks = KeyRisks.Of(Keys("real"), Texts("real", target), Keys("synthetic"), Texts("synthetic", target));

            CheckDefined(expected, "cap", risks.CorrectAttribution);
            CheckDefined(expected, "zero_cap", risks.CorrectAttributionOfAll);
            CheckDefined(expected, "uio", risks.Unique);
            CheckDefined(expected, "uiois", risks.Replicated);
            CheckDefined(expected, "repU", risks.ReplicatedOfUnique);
        }
    }

    [Fact]
    public void No_rows_have_no_risk()
    {
        Assert.Equal(new KeyRisks(null, null, null, null, null), KeyRisks.Of<int, int>([], [], [1], [1]));
        Assert.Equal(new KeyRisks(null, 0, 0, 0, null), KeyRisks.Of<int, int>([1, 1], [2, 2], [], []));
    }

    [Fact]
    public void Keys_that_repeat_are_no_replicas() =>
        Assert.Equal(new KeyRisks(0.5, 0.5, 1, 0, 0), KeyRisks.Of([1], ["yes"], [1, 1], ["yes", "no"]));

    private static void CheckDefined(JsonElement expected, string name, double? actual)
    {
        if (expected.GetProperty(name).ValueKind is JsonValueKind.Null)
        {
            Assert.Null(actual);
        }
        else
        {
            Check(expected, name, actual!.Value);
        }
    }

    private static RecordSpace Space(Table real, Table synthetic) =>
        RecordSpace.Of(new EvaluationContext(new EvaluationRequest { Real = real, Synthetic = synthetic, Schema = new Schema() }));

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
        SharedTables.OrSkip().Oracle(measure).EnumerateArray().Select(test => (test.GetProperty("inputs"), test.GetProperty("expected")));

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
