using Veil.Evaluation.Metrics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The joint distributions of sets of three columns in every table.</summary>
internal sealed class SetComparison
{
    /// <summary>Counts the cells of every set.</summary>
    /// <param name="context">The tables.</param>
    /// <param name="sets">The sets, columns numbered from 0 among those that are compared; null to draw some.</param>
    /// <param name="most">The largest number of sets to draw.</param>
    public SetComparison(EvaluationContext context, IReadOnlyList<int[]>? sets, int most)
    {
        Data = ComparedTables.Of(context);
        Sets = sets ?? MarginalSets.Of(Data.Names.Length, 3, most, context.SeedFor("triples"));
        Samples = new SampleEquivalent(Sets.Count);
        Distances = MarginalDistances.Measure(Data, Sets, context.Cancellation, Samples.Look);
        Samples.Complete(Data.Rows(ComparedTables.Real));
    }

    /// <summary>The tables.</summary>
    public ComparedTables Data { get; }

    /// <summary>The sets of columns.</summary>
    public IReadOnlyList<int[]> Sets { get; }

    /// <summary>The total variation distance of each set.</summary>
    public MarginalDistances Distances { get; }

    /// <summary>The distances of samples of the real rows.</summary>
    public SampleEquivalent Samples { get; }

    /// <summary>Notes on what was left out.</summary>
    public IEnumerable<string> Notes => MarginalSets.Total(Data.Names.Length, 3) is var total && total > Sets.Count
        ? [.. Data.Notes, FormattableString.Invariant($"Of {total:N0} sets of three columns {Sets.Count:N0} were drawn at random.")]
        : Data.Notes;
}
