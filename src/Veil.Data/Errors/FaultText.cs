using System.Text.RegularExpressions;

namespace Veil.Data.Errors;

/// <summary>
/// Sentences that name settings and jobs without the words of a front end: <c>‹epsilon›</c> is a setting and
/// <c>‹job fake›</c> a job.
/// A command line words them as <c>--epsilon</c> and <c>'veil fake'</c>, a form as a field and a page.
/// </summary>
public static partial class FaultText
{
    private const string Job = "job ";

    /// <summary>The sentence for a user of the library: names in quotation marks.</summary>
    public static string Plain(string text) => Of(text, name => $"'{name}'", name => $"'{name}'");

    /// <summary>The sentence in the words of a front end.</summary>
    /// <param name="text">The sentence, with references.</param>
    /// <param name="setting">The words for the setting of a name.</param>
    /// <param name="job">The words for the job of a name.</param>
    public static string Of(string text, Func<string, string> setting, Func<string, string> job) =>
        Reference().Replace(text, match =>
            match.Groups[1].Value is var name && name.StartsWith(Job, StringComparison.Ordinal) ? job(name[Job.Length..]) : setting(name));

    [GeneratedRegex("‹([a-z][A-Za-z -]*)›")]
    private static partial Regex Reference();
}
