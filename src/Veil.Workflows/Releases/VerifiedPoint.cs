namespace Veil.Workflows.Releases;

/// <summary>The outcomes of a check.</summary>
public enum CheckState
{
    /// <summary>It is as it should be.</summary>
    Passed,

    /// <summary>It is not.</summary>
    Failed,

    /// <summary>It could not be checked, which the detail explains.</summary>
    NotChecked,
}

/// <summary>One check of a verification.</summary>
/// <param name="Subject">What was checked, in a word or two.</param>
/// <param name="State">The outcome.</param>
/// <param name="Detail">A sentence on it.</param>
public sealed record VerifiedPoint(string Subject, CheckState State, string Detail)
{
    internal static VerifiedPoint Passed(string subject, string detail) => new(subject, CheckState.Passed, detail);

    internal static VerifiedPoint Failed(string subject, string detail) => new(subject, CheckState.Failed, detail);

    internal static VerifiedPoint NotChecked(string subject, string detail) => new(subject, CheckState.NotChecked, detail);

    internal static VerifiedPoint Of(string subject, bool isGood, string good, string bad) =>
        isGood ? Passed(subject, good) : Failed(subject, bad);
}
