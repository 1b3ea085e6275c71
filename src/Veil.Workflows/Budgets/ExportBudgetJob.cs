using System.Text;
using Veil.Sql.Ledger;
using Veil.Workflows.Files;

namespace Veil.Workflows.Budgets;

/// <summary>The request of the lines of an account.</summary>
public sealed record ExportBudgetRequest : AccountRequest
{
    /// <summary>The place that they go to.</summary>
    public required ByteOutput Output { get; init; }
}

/// <summary>
/// Writes the lines of an account as JSON, each with the hash of it and of all before it. They hold no value of a table; the digests of
/// rows are of use to the holder of the ledger's key alone.
/// </summary>
public sealed class ExportBudgetJob : IJob<ExportBudgetRequest, long>
{
    /// <inheritdoc/>
    public void Check(ExportBudgetRequest request) => request.Output.Check();

    /// <inheritdoc/>
    public long Run(ExportBudgetRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        Check(request);
        var lines = request.Ledger.Read(all =>
        {
            _ = AccountBook.Get(all, request.Account);
            return all.Of(request.Account);
        });
        request.Output.Write(stream =>
        {
            foreach (var line in lines)
            {
                stream.Write(Encoding.UTF8.GetBytes($"{{\"hash\":\"{line.Hash}\",\"line\":{line.Text}}}\n"));
            }
        });
        return lines.Count;
    }
}
