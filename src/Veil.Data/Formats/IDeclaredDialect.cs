using Veil.Data.Schemas;

namespace Veil.Data.Formats;

/// <summary>The dialect that the owner of a file declares, in the terms of the file's format.</summary>
public interface IDeclaredDialect
{
    /// <summary>True when every part of a dialect is declared.</summary>
    bool IsWhole { get; }

    /// <summary>A whole dialect: what is not declared is taken from one that was known before, or else from the defaults.</summary>
    FileDialect Complete(FileDialect? known);
}
