using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;

namespace Veil.Evaluation;

/// <summary>The progress of an evaluation.</summary>
/// <param name="Part">The part that is being measured; it holds no value of a table.</param>
/// <param name="Fraction">The fraction of the evaluation that is done, 0 to 1.</param>
public readonly record struct EvaluationProgress(string Part, double Fraction);

/// <summary>
/// Compares a synthetic table with the real one, part by part. The result is computed on real rows and therefore internal:
/// never part of a release.
/// </summary>
public sealed class Evaluator
{
    private readonly IReadOnlyList<IEvaluationPart> _parts;

    /// <summary>Makes an evaluator of some sections.</summary>
    /// <param name="sections">The sections; all of them when none is named.</param>
    public Evaluator(params IReadOnlyCollection<Section> sections)
        : this([.. MetricCatalog.Parts.Where(part => sections.Count == 0 || sections.Contains(part.Metrics[0].Section))])
    {
    }

    /// <summary>Makes an evaluator of some parts.</summary>
    internal Evaluator(IReadOnlyList<IEvaluationPart> parts) => _parts = parts;

    /// <summary>Runs the parts.</summary>
    /// <param name="request">The tables and the settings of the comparison.</param>
    /// <param name="progress">Receives reports before and during every part.</param>
    /// <param name="cancellation">Checked many times a second.</param>
    /// <returns>The results of the parts, in the order of the sections.</returns>
    public EvaluationResult Run(
        EvaluationInput request, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellation = default)
    {
        var (part, name) = (0, "");
        var context = new EvaluationContext(
            request,
            progress is null
                ? null
                : new Within(fraction => progress.Report(new EvaluationProgress(name, (part + fraction) / _parts.Count))),
            cancellation);
        var results = new List<EvaluationResult>();
        for (; part < _parts.Count; part++)
        {
            cancellation.ThrowIfCancellationRequested();
            name = _parts[part].Name;
            context.Report(0);
            results.Add(_parts[part].Run(context));
        }

        progress?.Report(new EvaluationProgress(name, 1));
        return new EvaluationResult
        {
            Findings = [.. results.SelectMany(result => result.Findings).OrderBy(finding => finding.Section)],
            Distributions = [.. results.SelectMany(result => result.Distributions)],
            Matrices = [.. results.SelectMany(result => result.Matrices)],
            Curves = [.. results.SelectMany(result => result.Curves)],
            Clouds = [.. results.SelectMany(result => result.Clouds)],
            Notes = [.. results.SelectMany(result => result.Notes).Distinct()],
        };
    }

    // Reported at once and in order, unlike Progress<T>, which posts to another thread.
    private sealed class Within(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
