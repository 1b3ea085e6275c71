namespace Veil.Architecture.Tests;

/// <summary>What no compiled code of the product may mention.</summary>
public class BannedTests
{
    public static TheoryData<string> Projects => House.Projects;

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_draw_comes_from_a_generator_that_is_neither_secure_nor_visibly_seeded(string project) =>
        Assert.DoesNotContain("System.Random", House.TypesMentioned(project));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Only_the_command_line_writes_to_the_console(string project)
    {
        if (project != "Veil.Cli")
            Assert.DoesNotContain("System.Console", House.TypesMentioned(project));
    }

    [Fact]
    public void The_kernel_reads_no_clock_no_file_no_network_and_no_environment()
    {
        string[] types = ["System.Diagnostics.Stopwatch", "System.Diagnostics.Process", "System.Diagnostics.Trace", "System.TimeProvider", "System.IO.", "System.Net."];
        string[] members = ["System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.Environment.Get", "System.Environment.get_Tick"];
        Assert.DoesNotContain(House.TypesMentioned("Veil.Privacy"), type => StartsWithAny(type, types));
        Assert.DoesNotContain(House.MembersMentioned("Veil.Privacy"), member => StartsWithAny(member, members));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_line_is_longer_than_140_columns(string project)
    {
        var folder = Path.Combine(House.Root, "src", project);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).SelectMany(File.ReadLines),
            line => line.EnumerateRunes().Count() > 140);
    }

    private static bool StartsWithAny(string name, string[] starts) =>
        starts.Any(start => name.StartsWith(start, StringComparison.Ordinal));
}
