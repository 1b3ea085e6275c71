namespace Veil.Mutants.Tests;

/// <summary>One planted fault: a piece of a source file, and what stands in its place.</summary>
/// <param name="Project">The project whose copy is changed.</param>
/// <param name="File">The file, from the project's folder.</param>
/// <param name="Original">What is replaced; it must be there exactly once.</param>
/// <param name="Planted">What replaces it.</param>
public sealed record Fault(string Project, string File, string Original, string Planted)
{
    /// <summary>The file's text with the fault in it.</summary>
    /// <exception cref="InvalidOperationException">The original is not there exactly once: the source has changed, and the mutant has to follow.</exception>
    public string Plant(string text)
    {
        var first = text.IndexOf(Original, StringComparison.Ordinal);
        if (first < 0 || text.IndexOf(Original, first + 1, StringComparison.Ordinal) >= 0)
        {
            throw new InvalidOperationException(
                $"The mutant of {Project}/{File} cannot be planted: '{Original}' is {(first < 0 ? "not there" : "there more than once")}. Write it anew for the source as it is.");
        }

        return string.Concat(text.AsSpan(0, first), Planted, text.AsSpan(first + Original.Length));
    }
}
