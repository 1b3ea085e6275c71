using Veil.Data.Schemas;

namespace Veil.Data.Formats;

/// <summary>What the owner of a file says about how it is written, in the terms of the file's format.</summary>
public interface IDeclaredDialect
{
    /// <summary>Whether every part of a dialect is said.</summary>
    bool IsWhole { get; }

    /// <summary>A whole dialect: what is not said is as in one that was known before, or else as is usual.</summary>
    FileDialect Complete(FileDialect? known);
}
