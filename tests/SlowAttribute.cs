using System.Reflection;
using Xunit.v3;

namespace Veil;

/// <summary>
/// Marks tests that take long because they repeat much: audits of many pairs of runs, statistics of many draws, loads.
/// <c>dotnet test</c> leaves them out; <c>-p:Tests=all</c> runs them too. Every test project compiles this file.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class SlowAttribute : BeforeAfterTestAttribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Speed", "Slow")];

    /// <summary>Skips the test where <c>VEIL_TESTS</c> is <c>fast</c>: the runner of mutants knows no filter by traits.</summary>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) =>
        Assert.SkipWhen(Environment.GetEnvironmentVariable("VEIL_TESTS") == "fast", "slow");
}
