using System.Text;
using Veil.Data.Errors;
using Veil.Data.Files;

namespace Veil.Workflows.Training;

/// <summary>
/// Which process of a run went on last, by the run's id: of two that go on from copies of one checkpoint the second is refused, since
/// both would be charged as one.
/// </summary>
/// <param name="folder">The folder of runs.</param>
internal sealed class RunContinuations(string folder)
{
    /// <summary>Refuses a state from which, or from an earlier one of the same run, another process has gone on.</summary>
    /// <param name="run">The id of the run.</param>
    /// <param name="continuation">The process that stored the state.</param>
    /// <param name="parent">The process that it went on from; that it did may not have been recorded.</param>
    /// <exception cref="VeilException">Code <c>checkpoint-continued-elsewhere</c>.</exception>
    public void Check(string run, string? continuation, string? parent)
    {
        using var file = Open(run);
        RefuseOther(Read(file), continuation, parent);
    }

    /// <summary>The same, and records that a process goes on from that state.</summary>
    /// <param name="run">The id of the run.</param>
    /// <param name="continuation">The process that stored the state.</param>
    /// <param name="parent">The process that it went on from.</param>
    /// <param name="next">The process that goes on.</param>
    /// <exception cref="VeilException">Code <c>checkpoint-continued-elsewhere</c>.</exception>
    public void Record(string run, string? continuation, string? parent, string next)
    {
        using var file = Open(run);
        RefuseOther(Read(file), continuation, parent);
        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes(next));
        file.Flush(flushToDisk: true);
    }

    // Of a run that no process here has gone on with, any state may be gone on from.
    private static void RefuseOther(string latest, string? continuation, string? parent)
    {
        if (latest.Length > 0 && latest != continuation && latest != parent)
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "checkpoint-continued-elsewhere",
                "Another process has gone on from this state of the training, or from a copy of it: to go on twice would be a second run.",
                "Go on with the newest checkpoint of the run, or remove this one to begin another run, which is charged in full.");
        }
    }

    private static string Read(FileStream file)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return Encoding.ASCII.GetString(bytes);
    }

    // While it is open no other process can open it.
    private FileStream Open(string run)
    {
        var path = Path.Combine(folder, run + ".latest");
        try
        {
            PrivateFolder.Make(folder);
            return new FileStream(path, RunFolder.Exclusive(FileMode.OpenOrCreate));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw RunFolder.Unwritable(path, fault);
        }
    }
}
