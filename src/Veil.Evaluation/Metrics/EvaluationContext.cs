using Veil.Evaluation.Results;

namespace Veil.Evaluation.Metrics;

/// <summary>What all parts of an evaluation share: the request, what is made of it once, progress and cancellation.</summary>
/// <param name="request">What is compared with what.</param>
/// <param name="progress">Told which fraction of the running part is done, 0 to 1.</param>
/// <param name="cancellation">Checked many times a second.</param>
internal sealed class EvaluationContext(
    EvaluationInput request, IProgress<double>? progress = null, CancellationToken cancellation = default)
{
    private readonly Dictionary<Type, object> _shared = [];

    /// <summary>What is compared with what.</summary>
    public EvaluationInput Request => request;

    /// <summary>Checked many times a second.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>What several parts need, made by the first that asks and kept for the others; one per type.</summary>
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

    /// <summary>Tells which fraction of the running part is done, 0 to 1.</summary>
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
