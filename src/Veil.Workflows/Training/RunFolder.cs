using Veil.Data.Errors;

namespace Veil.Workflows.Training;

/// <summary>How files of runs are made: their owner alone can read them, and one process at a time.</summary>
internal static class RunFolder
{
    /// <summary>Options of a file that no other process can open at the same time.</summary>
    public static FileStreamOptions Exclusive(FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    /// <summary>The fault of a file that cannot be written.</summary>
    public static VeilException Unwritable(string path, Exception? fault) => new(
        FaultKind.CannotFinish,
        "journal-not-written",
        $"'{path}' cannot be written, so that what is paid for could be lost.",
        "Free some space, or name another folder with the environment variable VEIL_HOME.",
        fault);
}
