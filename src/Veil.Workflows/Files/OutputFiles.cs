using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Synthesis.Models;

namespace Veil.Workflows.Files;

/// <summary>The place that a synthetic table and its statement go to.</summary>
/// <param name="Table">Path of the file, or "-" for standard output and what is no file.</param>
/// <param name="Overwrite">True when existing files may be replaced.</param>
public sealed record OutputFiles(string Table, bool Overwrite)
{
    /// <summary>The path that stands for standard output.</summary>
    public const string StandardOutput = "-";

    /// <summary>True when rows go to standard output.</summary>
    public bool IsStandardOutput => Table == StandardOutput;

    /// <summary>True when a statement is written beside the rows: beside a stream or a device there is no place for one.</summary>
    public bool HasStatement => !IsStandardOutput && !IsDevice(Table);

    /// <summary>Path of the statement for programs, or null.</summary>
    public string? StatementJson => !HasStatement ? null : Stem + ".privacy.json";

    /// <summary>Path of the statement for people, or null.</summary>
    public string? StatementMarkdown => !HasStatement ? null : Stem + ".privacy.md";

    private string Stem => Path.Combine(Path.GetDirectoryName(Table) ?? "", Path.GetFileNameWithoutExtension(Table));

    /// <summary>The place of a sink and of the statement beside it; nothing is beside a sink that is no file.</summary>
    public static OutputFiles Of(ITableSink sink) =>
        sink is FileSink file ? new OutputFiles(file.Path, file.Overwrite) : new OutputFiles(StandardOutput, Overwrite: false);

    /// <summary>The sink moved to the place of these files, if it is a file.</summary>
    public ITableSink Place(ITableSink sink) => sink is FileSink file ? file.At(Table) : sink;

    /// <summary>The default place for what is made of a file: the current folder, in the first format.</summary>
    /// <param name="input">Path of the file.</param>
    /// <param name="what">What it is, as part of the name, such as <c>synthetic</c>.</param>
    /// <param name="formats">The formats of tables.</param>
    public static string DefaultTable(string input, string what, FormatCatalog formats) =>
        $"{formats.WithoutExtension(Path.GetFileName(input))}.{what}{formats.All[0].Extensions[0]}";

    /// <summary>All files, the statement's included; nulls where there are none.</summary>
    internal IReadOnlyList<string?> All => [Table, StatementJson, StatementMarkdown];

    /// <summary>The same place with a mark in its name, so that what has no protection cannot be mistaken for a release.</summary>
    public OutputFiles Marked(StatementMode mode)
    {
        var mark = $".{mode.ToString().ToLowerInvariant()}";
        return mode == StatementMode.Release || !HasStatement || Stem.EndsWith(mark, StringComparison.Ordinal)
            ? this
            : this with { Table = Stem + mark + Path.GetExtension(Table) };
    }

    /// <summary>Refuses a place that cannot be written to, before any work is done.</summary>
    /// <exception cref="VeilException">A file exists and may not be replaced, or its folder does not exist.</exception>
    public void Validate()
    {
        if (!IsStandardOutput)
        {
            Check(Table, Overwrite);
        }

        if (HasStatement)
        {
            Check(StatementJson!, Overwrite);
            Check(StatementMarkdown!, Overwrite);
        }
    }

    /// <summary>Refuses a path that cannot be written to, before any work is done.</summary>
    /// <exception cref="VeilException">The file exists and may not be replaced, or its folder does not exist.</exception>
    public static void Check(string path, bool overwrite)
    {
        if (path.Length == 0)
        {
            throw new VeilException(FaultKind.Usage, "output-empty", "The path of an output is empty.", "Give the path of a file.");
        }

        if (Directory.Exists(path))
        {
            throw new VeilException(FaultKind.Usage, "file-is-a-directory", $"'{path}' is a folder.", "Give the path of a file.");
        }

        if (File.Exists(path) && !overwrite && !IsDevice(path))
        {
            throw new VeilException(
                FaultKind.Usage, "file-exists", $"'{path}' exists already.",
                "Choose another name with ‹output›, or add ‹force› to replace it.");
        }

        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            throw new VeilException(
                FaultKind.Usage, "folder-absent", $"The folder of '{path}' does not exist.",
                "Make it first, or choose another place with ‹output›.");
        }
    }

    /// <summary>Refuses outputs of one job that are the same file, or that are a file which the job reads.</summary>
    /// <param name="outputs">The places that files go to; nulls and standard output are passed over.</param>
    /// <param name="inputs">The places that are read; nulls and standard input are passed over.</param>
    /// <exception cref="VeilException">Two are the same.</exception>
    public static void RefuseSame(IEnumerable<string?> outputs, params IEnumerable<string?> inputs)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in outputs.OfType<string>().Where(IsFile))
        {
            if (!taken.Add(WithoutLinks(path)))
            {
                throw new VeilException(
                    FaultKind.Usage, "same-output", $"Two results would go to the same file, '{path}'.", "Give them different names.");
            }
        }

        foreach (var path in inputs.OfType<string>().Where(IsFile))
        {
            if (taken.Contains(WithoutLinks(path)))
            {
                throw new VeilException(
                    FaultKind.Usage, "output-is-input", $"'{path}' is read, and would be replaced by the result.",
                    "Give the result another name.");
            }
        }

        static bool IsFile(string path) => path != StandardOutput && !IsDevice(path);
    }

    // The same file under two names would be replaced while it is read.
    private static string WithoutLinks(string path)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        foreach (var part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            FileSystemInfo here = Directory.Exists(real) ? new DirectoryInfo(real) : new FileInfo(real);
            if (here.LinkTarget is not null && here.ResolveLinkTarget(returnFinalTarget: true) is { } target)
            {
                real = target.FullName;
            }
        }

        return real;
    }

    private static bool IsDevice(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);
}
