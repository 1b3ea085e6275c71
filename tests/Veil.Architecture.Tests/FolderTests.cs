using System.Text.RegularExpressions;

namespace Veil.Architecture.Tests;

/// <summary>
/// Folders inside a project use each other one way too: no ring of rooms. Files in the project's own folder are a room like the
/// others, called <c>.</c> here.
/// </summary>
public partial class FolderTests
{
    private const string RootRoom = ".";

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
            Assert.True(
                bottom.Count > 0,
                $"{project}: folders use each other in a ring. {string.Join("; ", uses.Select(pair => $"{pair.Key} uses {string.Join(", ", pair.Value)}"))}.");
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

    private static Dictionary<string, HashSet<string>> Uses(string project)
    {
        var root = Path.Combine(House.Root, "src", project);
        var files = Directory.GetDirectories(root)
            .ToDictionary(folder => Path.GetFileName(folder), folder => Read(folder, SearchOption.AllDirectories))
            .Append(KeyValuePair.Create(RootRoom, Read(root, SearchOption.TopDirectoryOnly)))
            .Where(room => room.Value.Count > 0)
            .ToDictionary();

        // Namespaces below the project's see what it holds without a directive, so that names are looked for instead.
        var ofRoot = files.GetValueOrDefault(RootRoom, []).SelectMany(text => Declaration().Matches(text)).Select(match => match.Groups[1].Value).ToHashSet();
        return files.ToDictionary(
            room => room.Key,
            room => room.Value.SelectMany(text => RoomsIn(text, project))
                .Concat(room.Value.Any(text => Identifier().Matches(text).Any(match => ofRoot.Contains(match.Value))) ? [RootRoom] : [])
                .Where(other => other != room.Key && files.ContainsKey(other))
                .ToHashSet());
    }

    private static List<string> Read(string folder, SearchOption depth) =>
        [.. Directory.EnumerateFiles(folder, "*.cs", depth).Select(file => CommentOrText().Replace(File.ReadAllText(file), ""))];

    private static IEnumerable<string> RoomsIn(string text, string project) => Using().Matches(text)
        .Select(match => match.Groups[1].Value)
        .Where(name => name.StartsWith(project + ".", StringComparison.Ordinal))
        .Select(name => name[(project.Length + 1)..].Split('.')[0]);

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();

    // Of types that are in no other; a member that has the name of one is told apart by what stands before it.
    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|record(?: struct)?|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*")]
    private static partial Regex Identifier();

    // The text between holes of an interpolated string stays: what is in the holes is code.
    [GeneratedRegex(@"//[^\n]*|(?<!\$)""(?:\\.|[^""\\\n])*""")]
    private static partial Regex CommentOrText();
}
