using Veil.Data.Errors;

namespace Veil.Data.Files;

/// <summary>Writes files atomically: they are either complete or absent.</summary>
/// <remarks>
/// The writer of a draft keeps it open and locked. A process that is killed cannot delete its drafts, but its locks end with
/// it: the next file that is written into the folder removes every draft that no process holds.
/// </remarks>
public static class AtomicFile
{
    private const string DraftSuffix = ".veil.tmp";

    /// <summary>
    /// Writes to a temporary file in the same folder and renames it at the end. When <paramref name="write"/> throws,
    /// also by cancellation, the temporary file is deleted and an existing file is unchanged.
    /// </summary>
    /// <param name="path">The path of the file. A device such as /dev/stdout is written to directly.</param>
    /// <param name="overwrite">True when an existing file may be replaced.</param>
    /// <param name="write">Writes the content; it need not flush or close the stream.</param>
    /// <exception cref="VeilException">
    /// The file exists and may not be replaced, or the disk is full, or the folder cannot be written to.
    /// </exception>
    public static void Write(string path, bool overwrite, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        if (IsDevice(path))
        {
            WriteFaults.Guard(path, () =>
            {
                using var device = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                write(device);
            });
            return;
        }

        if (Directory.Exists(path))
        {
            throw new VeilException(FaultKind.Usage, "file-is-a-directory", $"{path} is a folder.", "Give the path of a file.");
        }

        if (!overwrite && File.Exists(path))
        {
            throw Exists(path, null);
        }

        // A link is preserved: its target is replaced.
        var target = new FileInfo(path) is { LinkTarget: not null } link
            ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName
            : Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(target)!;
        DeleteAbandoned(folder);
        FileStream? draft = null;
        try
        {
            WriteFaults.Guard(path, () =>
            {
                draft = Draft(folder, Path.GetFileName(target));
                using (draft)
                {
                    write(draft);
                    draft.Flush(flushToDisk: true);

                    // While it is held, no process can mistake it for an abandoned draft.
                    Rename(draft.Name, target, overwrite, path);
                }
            });
        }
        catch
        {
            if (draft is not null)
            {
                Delete(draft.Name);
            }

            throw;
        }
    }

    // Deletes the drafts of killed processes, here or on another machine that shares the folder.
    private static void DeleteAbandoned(string folder)
    {
        try
        {
            foreach (var path in Directory.EnumerateFiles(folder, $".*{DraftSuffix}"))
            {
                DeleteIfAbandoned(path);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be listed may still be writable; where it is not, writing reports the reason.
        }
    }

    private static void DeleteIfAbandoned(string path)
    {
        try
        {
            // Opens only if no process has it open, and is deleted before it is released.
            using var abandoned = new FileStream(
                path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Another process is writing it.
        }
    }

    private static FileStream Draft(string folder, string name)
    {
        const int MostAttempts = 5;
        for (var attempt = 1; ; attempt++)
        {
            var path = Path.Combine(folder, $".{name}.{Path.GetRandomFileName()}{DraftSuffix}");
            try
            {
                var draft = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete);
                if (File.Exists(path))
                {
                    return draft;
                }

                draft.Dispose();
            }
            catch (IOException) when (attempt < MostAttempts)
            {
                // Another process may have mistaken it for abandoned between its creation and its locking.
            }
        }
    }

    private static void Rename(string temporary, string target, bool overwrite, string path)
    {
        try
        {
            File.Move(temporary, target, overwrite);
        }
        catch (IOException fault) when (!overwrite && File.Exists(target))
        {
            // It was created during the writing.
            throw Exists(path, fault);
        }
    }

    private static void Delete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The first fault is the one to report.
        }
    }

    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(path)
        && !Path.GetFullPath(path).StartsWith("/dev/shm/", StringComparison.Ordinal);

    private static VeilException Exists(string path, Exception? inner) => new(
        FaultKind.Usage, "file-exists", $"{path} exists already.", "Choose another name, or replace it with ‹force›.", inner);
}
