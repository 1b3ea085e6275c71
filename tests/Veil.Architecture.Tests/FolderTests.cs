using System.Text.RegularExpressions;

namespace Veil.Architecture.Tests;

/// <summary>Folders inside a project use each other one way too: no ring of rooms.</summary>
public partial class FolderTests
{
    public static TheoryData<string> Projects => House.Projects;

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_of_a_project_use_each_other_one_way(string project)
    {
        var uses = Uses(project);
        while (uses.Count > 0)
        {
            // A folder that uses no other one stands at the bottom; taking it away must always be possible.
            var bottom = uses.Keys.Where(folder => uses[folder].Count == 0).ToList();
            Assert.True(bottom.Count > 0, $"{project}: {string.Join(", ", uses.Keys)} use each other in a ring.");
            foreach (var folder in bottom)
            {
                uses.Remove(folder);
            }

            foreach (var others in uses.Values)
            {
                others.ExceptWith(bottom);
            }
        }
    }

    // Files in the project's own folder stand above all of its rooms, and may use any.
    private static Dictionary<string, HashSet<string>> Uses(string project)
    {
        var root = Path.Combine(House.Root, "src", project);
        var uses = Directory.GetDirectories(root)
            .Where(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any())
            .ToDictionary(folder => Path.GetFileName(folder), _ => new HashSet<string>());
        foreach (var folder in uses.Keys)
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            {
                var named = Using().Matches(File.ReadAllText(file))
                    .Select(match => match.Groups[1].Value)
                    .Where(name => name.StartsWith(project + ".", StringComparison.Ordinal))
                    .Select(name => name[(project.Length + 1)..].Split('.')[0]);
                uses[folder].UnionWith(named.Where(other => other != folder && uses.ContainsKey(other)));
            }
        }

        return uses;
    }

    [GeneratedRegex(@"^using (?:\w+ = )?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();
}
