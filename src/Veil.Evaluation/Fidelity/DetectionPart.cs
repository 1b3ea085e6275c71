using Veil.Evaluation.Learners;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;
using Veil.Evaluation.Utility;

namespace Veil.Evaluation.Fidelity;

/// <summary>Classifiers of the rows of every table against the real ones.</summary>
internal sealed class DetectionTrial
{
    // Enough to detect a difference of a few hundredths; more rows mostly cost time.
    private const int MostRows = 4_000;

    /// <summary>Trains the models and computes their predictions.</summary>
    public DetectionTrial(EvaluationContext context)
    {
        Data = ComparedTables.Of(context);
        var detections = Enumerable.Range(0, Data.Count)
            .Select(table => Detection.Of(Data.Common, table, MostRows, context.SeedFor("detection"))).ToArray();
        Rows = 2 * (detections[ComparedTables.Synthetic]?.Rows ?? 0);
        Trees = new DetectionModel(Data, detections, new HistogramGradientBoosting(), context.Cancellation);
        context.Report(0.6);
        Logistic = new DetectionModel(Data, detections, new LogisticRegression(), context.Cancellation);
        context.Report(0.8);
        Propensities = Array.ConvertAll(detections, detection => detection?.Propensity(context.Cancellation));
    }

    /// <summary>The tables.</summary>
    public ComparedTables Data { get; }

    /// <summary>The number of rows of both tables; 0 when there are too few.</summary>
    public int Rows { get; }

    /// <summary>Boosted trees.</summary>
    public DetectionModel Trees { get; }

    /// <summary>Logistic regression.</summary>
    public DetectionModel Logistic { get; }

    /// <summary>The propensity of each table.</summary>
    public Propensity?[] Propensities { get; }
}

/// <summary>The performance of one kind of classifier of the rows of every table against the real ones.</summary>
internal sealed class DetectionModel
{
    /// <summary>Trains the models and computes their predictions.</summary>
    public DetectionModel(ComparedTables data, Detection?[] detections, ILearner learner, CancellationToken cancellation)
    {
        Learner = learner.Name;
        Areas = data.Measure(table =>
        {
            if (detections[table] is not { } detection)
            {
                return null;
            }

            var (scores, isSecond) = detection.CrossFitted(learner, cancellation);
            Synthetic = table == ComparedTables.Synthetic ? (scores, isSecond) : Synthetic;
            return new Ranking(scores, isSecond).Auc();
        });
    }

    /// <summary>The name of the learner.</summary>
    public string Learner { get; }

    /// <summary>The areas under the ROC curve.</summary>
    public Measured Areas { get; }

    /// <summary>The predicted probabilities of being synthetic, and the labels of the rows; null without rows.</summary>
    public (double[] Scores, bool[] IsSynthetic)? Synthetic { get; private set; }
}

/// <summary>The detection of synthetic rows by classifiers.</summary>
internal sealed class DetectionPart : EvaluationPart<DetectionTrial>
{
    private const int CurvePoints = 100;

    /// <inheritdoc/>
    public override string Name => "detection of synthetic rows";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<DetectionTrial>> Definitions { get; } =
    [
        DetectionArea.Trees,
        DetectionArea.Logistic,
        RowPropensity.MeanSquare,
        RowPropensity.Standardised,
    ];

    /// <inheritdoc/>
    protected override DetectionTrial Take(EvaluationContext context, List<string> notes)
    {
        var trial = new DetectionTrial(context);
        notes.AddRange(trial.Data.Notes);
        return trial;
    }

    /// <inheritdoc/>
    protected override EvaluationResult Draw(DetectionTrial measured)
    {
        DetectionModel[] models = [measured.Trees, measured.Logistic];
        Series[] series =
        [
            .. models.Where(model => model.Synthetic is not null)
                .Select(model => Roc(model.Learner, model.Synthetic!.Value.Scores, model.Synthetic.Value.IsSynthetic)),
        ];
        return new EvaluationResult
        {
            Findings = [],
            Curves = series.Length == 0
                ? []
                : [
                    new Curve(
                        "joint.detection.roc",
                        "Detection of synthetic rows",
                        "false-positive rate: real rows classified as synthetic",
                        "true-positive rate: synthetic rows detected",
                        series),
                ],
        };
    }

    private static Series Roc(string name, double[] scores, bool[] isSynthetic)
    {
        var curve = new RocCurve(
            [.. scores.Where((_, row) => isSynthetic[row])], [.. scores.Where((_, row) => !isSynthetic[row])]);
        var (others, members) = curve.Points(CurvePoints);
        return new Series(name, others, members);
    }
}
