using System.Text.Json;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Fidelity;
using Veil.Evaluation.Learners;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;
using static Veil.Evaluation.Tests.Fidelity.Tables;

namespace Veil.Evaluation.Tests.Fidelity;

/// <summary>All worked cases about fidelity.</summary>
public sealed class FidelityOracleTests
{
    [Fact]
    public void Kolmogorov_Smirnov()
    {
        foreach (var test in OracleCase.All("ks_two_sample"))
        {
            var (a, b) = (NumericValues.Of(test.Numbers("a")), NumericValues.Of(test.Numbers("b")));
            var statistic = KolmogorovSmirnovDistance.Between(a, b);
            test.Check("statistic", statistic);
            test.Check("complement", 1 - statistic);
        }
    }

    [Fact]
    public void Wasserstein()
    {
        foreach (var test in OracleCase.All("wasserstein_1"))
        {
            var (a, b) = (Repeated(test, "a"), Repeated(test, "b"));
            test.Check("w1", WassersteinDistance.Between(a, b));
            test.Check("normalised", WassersteinDistance.InRealRanges(a, b));
        }
    }

    [Fact]
    public void Chi_square_homogeneity()
    {
        foreach (var test in OracleCase.All("chi_square_homogeneity"))
        {
            var result = ChiSquare.Homogeneity(test.Counts("real"), test.Counts("synthetic"))!;
            test.Check("statistic", result.Statistic);
            test.Check("dof", result.Degrees);
            test.Check("p", result.P);
            test.Check("cramers_v", result.Effect);
            test.Check("min_expected", result.LeastExpected);
        }
    }

    [Fact]
    public void Divergences_of_shares()
    {
        foreach (var test in OracleCase.All("discrete_divergences"))
        {
            var (p, q) = (test.Counts("real_counts"), test.Counts("synthetic_counts"));
            test.Check("tv", Divergences.TotalVariation(p, q));
            test.Check("kl_q_p", Divergences.KullbackLeibler(q, p));
            test.Check("kl_p_q", Divergences.KullbackLeibler(p, q));
            test.Check("kl_q_p_smoothed", Divergences.KullbackLeibler(q, p, Divergences.Smoothing));
            test.Check("kl_p_q_smoothed", Divergences.KullbackLeibler(p, q, Divergences.Smoothing));
            test.Check("js_bits", Divergences.JensenShannon(p, q));
            test.Check("js_nats", Divergences.JensenShannon(p, q) * Math.Log(2));
            test.Check("js_distance_base2", Divergences.JensenShannon(p, q) is { } bits ? Math.Sqrt(bits) : null);
            test.Check("hellinger", Divergences.Hellinger(p, q));
        }
    }

    [Fact]
    public void Expected_sampling_error()
    {
        foreach (var test in OracleCase.All("expected_sampling_error"))
        {
            var (p, q) = (test.Counts("real_counts"), test.Counts("synthetic_counts"));
            var expected = Divergences.ExpectedTotalVariation(p, q.Sum());
            test.Check("expected_l1", 2 * expected);
            test.Check("accuracy_max", 1 - expected);
            test.Check("accuracy", 1 - Divergences.TotalVariation(p, q));
        }
    }

    [Fact]
    public void Mutual_information()
    {
        foreach (var test in OracleCase.All("mutual_information"))
        {
            var table = Cross(test.Texts("x"), test.Texts("y"));
            test.Check("mi", table.MutualInformation);
            test.Check("h_x", table.RowEntropy);
            test.Check("h_y", table.ColumnEntropy);
            test.Check("nmi_arithmetic", table.Normalised);
            test.Check("mi_miller_madow", table.MillerMadow);
        }
    }

    [Fact]
    public void Mutual_information_of_all_pairs()
    {
        foreach (var test in OracleCase.All("pairwise_nmi_matrix_and_difference"))
        {
            var isNormalised = test.Inputs.GetProperty("estimator").GetString() == "nmi";
            var result = new PairsPart().Run(Context(test.Labels("real"), test.Labels("synthetic")));
            var matrix = result.Matrices.Single(matrix => matrix.Id == (isNormalised ? "pairs.mutual-information.normalised" : "pairs.mutual-information"));
            CheckMatrix(test.Expected.GetProperty("real"), matrix.Real);
            CheckMatrix(test.Expected.GetProperty("synthetic"), matrix.Synthetic);
            var finding = result.Findings.Single(finding => finding.Id == $"pairs.mutual-information.difference.{(isNormalised ? "mean" : "sum")}");
            test.Check(isNormalised ? "mean_abs" : "sum_abs", finding.Value);

            var measure = new PairMeasure(matrix.Names, [1, 1]);
            foreach (var (row, column) in Enumerable.Range(0, matrix.Real.Length * matrix.Real.Length).Select(cell => Math.DivRem(cell, matrix.Real.Length)))
            {
                measure[ComparedTables.Real, row, column] = matrix.Real[row][column];
                measure[ComparedTables.Synthetic, row, column] = matrix.Synthetic[row][column];
            }

            test.Check("mean_abs", measure.MeanDifference(ComparedTables.Synthetic));
            test.Check("max_abs", measure.LargestDifference(ComparedTables.Synthetic));
        }
    }

    [Fact]
    public void Cramers_V()
    {
        foreach (var test in OracleCase.All("cramers_v"))
        {
            var rows = test.Inputs.GetProperty("table").EnumerateArray().Select(row => row.EnumerateArray().Select(cell => cell.GetInt32()).ToArray()).ToArray();
            var table = new Contingency([.. rows.SelectMany(row => row)], rows[0].Length);
            test.Check("v_bias_corrected", table.CramersVCorrected);
            test.Check("phi2", table.PhiSquared);
        }
    }

    [Fact]
    public void Theils_U()
    {
        foreach (var test in OracleCase.All("theils_u"))
        {
            var table = Cross(test.Texts("x"), test.Texts("y"));
            test.Check("u_x_given_y", table.RowExplained);
            test.Check("u_y_given_x", table.ColumnExplained);
        }
    }

    [Fact]
    public void Correlation_ratio()
    {
        foreach (var test in OracleCase.All("correlation_ratio"))
        {
            var labels = (LabelColumn)Labels("c", test.Texts("c"));
            var eta = Correlation.Ratio(new CellColumn(labels.Codes.ToArray(), labels.Labels.Count), labels.Labels.Count, NumericValues.Of(test.Numbers("v")));
            test.Check("eta", eta);
            test.Check("eta2", eta * eta);
        }
    }

    [Fact]
    public void Correlations()
    {
        foreach (var test in OracleCase.All("pearson_spearman_kendall"))
        {
            var (x, y) = (NumericValues.Of(test.Numbers("x")), NumericValues.Of(test.Numbers("y")));
            test.Check("pearson", Correlation.Pearson(x, y));
            test.Check("spearman", Correlation.Spearman(x, y));
        }
    }

    [Fact]
    public void Correlation_similarity()
    {
        foreach (var test in OracleCase.All("correlation_similarity"))
        {
            if (test.Has("rho_real"))
            {
                var measure = new PairMeasure(["a", "b"], [1, 1]);
                measure[ComparedTables.Real, 0, 1] = test.Inputs.GetProperty("rho_real").GetDouble();
                measure[ComparedTables.Synthetic, 0, 1] = test.Inputs.GetProperty("rho_synthetic").GetDouble();
                test.Check("score", 1 - (measure.MeanDifference(ComparedTables.Synthetic) / 2));
                continue;
            }

            var result = new PairsPart().Run(test.Has("use")
                ? Context(Numeric(test, "real"), Numeric(test, "synthetic"))
                : Context(
                    new Table([Decimals("x", test.Numbers("real_x")), Decimals("y", test.Numbers("real_y"))]),
                    new Table([Decimals("x", test.Numbers("synthetic_x")), Decimals("y", test.Numbers("synthetic_y"))])));
            foreach (var (id, suffix) in new[] { ("pearson", ""), ("spearman", "_spearman") })
            {
                var matrix = result.Matrices.Single(matrix => matrix.Id == $"pairs.{id}");
                test.Check($"rho_real{suffix}", matrix.Real[0][1]);
                test.Check($"rho_synthetic{suffix}", matrix.Synthetic[0][1]);
                var score = 1 - (result.Findings.Single(finding => finding.Id == $"pairs.{id}.difference.mean").Value / 2);
                test.Check($"{id}_score", score);
                test.Check("score", score);
            }
        }
    }

    [Fact]
    public void Contingency_similarity()
    {
        foreach (var test in OracleCase.All("contingency_similarity"))
        {
            Table Of(string part) => new([Labels("x", test.Texts($"{part}_x")), Labels("y", test.Texts($"{part}_y"))]);
            test.Check("score", 1 - BinnedTables.Of(Of("real"), Of("synthetic")).TotalVariation([0, 1]));
        }
    }

    [Fact]
    public void Validity()
    {
        foreach (var test in OracleCase.All("validity_and_coverage"))
        {
            var isNumeric = test.Inputs.GetProperty("kind").GetString() == "numeric";
            Column Of(string part) => isNumeric ? Decimals("c", test.Numbers(part)) : Labels("c", test.Texts(part));
            var result = new ValidityPart().Run(Context(new Table([Of("real")]), new Table([Of("synthetic")])));
            test.Check(isNumeric ? "boundary_adherence" : "category_adherence", Single(result, "validity.values").Value);
            test.Check("missing_value_similarity", 1 - Single(result, "validity.missing").Value);
            if (isNumeric)
            {
                var (real, synthetic) = (Summary.Of(NumericValues.Of(test.Numbers("real"))), Summary.Of(NumericValues.Of(test.Numbers("synthetic"))));
                double? Similarity(Func<Summary, double?> ask) =>
                    StatisticErrors.Error(ask(real), ask(synthetic), real.Maximum - real.Minimum) is { } error ? Math.Max(0, 1 - error) : null;
                test.Check("statistic_similarity_mean", Similarity(summary => summary.Mean));
                test.Check("statistic_similarity_median", Similarity(summary => summary.Median));
                test.Check("statistic_similarity_std", Similarity(summary => summary.StandardDeviation));
            }
        }
    }

    [Fact]
    public void K_marginals()
    {
        foreach (var test in OracleCase.All("k_marginal_score"))
        {
            var error = Workload(test, test.Inputs.GetProperty("k").GetInt32(), out var names, out var sets, out var distances);
            for (var i = 0; i < sets.Count; i++)
            {
                test.Check(test.Expected.GetProperty("l1"), string.Join('|', sets[i].Select(column => names[column])), 2 * distances[i]);
            }

            test.Check("mean_l1", 2 * error.Mean);
            test.Check("sdnist_score", error.NistScore);
            test.Check("nist2018_score", error.NistScore / 1000);
        }
    }

    [Fact]
    public void Workloads()
    {
        foreach (var test in OracleCase.All("workload_error"))
        {
            var (real, synthetic) = (test.Labels("real"), test.Labels("synthetic"));
            var tables = BinnedTables.Of(real, synthetic);
            var names = test.Inputs.GetProperty("workload").EnumerateArray().Select(set => set.GetString()!).ToArray();
            var sets = names.Select(set => set.Split('|').Select(name => tables.Names.ToList().IndexOf(name)).ToArray()).ToArray();
            var distances = sets.Select(set => tables.TotalVariation(set)).ToArray();
            var error = new WorkloadError(distances);
            for (var i = 0; i < sets.Length; i++)
            {
                test.Check(test.Expected.GetProperty("l1"), names[i], 2 * distances[i]);
            }

            test.Check("unweighted_mean_l1", 2 * error.Mean);
            test.Check("unweighted_mean_tv", error.Mean);
            test.Check("max_tv", error.Maximum);
        }
    }

    [Fact]
    public void Propensity_of_cells()
    {
        foreach (var test in OracleCase.All("pmse_table"))
        {
            var (real, synthetic) = (test.Counts("real_counts"), test.Counts("synthetic_counts"));
            var propensity = Propensity.OfCells(real, synthetic)!;
            test.Check("pmse", propensity.MeanSquare);
            test.Check("expectation_under_null", propensity.Expected);
            test.Check("s_pmse", propensity.Standardised);
            test.Check("chi_square_homogeneity", ChiSquare.Homogeneity(real, synthetic)!.Statistic);
            test.Check("dof", ChiSquare.Homogeneity(real, synthetic)!.Degrees);
            test.Check("jsd_bits", Divergences.JensenShannon(real, synthetic));
            test.Check("dbhatt", Divergences.Hellinger(real, synthetic));
        }
    }

    [Fact]
    public void Propensity_of_a_logistic_regression()
    {
        foreach (var test in OracleCase.All("pmse_logistic"))
        {
            var (real, synthetic) = (Rows(test, "real"), Rows(test, "synthetic"));
            double[][] rows = [.. real, .. synthetic];
            var columns = rows[0].Length;
            var features = new Features(
                [.. Enumerable.Range(0, columns).Select(column => new Feature($"x{column}", 0))],
                [.. Enumerable.Range(0, columns).Select(column => rows.Select(row => row[column]).ToArray())],
                rows.Length);
            var target = LearningTarget.OfClasses([.. rows.Select((_, row) => row < real.Length ? 0 : 1)], 2);
            var predicted = new LogisticRegression(0).Fit(features, target, TestContext.Current.CancellationToken).Predict(features);
            double[] probabilities = [.. Enumerable.Range(0, rows.Length).Select(row => predicted[(2 * row) + 1])];
            var propensity = Propensity.OfModel(probabilities, synthetic.Length, Propensity.Parameters(features));
            test.Check("pmse", propensity.MeanSquare);
            test.Check("expectation", propensity.Expected);
            test.Check("s_pmse", propensity.Standardised);
        }
    }

    [Fact]
    public void Statistics_and_counting_questions()
    {
        foreach (var test in OracleCase.All("query_errors"))
        {
            if (test.Has("column"))
            {
                CheckStatistics(test, test.Inputs.GetProperty("column").GetString()!);
            }
            else
            {
                CheckQuery(test);
            }
        }
    }

    [Fact]
    public void Quantiles()
    {
        foreach (var test in OracleCase.All("quantiles_and_histograms"))
        {
            var summary = Summary.Of(NumericValues.Of(test.Numbers("a")));
            var expected = test.Expected.GetProperty("quantile_linear").EnumerateArray().Select(value => value.GetDouble());
            Assert.All(test.Numbers("q").Zip(expected), pair => Assert.Equal(pair.Second, summary.Quantile(pair.First)!.Value, 1e-9));
        }
    }

    private static void CheckStatistics(OracleCase test, string column)
    {
        var (real, synthetic) = (Summary.Of(NumericValues.Of(OracleCase.Fixture("real", column))), Summary.Of(NumericValues.Of(OracleCase.Fixture("synthetic", column))));
        var questions = new Dictionary<string, Func<Summary, double?>>
        {
            ["mean"] = summary => summary.Mean,
            ["median"] = summary => summary.Median,
            ["min"] = summary => summary.Minimum,
            ["max"] = summary => summary.Maximum,
            ["std"] = summary => summary.StandardDeviation,
        };
        foreach (var (name, ask) in questions)
        {
            test.Check(test.Expected.GetProperty("real"), name, ask(real));
            test.Check(test.Expected.GetProperty("synthetic"), name, ask(synthetic));
            test.Check(test.Expected.GetProperty("abs_error"), name, StatisticErrors.Error(ask(real), ask(synthetic), 1));
            test.Check(test.Expected.GetProperty("rel_error"), name, StatisticErrors.Error(ask(real), ask(synthetic), Math.Abs(ask(real)!.Value)));
            test.Check(test.Expected.GetProperty("normalised"), name, StatisticErrors.Error(ask(real), ask(synthetic), real.Maximum - real.Minimum));
        }
    }

    private static void CheckQuery(OracleCase test)
    {
        var query = new RangeQuery(
        [
            .. test.Inputs.GetProperty("conditions").EnumerateArray().Select(condition => new RangeCondition(
                condition.GetProperty("column").GetString()!, condition.GetProperty("lo").GetDouble(), condition.GetProperty("hi").GetDouble())),
        ]);
        var data = ComparedTables.Of(Context(Numeric(test, "real"), Numeric(test, "synthetic")));
        var (real, synthetic) = (query.Share(data, ComparedTables.Real), query.Share(data, ComparedTables.Synthetic));
        test.Check("real", real);
        test.Check("synthetic", synthetic);
        test.Check("abs_error", Math.Abs((real - synthetic)!.Value));
    }

    private static WorkloadError Workload(
        OracleCase test, int size, out IReadOnlyList<string> names, out IReadOnlyList<int[]> sets, out double[] distances)
    {
        var tables = BinnedTables.Of(test.Labels("real"), test.Labels("synthetic"));
        names = tables.Names;
        sets = MarginalSets.Of(names.Count, size, int.MaxValue, 0);
        distances = [.. sets.Select(set => tables.TotalVariation(set))];
        return new WorkloadError(distances);
    }

    private static double[][] Rows(OracleCase test, string part)
    {
        if (!test.Has("use"))
        {
            return [.. test.Inputs.GetProperty(part).EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray())];
        }

        var (age, score, recid) = (OracleCase.Fixture(part, "age"), OracleCase.Fixture(part, "score"), OracleCase.Fixture(part, "recid"));
        var male = OracleCase.FixtureTexts(part, "sex").Select(sex => sex == "M" ? 1.0 : 0).ToArray();
        return test.Has("plus")
            ? [.. age.Select((_, i) => new[] { age[i], male[i], score[i], age[i] * male[i], age[i] * score[i], male[i] * score[i] })]
            : [.. age.Select((_, i) => new[] { age[i], male[i], score[i], recid[i] })];
    }

    private static NumericValues Repeated(OracleCase test, string side) => NumericValues.Of(test.Has($"weights_{side}")
        ? [.. test.Numbers(side).Zip(test.Numbers($"weights_{side}")).SelectMany(value => Enumerable.Repeat(value.First, (int)value.Second))]
        : test.Numbers(side));

    private static Contingency Cross(string?[] x, string?[] y)
    {
        var (xs, ys) = (x.Distinct().ToList(), y.Distinct().ToList());
        var counts = new int[xs.Count * ys.Count];
        foreach (var (a, b) in x.Zip(y))
        {
            counts[(xs.IndexOf(a) * ys.Count) + ys.IndexOf(b)]++;
        }

        return new Contingency(counts, ys.Count);
    }

    private static Table Numeric(OracleCase test, string part) =>
        new([Decimals("age", OracleCase.Fixture(part, "age")), Decimals("score", OracleCase.Fixture(part, "score"))]);

    private static EvaluationContext Context(Table real, Table synthetic) =>
        new(new EvaluationInput { Real = real, Synthetic = synthetic, Schema = new Schema() }, null, TestContext.Current.CancellationToken);

    private static Finding Single(EvaluationResult result, string id) => result.Findings.Single(finding => finding.Id == id);

    private static void CheckMatrix(JsonElement expected, double?[][] actual)
    {
        var rows = expected.EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray()).ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < rows.Length; j++)
            {
                Assert.True(i == j || Math.Abs(rows[i][j] - actual[i][j]!.Value) < 1e-9);
            }
        }
    }
}
