using System.Runtime.CompilerServices;

namespace Veil.Architecture.Tests;

/// <summary>Compares text with the approved file of the calling test; a changed text is left beside it as .received.txt.</summary>
internal static class Approval
{
    public static void Verify(string actual, [CallerFilePath] string file = "", [CallerMemberName] string test = "")
    {
        // Builds may replace the folders of source paths, so only the file's own name is used.
        var name = $"{Path.GetFileNameWithoutExtension(file)}.{test}";
        var folder = Path.Combine(House.Root, "tests", "Veil.Architecture.Tests", "Approvals");
        var approved = Path.Combine(folder, $"{name}.approved.txt");
        var received = Path.Combine(folder, $"{name}.received.txt");
        actual = actual.ReplaceLineEndings("\n").TrimEnd() + "\n";
        var expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (actual == expected)
        {
            File.Delete(received);
            return;
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(received, actual);
        var news = actual.Split('\n').Except(expected.Split('\n')).Take(10);
        var gone = expected.Split('\n').Except(actual.Split('\n')).Take(10);
        Assert.Fail(
            $"{name} differs from what was approved.\nNew:\n{string.Join("\n", news)}\nGone:\n{string.Join("\n", gone)}\n"
            + $"If the change is meant and reviewed: mv '{received}' '{approved}'");
    }
}
