using System.Diagnostics;
using System.Security.Cryptography;
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
    private const int NameBytes = 16;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly RunContinuations? _runs;
    private readonly Stopwatch _sinceWritten = new();
    private string? _name;
    private string? _parent;

    /// <summary>Names the file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="runs">Recognises copies of it; null where they are not recognised.</param>
    public CheckpointFile(string path, RunContinuations? runs)
    {
        _path = path;
        _runs = runs;
        _name = runs is null ? null : Fresh();
    }

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

    /// <summary>
    /// Makes this process the one that goes on from the state in the file, or ends with it: from a copy of it no other can go on any more.
    /// </summary>
    /// <remarks>The file changes before that is recorded, so that a crash in between leaves a state that can be gone on from.</remarks>
    /// <exception cref="Data.Errors.VeilException">Code <c>checkpoint-continued-elsewhere</c>.</exception>
    public void Claim()
    {
        if (_runs is null || Read() is not { Training: { } training, Statement.RunId: { } run } kept)
        {
            return;
        }

        _runs.Check(run, training.Continuation, training.Parent);
        (_name, _parent) = (Fresh(), training.Continuation);
        Save(kept);
        _runs.Record(run, training.Continuation, training.Parent, _name);
    }

    /// <summary>Replaces the model in the file, unless this process did so only seconds ago.</summary>
    public void Write(ModelContent content)
    {
        if (!_sinceWritten.IsRunning || _sinceWritten.Elapsed >= s_interval)
        {
            Save(content);
            _sinceWritten.Restart();
        }
    }

    private void Save(ModelContent content)
    {
        var named = content with { Training = content.Training! with { Continuation = _name, Parent = _parent } };
        AtomicFile.Write(_path, overwrite: true, stream => SynthesisModel.Save(named, stream));
    }

    private static string Fresh() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameBytes));
}
