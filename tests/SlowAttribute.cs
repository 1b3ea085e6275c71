using Xunit.v3;

namespace Veil;

/// <summary>
/// Marks tests that take long because they repeat much: audits of many pairs of runs, statistics of many draws, loads.
/// <c>dotnet test</c> leaves them out; <c>-p:Tests=all</c> runs them too. Every test project compiles this file.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class SlowAttribute : System.Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Speed", "Slow")];
}
