using Veil.Data.Errors;

namespace Veil.Workflows;

/// <summary>
/// A job of a user: what a request asks for is done, and the result says what came of it. Jobs have no state, so that one may
/// be run many times and by many callers at once.
/// </summary>
/// <typeparam name="TRequest">The request.</typeparam>
/// <typeparam name="TResult">The result.</typeparam>
public interface IJob<in TRequest, out TResult>
{
    /// <summary>
    /// Refuses a request that public facts show to be impossible, before anything is read. <see cref="Run"/> does it too: this is for
    /// a front end that answers at once and works later.
    /// </summary>
    /// <exception cref="VeilException">The request is wrong, breaks a privacy rule, or names a place that cannot be written to.</exception>
    void Check(TRequest request);

    /// <summary>Does the job.</summary>
    /// <param name="request">The request.</param>
    /// <param name="progress">Receives the progress; null for none.</param>
    /// <param name="cancellationToken">Stops the job; no half-written file is left.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="VeilException">The request is refused, or cannot be met.</exception>
    /// <exception cref="OperationCanceledException">The job was stopped.</exception>
    TResult Run(TRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken);
}
