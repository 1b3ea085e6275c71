using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Parts;

/// <summary>What every part of an evaluation looks at: the tables, and tables to compare them with, made once.</summary>
/// <param name="request">What is compared with what.</param>
/// <param name="progress">Told which part of the running part is done, 0 to 1.</param>
/// <param name="cancellation">Looked at many times a second.</param>
public sealed class EvaluationContext(
    EvaluationRequest request, IProgress<double>? progress = null, CancellationToken cancellation = default)
{
    private readonly Lazy<Table> _independent = new(() => ReferenceTables.Independent(request));
    private readonly Dictionary<Type, object> _shared = [];
    private readonly Lazy<Table> _uniform = new(() => ReferenceTables.Uniform(request));

    /// <summary>What is compared with what.</summary>
    public EvaluationRequest Request => request;

    /// <summary>The real rows that the synthetic table was made from.</summary>
    public Table Real => request.Real;

    /// <summary>The synthetic rows.</summary>
    public Table Synthetic => request.Synthetic;

    /// <summary>Real rows that were kept apart, or null.</summary>
    public Table? Holdout => request.Holdout;

    /// <summary>What is known of the tables.</summary>
    public Schema Schema => request.Schema;

    /// <summary>
    /// As many rows as are synthetic, though at most <see cref="ReferenceTables.MostRows"/>, each column drawn by itself from
    /// the real one: right columns, no relations. Made when first asked for.
    /// </summary>
    public Table Independent => _independent.Value;

    /// <summary>
    /// As many rows, uniform over the domain: what knowing the schema alone gives. Made when first asked for.
    /// </summary>
    public Table Uniform => _uniform.Value;

    /// <summary>What several parts need, made by the first that asks and kept for the others; one a type.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="make">Makes it.</param>
    public T Share<T>(Func<T> make)
        where T : class
    {
        if (!_shared.TryGetValue(typeof(T), out var made))
        {
            _shared[typeof(T)] = made = make();
        }

        return (T)made;
    }

    /// <summary>Looked at many times a second.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>Tells which part of the running part is done, 0 to 1.</summary>
    /// <param name="fraction">The part.</param>
    public void Report(double fraction) => progress?.Report(fraction);

    /// <summary>A seed for one purpose: the same for the same request, different between purposes.</summary>
    /// <param name="purpose">A fixed name.</param>
    public ulong SeedFor(string purpose)
    {
        // FNV-1a: the hash of a string must not differ between runs.
        var hash = 14695981039346656037UL ^ request.Seed;
        foreach (var letter in purpose)
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        return hash;
    }
}
