using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The answers of every table to random counting queries over several columns.</summary>
internal sealed class CountingQuestions
{
    private const int Most = 300;

    private readonly double?[][] _errors;

    /// <summary>Draws the queries and answers them.</summary>
    public CountingQuestions(EvaluationContext context)
    {
        Data = ComparedTables.Of(context);
        var queries = RangeQuery.Draw(Data, Most, context.SeedFor("queries"));
        Count = queries.Count;
        _errors = [.. Enumerable.Range(0, Data.Count).Select(_ => new double?[queries.Count])];
        Parallel.For(
            0,
            queries.Count,
            new ParallelOptions { CancellationToken = context.Cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            query =>
            {
                var real = queries[query].Share(Data, ComparedTables.Real);
                for (var table = 1; table < _errors.Length; table++)
                {
                    _errors[table][query] = real - queries[query].Share(Data, table) is { } error ? Math.Abs(error) : null;
                }
            });
    }

    /// <summary>The tables.</summary>
    public ComparedTables Data { get; }

    /// <summary>The number of queries.</summary>
    public int Count { get; }

    /// <summary>The errors of a table's answers; null for one without rows.</summary>
    public IReadOnlyList<double?> Errors(int table) => _errors[table];

    /// <summary>The error that a share of a table's answers does not exceed.</summary>
    public double? Quantile(int table, double share) => Count == 0 || _errors[table].Contains(null)
        ? null
        : Statistics.Quantile.Of([.. _errors[table].Select(error => error!.Value).Order()], share);
}

/// <summary>The errors of the answers to random counting queries over several columns.</summary>
internal sealed class RangeQueriesPart : EvaluationPart<CountingQuestions>
{
    /// <inheritdoc/>
    public override string Name => "counting queries";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<CountingQuestions>> Definitions { get; } = [RangeQueryError.Mean, RangeQueryError.Quantile95];

    /// <inheritdoc/>
    protected override CountingQuestions Take(EvaluationContext context, List<string> notes)
    {
        var questions = new CountingQuestions(context);
        notes.AddRange(questions.Data.Notes);
        return questions;
    }
}

/// <summary>The error of an answer: the difference of the shares of rows that meet all conditions.</summary>
internal static class RangeQueryError
{
    private const string Reason = "A table has no row, or no column holds a value.";

    /// <summary>The mean over the queries.</summary>
    public static Metric<CountingQuestions> Mean { get; } = new(
        "joint.range-queries.mean",
        "Mean error of counting queries",
        questions => Measurement.Of(
            questions.Data.Measure(table => questions.Errors(table).Average()),
            questions.Count,
            value => $"The count of rows that satisfy about three random conditions differs by {Words.Share(value)} of the "
                + "rows on average.",
            Reason))
    {
        Most = 1,
        OnCopy = 0,
    };

    /// <summary>The 95 % quantile of the error over the queries.</summary>
    public static Metric<CountingQuestions> Quantile95 { get; } = new(
        "joint.range-queries.quantile-95",
        "95 % quantile of the error of counting queries",
        questions => Measurement.Of(
            questions.Data.Measure(table => questions.Quantile(table, 0.95)),
            questions.Count,
            value => $"For one counting query in twenty, the error exceeds {Words.Share(value)} of the rows.",
            Reason))
    {
        Most = 1,
        OnCopy = 0,
    };
}
