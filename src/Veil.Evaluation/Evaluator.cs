using Veil.Evaluation.Attacks;
using Veil.Evaluation.Fairness;
using Veil.Evaluation.Fidelity;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;
using Veil.Evaluation.Utility;

namespace Veil.Evaluation;

/// <summary>How far an evaluation has come.</summary>
/// <param name="Part">What is being measured; holds no value of a table.</param>
/// <param name="Fraction">Part of the whole evaluation that is done, 0 to 1.</param>
public readonly record struct EvaluationProgress(string Part, double Fraction);

/// <summary>
/// Compares a synthetic table with the real one, part by part. The result is computed on real rows and therefore internal:
/// never part of a release.
/// </summary>
public sealed class Evaluator
{
    private readonly IReadOnlyList<IEvaluationPart> _parts;

    /// <summary>Makes an evaluator.</summary>
    /// <param name="parts">What to measure; null for <see cref="DefaultParts"/>.</param>
    public Evaluator(IReadOnlyList<IEvaluationPart>? parts = null) => _parts = parts ?? DefaultParts;

    /// <summary>
    /// The parts that need nothing but the tables, in the order of a report. <see cref="CategoricalDisclosure"/> needs to be
    /// told what an attacker knows, <see cref="ShadowModels"/> takes the synthesizer and long.
    /// </summary>
    public static IReadOnlyList<IEvaluationPart> DefaultParts { get; } =
    [
        new ValidityPart(), new ColumnsPart(), new PairsPart(), new MarginalsPart(), new RangeQueriesPart(), new DetectionPart(),
        new ComponentsPart(), new UtilityPart(), new ModelFairness(), new GroupFidelity(), new SmallCategories(),
        new MembershipInference(), new AttributeInference(), new SinglingOut(), new Linkability(), new ClosestRecords(),
    ];

    /// <summary>Runs the parts.</summary>
    /// <param name="request">What is compared with what.</param>
    /// <param name="progress">Told before and during every part.</param>
    /// <param name="cancellation">Looked at many times a second.</param>
    /// <returns>What the parts found, one after the other in the order of the sections.</returns>
    public EvaluationResult Run(
        EvaluationRequest request, IProgress<EvaluationProgress>? progress = null, CancellationToken cancellation = default)
    {
        var (part, name) = (0, "");
        var context = new EvaluationContext(
            request,
            progress is null ? null : new Within(fraction => progress.Report(new EvaluationProgress(name, (part + fraction) / _parts.Count))),
            cancellation);
        var results = new List<(Section Section, EvaluationResult Result)>();
        for (; part < _parts.Count; part++)
        {
            cancellation.ThrowIfCancellationRequested();
            name = _parts[part].Name;
            context.Report(0);
            results.Add((_parts[part].Section, _parts[part].Run(context)));
        }

        progress?.Report(new EvaluationProgress(name, 1));
        IReadOnlyList<EvaluationResult> inOrder = [.. results.OrderBy(each => each.Section).Select(each => each.Result)];
        return new EvaluationResult
        {
            Findings = [.. inOrder.SelectMany(result => result.Findings)],
            Distributions = [.. inOrder.SelectMany(result => result.Distributions)],
            Matrices = [.. inOrder.SelectMany(result => result.Matrices)],
            Curves = [.. inOrder.SelectMany(result => result.Curves)],
            Clouds = [.. inOrder.SelectMany(result => result.Clouds)],
            Notes = [.. inOrder.SelectMany(result => result.Notes).Distinct()],
        };
    }

    // Told at once and in order, unlike Progress<T>, which posts to another thread.
    private sealed class Within(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
