using Veil.Data.Errors;

namespace Veil.Data.Files;

/// <summary>Translates faults of writing that the operating system reports into sentences.</summary>
internal static class WriteFaults
{
    private const int NoSpaceUnix = 28;
    private const int QuotaUnix = 122;
    private const int HandleDiskFullWindows = unchecked((int)0x80070027);
    private const int DiskFullWindows = unchecked((int)0x80070070);

    /// <summary>Runs a write operation and reports its faults as <see cref="VeilException"/>s.</summary>
    /// <param name="path">The path of the file, for the message.</param>
    /// <param name="write">The write operation.</param>
    public static void Guard(string path, Action write)
    {
        try
        {
            write();
        }
        catch (DirectoryNotFoundException fault)
        {
            throw new VeilException(
                FaultKind.CannotFinish,
                "folder-not-found",
                $"{path} cannot be written: its folder does not exist.",
                "Make the folder first, or choose another path.",
                fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new VeilException(
                FaultKind.CannotFinish,
                "write-permission-denied",
                $"{path} cannot be written: permission denied.",
                "Choose another folder, or change its permissions.",
                fault);
        }
        catch (IOException fault)
        {
            throw Of(path, fault);
        }
        catch (ArgumentOutOfRangeException fault) when (fault is { ParamName: "value", ActualValue: null })
        {
            // How the runtime reports a file that has grown to the size that the system allows; its own checks of arguments name the value.
            throw new VeilException(
                FaultKind.CannotFinish,
                "file-too-large",
                $"{path} cannot be written: it is larger than this account may write.",
                "Write fewer rows, or raise the limit ('ulimit -f').",
                fault);
        }
    }

    /// <summary>The fault behind an exception of the operating system.</summary>
    public static VeilException Of(string path, IOException fault) =>
        fault.HResult is NoSpaceUnix or QuotaUnix or HandleDiskFullWindows or DiskFullWindows
            ? new VeilException(
                FaultKind.CannotFinish,
                "disk-full",
                $"{path} cannot be written: the disk is full.",
                "Free some space, or choose another disk.",
                fault)
            : new VeilException(
                FaultKind.CannotFinish,
                "cannot-write",
                $"{path} cannot be written: the system reports a fault of input or output.",
                "Check the disk or the pipe and try again.",
                fault);
}
