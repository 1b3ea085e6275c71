namespace Veil.Architecture.Tests;

/// <summary>What the assemblies beside the kernel promise to those who use them as a library: a listing each, approved by hand.</summary>
public class SurfaceTests
{
    /// <summary>The kernel has a test of its own.</summary>
    public static TheoryData<string> Projects => [.. House.Plan.Keys.Where(project => project != "Veil.Privacy")];

    /// <summary>
    /// A public type is one that a user of the library needs; whatever else an assembly is made of is internal. A new line here
    /// must be kept for as long as the version lasts.
    /// </summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void Public_members_are_those_that_were_approved(string project) =>
        Approval.Verify(PublicSurface.Of(House.Load(project)), test: project);
}
