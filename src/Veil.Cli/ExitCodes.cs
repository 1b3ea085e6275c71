using Veil.Data.Errors;

namespace Veil.Cli;

/// <summary>The exit codes of the program.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Bug = 1;
    public const int Usage = 2;
    public const int BadInput = 3;
    public const int CannotFinish = 4;
    public const int PrivacyRefusal = 5;
    public const int VerificationFailed = 7;
    public const int Cancelled = 130;

    public static int Of(FaultKind kind) => kind switch
    {
        FaultKind.Usage => Usage,
        FaultKind.BadInput => BadInput,
        FaultKind.CannotFinish => CannotFinish,
        FaultKind.PrivacyRefusal => PrivacyRefusal,
        FaultKind.VerificationFailed => VerificationFailed,
        _ => Bug,
    };
}
