using System.Collections.Immutable;

namespace Veil.Privacy.Mechanisms;

/// <summary>
/// Copies of arrays that callers give. An immutable array can lie over an ordinary one that its maker still writes to: nothing
/// that is read after a charge may be written from outside.
/// </summary>
internal static class Copied
{
    /// <summary>A copy of an array; one that was never made stays so.</summary>
    public static ImmutableArray<T> Of<T>(ImmutableArray<T> given) => given.IsDefault ? given : ImmutableArray.Create(given.AsSpan());
}
