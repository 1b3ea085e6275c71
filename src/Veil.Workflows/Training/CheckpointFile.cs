using System.Diagnostics;
using Veil.Data.Files;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Models;

namespace Veil.Workflows.Training;

/// <summary>
/// A model file that is kept up to date while a network is trained, so that a run that was interrupted can be resumed
/// without a second charge: all of the training is charged before its first step.
/// </summary>
internal sealed class CheckpointFile
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly Stopwatch _sinceWritten = new();

    /// <summary>Names the file.</summary>
    public CheckpointFile(string path) => _path = path;

    /// <summary>The model in the file; null when there is no file yet.</summary>
    /// <exception cref="Data.Errors.VeilException">The file is not a model, or is damaged.</exception>
    public ModelContent? Read()
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        using var stream = File.OpenRead(_path);
        return SynthesizerCatalog.Load(stream, Path.GetFileName(_path)).Content;
    }

    /// <summary>Replaces the model in the file, unless this process did so only seconds ago.</summary>
    public void Write(ModelContent content)
    {
        if (!_sinceWritten.IsRunning || _sinceWritten.Elapsed >= s_interval)
        {
            AtomicFile.Write(_path, overwrite: true, stream => SynthesisModel.Save(content, stream));
            _sinceWritten.Restart();
        }
    }
}
