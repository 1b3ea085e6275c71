using System.Text;

namespace Veil.Cli;

/// <summary>Where the program talks to: data go to standard output, talk goes to standard error.</summary>
/// <param name="Input">Standard input.</param>
/// <param name="Output">Standard output, as bytes.</param>
/// <param name="Error">Standard error.</param>
/// <param name="IsErrorInteractive">Whether a person sees standard error as it is written.</param>
/// <param name="IsInputInteractive">Whether a person types standard input.</param>
internal sealed record Terminal(
    Stream Input, Stream Output, TextWriter Error, bool IsErrorInteractive, bool IsInputInteractive)
{
    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess() => new(
        Console.OpenStandardInput(),
        Console.OpenStandardOutput(),
        Console.Error,
        !Console.IsErrorRedirected,
        !Console.IsInputRedirected);

    /// <summary>Writes text to standard output.</summary>
    public void Print(string text) => Output.Write(Encoding.UTF8.GetBytes(text));
}
