using Veil.Evaluation.Attacks;
using Veil.Evaluation.Fairness;
using Veil.Evaluation.Fidelity;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Utility;

namespace Veil.Evaluation;

/// <summary>
/// The list of all metrics. Each part takes one measurement and lists, at its top, the metrics that are computed from it; each of those
/// is defined where it is computed, under the identifier that reports and documents show.
/// </summary>
public static class MetricCatalog
{
    /// <summary>The parts, in the order of a report.</summary>
    internal static IReadOnlyList<IEvaluationPart> Parts { get; } =
    [
        // Section.Validity
        new ValidityPart(),

        // Section.Columns
        new ColumnsPart(),

        // Section.Pairs
        new PairsPart(),

        // Section.Joint
        new MarginalsPart(),
        new RangeQueriesPart(),
        new DetectionPart(),
        new ComponentsPart(),
        new NeighboursPart(),
        new SdMetricsPart(),

        // Section.Utility
        new UtilityPart(),

        // Section.Fairness
        new ModelFairness(),
        new GroupFidelity(),
        new SmallCategories(),

        // Section.Privacy
        new MembershipInference(),
        new AttributeInference(),
        new CategoricalDisclosure(),
        new SinglingOut(),
        new Linkability(),
        new ClosestRecords(),
    ];

    /// <summary>The definitions of all metrics, in the order of a report.</summary>
    public static IReadOnlyList<Metric> All { get; } = [.. Parts.SelectMany(part => part.Metrics)];

    /// <summary>The definitions of a section.</summary>
    public static IReadOnlyList<Metric> Of(Section section) => [.. All.Where(metric => metric.Section == section)];
}
