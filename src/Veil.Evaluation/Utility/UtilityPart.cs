using Veil.Evaluation.Metrics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Utility;

/// <summary>The scores on hold-out rows of models trained on synthetic rows.</summary>
internal sealed class UtilityPart : EvaluationPart<UtilityResult>
{
    /// <inheritdoc/>
    public override string Name => "models trained on synthetic rows";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<UtilityResult>> Definitions => UtilityMetrics.All;

    /// <inheritdoc/>
    protected override UtilityResult? Take(EvaluationContext context, List<string> notes)
    {
        var data = ComparedTables.Of(context);
        if (context.Request.Target is not { } target)
        {
            notes.Add("No column to predict was named, so utility for prediction was not measured.");
            return null;
        }

        if (!data.HasHoldout)
        {
            notes.Add("There are no hold-out rows, so utility for prediction was not measured.");
            return null;
        }

        if (data.Find(target) is null)
        {
            notes.Add($"Utility for prediction was not measured: column '{target}' is not among the compared columns.");
            return null;
        }

        var places = (ComparedTables.Real, ComparedTables.Synthetic, ComparedTables.Holdout);
        if (UtilityData.Of(data.Common, places, target, null) is not { } encoded)
        {
            notes.Add(
                "Utility for prediction was not measured: the real and the hold-out table each need a row with a value of "
                + $"'{target}'.");
            return null;
        }

        var options = new UtilityOptions { Seed = context.SeedFor("utility") };
        var progress = new Listener(done => context.Report((double)done.ModelsDone / done.Models));
        return TrainOnSynthetic.Measure(encoded, target, options, progress, context.Cancellation);
    }

    // Called from several threads.
    private sealed class Listener(Action<UtilityProgress> report) : IProgress<UtilityProgress>
    {
        public void Report(UtilityProgress value) => report(value);
    }
}
