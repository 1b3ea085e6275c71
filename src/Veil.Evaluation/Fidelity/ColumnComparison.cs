using Veil.Evaluation.Metrics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The distribution of every single column in every table.</summary>
internal sealed class ColumnComparison
{
    /// <summary>Counts the cells of every column.</summary>
    public ColumnComparison(EvaluationContext context)
    {
        (Context, Data) = (context, ComparedTables.Of(context));
        Counts = new MarginalCounts[Data.Names.Length];
        Distances = MarginalDistances.Measure(
            Data,
            MarginalSets.Of(Data.Names.Length, 1, Data.Names.Length, 0),
            context.Cancellation,
            (set, count) => Counts[set] = count);
        Numeric = [.. Data.NumericNames];
        context.Report(0.3);
        KolmogorovSmirnov = OfNumbers(KolmogorovSmirnovDistance.Between);
        context.Report(0.6);
        Wasserstein = OfNumbers(WassersteinDistance.InRealRanges);
        Summaries =
        [
            .. Numeric.Select(name => Enumerable.Range(0, Data.Count).Select(table => Summary.Of(Data.Numbers(table, name))).ToArray()),
        ];
    }

    /// <summary>The tables and the settings of the comparison.</summary>
    public EvaluationContext Context { get; }

    /// <summary>The tables.</summary>
    public ComparedTables Data { get; }

    /// <summary>The counts of the cells of each column.</summary>
    public MarginalCounts[] Counts { get; }

    /// <summary>The total variation distance of each column.</summary>
    public MarginalDistances Distances { get; }

    /// <summary>The numeric columns.</summary>
    public IReadOnlyList<string> Numeric { get; }

    /// <summary>The Kolmogorov-Smirnov distance of each numeric column.</summary>
    public Measured[] KolmogorovSmirnov { get; }

    /// <summary>The Wasserstein distance of each numeric column in real ranges.</summary>
    public Measured[] Wasserstein { get; }

    /// <summary>The summary of each numeric column in each table.</summary>
    public Summary[][] Summaries { get; }

    /// <summary>The synthetic rows.</summary>
    public int SyntheticRows => Data.Rows(ComparedTables.Synthetic);

    /// <summary>A measure between the real counts and those of each other table, for every column.</summary>
    /// <param name="measure">The measure of two vectors of counts.</param>
    /// <param name="sentence">The sentence about a value, given the index of the column.</param>
    /// <param name="reason">The reason when there is no value.</param>
    public IEnumerable<Measurement> EachOfCells(
        Func<ReadOnlySpan<int>, ReadOnlySpan<int>, double?> measure,
        Func<int, double, string> sentence,
        string reason = Measurement.NothingToCompare) => Data.Names.Select((name, column) => Measurement.Of(
            Data.Measure(table => measure(Counts[column].Of(ComparedTables.Real), Counts[column].Of(table))),
            Counts[column].Rows(ComparedTables.Synthetic),
            value => sentence(column, value),
            reason).About(name));

    /// <summary>The mean over the columns with a value.</summary>
    public static Measured Mean(IReadOnlyCollection<Measured> measured) => new(
        measured.Select(each => each.Value).Average(),
        measured.Select(each => each.OfHoldout).Average(),
        measured.Select(each => each.OfIndependent).Average(),
        measured.Select(each => each.OfUniform).Average());

    private Measured[] OfNumbers(Func<NumericValues, NumericValues, double?> measure)
    {
        var measured = new Measured[Numeric.Count];
        Parallel.For(
            0,
            measured.Length,
            new ParallelOptions { CancellationToken = Context.Cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            i => measured[i] = Data.Measure(
                table => measure(Data.Numbers(ComparedTables.Real, Numeric[i]), Data.Numbers(table, Numeric[i]))));
        return measured;
    }
}
