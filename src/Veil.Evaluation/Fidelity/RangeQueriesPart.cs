using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Fidelity;

/// <summary>How far off the answers to random counting questions about several columns are.</summary>
public sealed class RangeQueriesPart : IEvaluationPart
{
    private const int Queries = 300;

    /// <inheritdoc/>
    public string Name => "counting questions";

    /// <inheritdoc/>
    public Section Section => Section.Joint;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        const string reason = "A table has no row, or no column holds a value.";
        var data = FidelityData.Of(context);
        var queries = RangeQuery.Draw(data, Queries, context.SeedFor("queries"));
        var errors = Enumerable.Range(0, data.Tables.Count).Select(_ => new double?[queries.Count]).ToArray();
        Parallel.For(
            0,
            queries.Count,
            new ParallelOptions { CancellationToken = context.Cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            query =>
            {
                var real = queries[query].Share(data, FidelityData.Real);
                for (var table = 1; table < errors.Length; table++)
                {
                    errors[table][query] = real is { } share && queries[query].Share(data, table) is { } other ? Math.Abs(share - other) : null;
                }
            });
        var findings = new Findings(Section);
        findings.Add(
            "range-queries.mean",
            "Mean error of counting questions",
            data.Measure(table => errors[table].Average()),
            queries.Count,
            value => $"Asked how many rows meet about three random conditions, the synthetic table is off by {Words.Share(value)} of the rows on average.",
            reason,
            finding => finding with { Most = 1 });
        findings.Add(
            "range-queries.quantile-95",
            "Error of counting questions that one in twenty exceeds",
            data.Measure(table => Largest(errors[table], 0.95)),
            queries.Count,
            value => $"One such question in twenty is answered wrong by more than {Words.Share(value)} of the rows.",
            reason,
            finding => finding with { Most = 1 });
        return new EvaluationResult { Findings = findings.All, Notes = data.Notes };
    }

    private static double? Largest(double?[] errors, double share) => errors.Length == 0 || errors.Contains(null)
        ? null
        : Summary.Of(NumericValues.Of(Array.ConvertAll(errors, error => error!.Value))).Quantile(share);
}
