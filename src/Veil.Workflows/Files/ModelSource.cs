using Veil.Data.Errors;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Models;

namespace Veil.Workflows.Files;

/// <summary>Where a model comes from: a file, a stream, or memory.</summary>
public sealed class ModelSource
{
    private readonly Func<SynthesisModel> _load;

    private ModelSource(string name, string? path, Func<SynthesisModel> load) => (Name, Path, _load) = (name, path, load);

    /// <summary>Its name in reports.</summary>
    public string Name { get; }

    /// <summary>Path of the file; null for a source that is none.</summary>
    public string? Path { get; }

    /// <summary>A model file.</summary>
    public static ModelSource FromFile(string path) => new(System.IO.Path.GetFileName(path), path, () =>
    {
        using var stream = Open(path);
        return SynthesizerCatalog.Load(stream, path);
    });

    /// <summary>The content of a model file as a stream, which is read once and left open.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">Its name in messages and reports.</param>
    public static ModelSource FromStream(Stream stream, string name) => new(name, null, () => SynthesizerCatalog.Load(stream, name));

    /// <summary>A model in memory.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Its name in reports.</param>
    public static ModelSource Of(SynthesisModel model, string name = "the model") => new(name, null, () => model);

    /// <summary>A model that is made when it is needed.</summary>
    /// <param name="make">Makes it.</param>
    /// <param name="name">Its name in reports.</param>
    public static ModelSource Made(Func<SynthesisModel> make, string name = "the model") => new(name, null, make);

    /// <summary>Opens the model.</summary>
    /// <exception cref="VeilException">It cannot be read, or is no model.</exception>
    public SynthesisModel Load() => _load();

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new VeilException(
                FaultKind.BadInput,
                "model-unreadable",
                $"'{path}' does not exist or cannot be read.",
                "Check the path and its permissions.",
                fault);
        }
    }
}
