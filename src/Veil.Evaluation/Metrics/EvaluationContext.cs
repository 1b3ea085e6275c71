using Veil.Evaluation.Results;

namespace Veil.Evaluation.Metrics;

/// <summary>The shared context of all parts of an evaluation: the request, intermediate results, progress and cancellation.</summary>
/// <param name="request">The tables and the settings of the comparison.</param>
/// <param name="progress">Receives the fraction of the running part that is done, 0 to 1.</param>
/// <param name="cancellation">Checked many times a second.</param>
internal sealed class EvaluationContext(
    EvaluationInput request, IProgress<double>? progress = null, CancellationToken cancellation = default)
{
    private readonly Dictionary<Type, object> _shared = [];

    /// <summary>The tables and the settings of the comparison.</summary>
    public EvaluationInput Request => request;

    /// <summary>Checked many times a second.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>An intermediate result that several parts share, computed at the first request and cached; one per type.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="make">Computes the result.</param>
    public T Share<T>(Func<T> make)
        where T : class
    {
        if (!_shared.TryGetValue(typeof(T), out var made))
        {
            _shared[typeof(T)] = made = make();
        }

        return (T)made;
    }

    /// <summary>Reports the fraction of the running part that is done, 0 to 1.</summary>
    /// <param name="fraction">The fraction.</param>
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
