namespace Veil.Data.Files;

/// <summary>Folders that their owner alone can look into.</summary>
public static class PrivateFolder
{
    /// <summary>Makes a folder and those above it that there are not yet, each for its owner alone.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void Make(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // The system gives a mode to the last folder alone.
        if (Path.GetDirectoryName(path) is { Length: > 0 } above)
        {
            Make(above);
        }

        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
