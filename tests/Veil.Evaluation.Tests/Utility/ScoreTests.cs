using Veil.Evaluation.Utility;

namespace Veil.Evaluation.Tests.Utility;

public sealed class ScoreTests
{
    private static readonly double[] s_scores = [0.2, 0.2, 0.7, 0.7, 0.9, 0.1];
    private static readonly bool[] s_positive = [false, true, false, true, true, false];

    [Fact]
    public void Auc_counts_pairs_and_ties_half()
    {
        var right = 0.0;
        for (var p = 0; p < 6; p++)
        {
            for (var n = 0; n < 6; n++)
            {
                right += s_positive[p] && !s_positive[n] ? (Math.Sign(s_scores[p] - s_scores[n]) + 1) / 2.0 : 0;
            }
        }

        Assert.Equal(right / 9, new Ranking(s_scores, s_positive).Auc()!.Value, 1e-12);
    }

    [Fact]
    public void A_weight_is_so_many_rows()
    {
        int[] weights = [2, 0, 1, 3, 1, 1];
        int[] rows = [.. weights.SelectMany((weight, row) => Enumerable.Repeat(row, weight))];
        var weighted = new Ranking(s_scores, s_positive);
        var repeated = new Ranking([.. rows.Select(row => s_scores[row])], [.. rows.Select(row => s_positive[row])]);

        Assert.Equal(repeated.Auc()!.Value, weighted.Auc(weights)!.Value, 1e-12);
        Assert.Equal(repeated.AveragePrecision()!.Value, weighted.AveragePrecision(weights)!.Value, 1e-12);
        Assert.Equal(repeated.CalibrationError()!.Value, weighted.CalibrationError(weights)!.Value, 1e-12);
    }

    [Fact]
    public void What_one_class_or_no_row_leaves_undefined_is_null()
    {
        Assert.Null(new Ranking([0.1, 0.9], [true, true]).Auc());
        Assert.Null(new Ranking([0.1, 0.9], [false, false]).AveragePrecision());
        Assert.Null(new Ranking([], []).CalibrationError());
        Assert.Null(new ConfusionMatrix([], [], 2).Accuracy);
        Assert.Null(new ConfusionMatrix([], [], 2).BalancedAccuracy);
        Assert.Null(new ConfusionMatrix([], [], 2).MacroF1);
        Assert.Null(new ConfusionMatrix([], [], 2).MatthewsCorrelation);
        Assert.All(new NumberScorer([], []).Score([]), Assert.Null);
    }

    [Fact]
    public void Calibration_compares_shares_in_ten_bins()
    {
        // Twenty rows, two a bin. Each pair's mean probability is off by 0.1.
        var positive = Enumerable.Range(0, 20).Select(i => i >= 10).ToArray();
        var scores = Enumerable.Range(0, 20).Select(i => positive[i] ? 0.9 : 0.1).Select((p, i) => p + (1e-6 * i)).ToArray();

        Assert.Equal(0.1, new Ranking(scores, positive).CalibrationError()!.Value, 1e-4);
    }

    [Fact]
    public void A_constant_probability_is_calibrated_when_it_is_the_share()
    {
        Assert.Equal(0, new Ranking([0.25, 0.25, 0.25, 0.25], [false, true, false, false]).CalibrationError()!.Value, 1e-12);
        Assert.Equal(0.5, new Ranking([0.75, 0.75, 0.75, 0.75], [false, true, false, false]).CalibrationError()!.Value, 1e-12);
    }

    [Fact]
    public void With_several_classes_what_one_lacks_does_not_count_against_the_others()
    {
        // Class 2 never occurs: it has no recall and no curve, and the other two are told apart perfectly.
        var scorer = new ClassScorer([0, 1, 0], [0.7, 0.2, 0.1, 0.1, 0.6, 0.3, 0.8, 0.1, 0.1], 3);
        var scores = scorer.Measures.Zip(scorer.Score([])).ToDictionary();

        Assert.Equal(1, scores[Measure.Auc]);
        Assert.Equal(1, scores[Measure.BalancedAccuracy]);
        Assert.Equal(1, scores[Measure.MacroF1]);
        Assert.Equal([1, 1, null], scorer.Recalls());
        Assert.Equal(
            (.09 + .04 + .01 + .01 + .16 + .09 + .04 + .01 + .01) / 6, scores[Measure.Brier]!.Value, 1e-12);
    }

    [Fact]
    public void An_impossible_class_costs_a_finite_log_loss()
    {
        var scorer = new ClassScorer([0], [0, 1], 2);

        Assert.Equal(-Math.Log(1e-15), scorer.Measures.Zip(scorer.Score([])).ToDictionary()[Measure.LogLoss]!.Value, 1e-9);
    }

    [Fact]
    public void Rank_correlation_gives_ties_their_mean_rank()
    {
        Assert.Equal(1, RankCorrelation.Of([1, 2, 9], [0.1, 0.2, 0.3])!.Value, 1e-12);
        Assert.Equal(-1, RankCorrelation.Of([1, 2, 9], [3, 2, 1])!.Value, 1e-12);
        Assert.Equal(Math.Sqrt(0.75), RankCorrelation.Of([1, 1, 2], [1, 2, 3])!.Value, 1e-12);
        Assert.Null(RankCorrelation.Of([1, 1, 1], [1, 2, 3]));
    }
}
