using Veil.Evaluation.Learners;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;
using Veil.Evaluation.Utility;

namespace Veil.Evaluation.Fidelity;

/// <summary>Whether a model can tell synthetic rows from real ones.</summary>
public sealed class DetectionPart : IEvaluationPart
{
    // Enough to see a difference of a few hundredths; more rows mostly cost time.
    private const int MostRows = 4_000;
    private const int CurvePoints = 100;
    private const string TooFew = "There are fewer than 6 rows of one of the tables, or no column.";

    /// <inheritdoc/>
    public string Name => "telling synthetic rows from real ones";

    /// <inheritdoc/>
    public Section Section => Section.Joint;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        var data = FidelityData.Of(context);
        var detections = data.Tables
            .Select(table => Detection.Of(data.Names, data.Tables[FidelityData.Real], table, MostRows, context.SeedFor("detection"))).ToArray();
        var findings = new Findings(Section);
        var series = new List<Series>();
        AddAuc(findings, series, data, detections, new HistogramGradientBoosting(), "trees", isHeadline: true, context);
        context.Report(0.6);
        AddAuc(findings, series, data, detections, new LogisticRegression(), "logistic", isHeadline: false, context);
        context.Report(0.8);
        AddPropensity(findings, data, detections, context.Cancellation);
        return new EvaluationResult
        {
            Findings = findings.All,
            Curves = series.Count == 0
                ? []
                : [new Curve("joint.detection.roc", "Telling synthetic rows from real ones", "real rows taken for synthetic", "synthetic rows found", series)],
            Notes = data.Notes,
        };
    }

    private static void AddAuc(
        Findings findings,
        List<Series> series,
        FidelityData data,
        Detection?[] detections,
        ILearner learner,
        string id,
        bool isHeadline,
        EvaluationContext context)
    {
        (double[] Scores, bool[] IsSecond)? fitted = null;
        var area = data.Measure(table =>
        {
            if (detections[table] is not { } detection)
            {
                return null;
            }

            var (scores, isSecond) = detection.CrossFitted(learner, context.Cancellation);
            fitted = table == FidelityData.Synthetic ? (scores, isSecond) : fitted;
            return new Ranking(scores, isSecond).Auc();
        });
        var interval = fitted is { } rows ? AreaInterval.Of(rows.Scores, rows.IsSecond) : null;
        findings.Add(
            $"detection.{id}",
            $"Telling synthetic from real rows: {learner.Name.ToLowerInvariant()} (AUC)",
            area,
            2 * (detections[FidelityData.Synthetic]?.Rows ?? 0),
            value => Sentence(value, interval),
            TooFew,
            finding => finding with
            {
                Most = 1,
                Direction = Direction.LikeReal,
                IsHeadline = isHeadline,
                Low = interval?.Low,
                High = interval?.High,
                Interval = interval is null ? null : "95 %, DeLong",
            });
        if (fitted is { } curve)
        {
            series.Add(Roc(learner.Name, curve.Scores, curve.IsSecond));
        }
    }

    private static string Sentence(double area, (double Low, double High)? interval) =>
        $"Shown a real and a synthetic row, a model names the synthetic one in {Words.Share(area)} of the cases; half is guessing."
        + (interval is { High: < 0.5 } ? " Less than half means that synthetic rows repeat real ones: look at the copies." : "");

    private static void AddPropensity(Findings findings, FidelityData data, Detection?[] detections, CancellationToken cancellation)
    {
        var propensities = Array.ConvertAll(detections, detection => detection?.Propensity(cancellation));
        var rows = 2 * (detections[FidelityData.Synthetic]?.Rows ?? 0);
        findings.Add(
            "propensity",
            "Propensity mean squared error (pMSE)",
            data.Measure(table => propensities[table]?.MeanSquare),
            rows,
            value => $"By a logistic regression the probability of being synthetic is off from one half by {Words.Number(Math.Sqrt(value))} (root of the mean square {Words.Number(value)}, of at most 0.25).",
            TooFew,
            finding => finding with { Most = 0.25 });
        findings.Add(
            "propensity.standardised",
            "Standardised propensity mean squared error",
            data.Measure(table => propensities[table]?.Standardised),
            rows,
            value => $"That is {Words.Number(value)} times what rows drawn from the real rows' own distribution would show; other real rows show about 2.",
            "There are fewer than 6 rows of one of the tables, or every column is constant.",
            finding => finding with { Direction = Direction.LikeReal });
    }

    private static Series Roc(string name, double[] scores, bool[] isSecond)
    {
        var (order, half) = (Enumerable.Range(0, scores.Length).OrderByDescending(row => scores[row]).ToArray(), scores.Length / 2.0);
        var (across, up, found, wrong) = (new List<double> { 0 }, new List<double> { 0 }, 0, 0);
        for (var i = 0; i < order.Length; i++)
        {
            found += isSecond[order[i]] ? 1 : 0;
            wrong += isSecond[order[i]] ? 0 : 1;
            var isTied = i + 1 < order.Length && scores[order[i + 1]] == scores[order[i]];
            if (!isTied && (i + 1 == order.Length || found + wrong >= across.Count * order.Length / CurvePoints))
            {
                across.Add(wrong / half);
                up.Add(found / half);
            }
        }

        return new Series(name, across, up);
    }
}
