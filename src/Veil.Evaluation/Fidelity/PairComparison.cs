using Veil.Evaluation.Metrics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The relations of two columns in every table.</summary>
internal sealed class PairComparison
{
    // All pairs of 63 columns; of more, a sample is drawn. Correlations cost most.
    private const int MostPairs = 2_000;
    private const int MostColumns = 60;

    /// <summary>Counts the cells of every pair, and correlates numbers.</summary>
    public PairComparison(EvaluationContext context)
    {
        (Context, Data) = (context, ComparedTables.Of(context));
        Pairs = MarginalSets.Of(Data.Names.Length, 2, MostPairs, context.SeedFor("pairs"));
        Associations = new Associations(Data, Pairs);
        Distances = MarginalDistances.Measure(Data, Pairs, context.Cancellation, Associations.Look, Associations.LookWithout);
        Single = MarginalDistances.Measure(Data, MarginalSets.Of(Data.Names.Length, 1, Data.Names.Length, 0), context.Cancellation);
        context.Report(0.5);
        (Pearson, Spearman, CorrelationRatio) = Correlations.Measure(Data, MostColumns, context.Cancellation);
    }

    /// <summary>The tables and the settings of the comparison.</summary>
    public EvaluationContext Context { get; }

    /// <summary>The tables.</summary>
    public ComparedTables Data { get; }

    /// <summary>The pairs of columns: all, or those that were drawn.</summary>
    public IReadOnlyList<int[]> Pairs { get; }

    /// <summary>The measures of association of the pairs.</summary>
    public Associations Associations { get; }

    /// <summary>The total variation distance of each pair.</summary>
    public MarginalDistances Distances { get; }

    /// <summary>The total variation distance of each single column.</summary>
    public MarginalDistances Single { get; }

    /// <summary>Pearson's correlation of numeric columns.</summary>
    public PairMeasure Pearson { get; }

    /// <summary>Spearman's correlation of numeric columns.</summary>
    public PairMeasure Spearman { get; }

    /// <summary>The correlation ratio of a numeric column in groups of labels.</summary>
    public PairMeasure CorrelationRatio { get; }

    /// <summary>Notes on what was left out.</summary>
    public IEnumerable<string> Notes => MarginalSets.Total(Data.Names.Length, 2) is var total && total > Pairs.Count
        ? [
            .. Data.Notes,
            FormattableString.Invariant($"Of {total:N0} pairs of columns {Pairs.Count:N0} were drawn at random; ")
                + FormattableString.Invariant($"correlations are those of the first {MostColumns} columns."),
        ]
        : Data.Notes;
}
