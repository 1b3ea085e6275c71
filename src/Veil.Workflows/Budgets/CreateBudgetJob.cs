using Veil.Data.Errors;
using Veil.Sql.Ledger;

namespace Veil.Workflows.Budgets;

/// <summary>The request of a new account.</summary>
public sealed record CreateBudgetRequest : AccountRequest
{
    /// <summary>The most that all releases of the account may cost together.</summary>
    public required double Epsilon { get; init; }

    /// <summary>The delta of all releases together.</summary>
    public double Delta { get; init; } = AccountLedger.UsualDelta;

    /// <summary>The people whom it is about, or why it is as large as it is, in words that the ledger keeps; may be empty.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>Makes an account: a budget that all releases about some people share.</summary>
public sealed class CreateBudgetJob : IJob<CreateBudgetRequest, AccountReport>
{
    private const int LongestName = 64;

    /// <inheritdoc/>
    public void Check(CreateBudgetRequest request)
    {
        if (request.Account is not { Length: > 0 and <= LongestName } name || !char.IsAsciiLetterOrDigit(name[0])
            || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            throw new VeilException(
                FaultKind.Usage, "account-name", "The name of an account is made of letters, digits, and the signs . _ - within it.",
                "Name the people whom it is about, such as patients-2026.");
        }

        if (!double.IsFinite(request.Epsilon))
        {
            throw new VeilException(
                FaultKind.Usage, "epsilon-out-of-range", "The epsilon of an account must be a number.", "Give an epsilon such as 3.");
        }
    }

    /// <inheritdoc/>
    public AccountReport Run(CreateBudgetRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        Check(request);
        return request.Ledger.Write(lines => AccountReport.Of(
            AccountBook.Open(lines, request.Ledger.Now, request.Account, request.Epsilon, request.Delta, request.Reason)));
    }
}
