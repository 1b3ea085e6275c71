using Veil.Data.Errors;
using Veil.Data.Schemas;

namespace Veil.Workflows.Files;

/// <summary>Where a schema comes from: a file, or a stream such as an upload.</summary>
public sealed class SchemaSource
{
    private readonly Func<Schema> _load;
    private readonly Func<IReadOnlyList<SchemaFault>> _validate;

    private SchemaSource(Func<Schema> load, Func<IReadOnlyList<SchemaFault>> validate) => (_load, _validate) = (load, validate);

    /// <summary>A schema file.</summary>
    public static SchemaSource FromFile(string path) => new(() => SchemaJson.Load(path), () => SchemaJson.ValidateFile(path));

    /// <summary>The content of a schema file as a stream, which is read once and left open.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">Its name in messages.</param>
    public static SchemaSource FromStream(Stream stream, string name) =>
        new(() => SchemaJson.Parse(stream, name), () => SchemaJson.Validate(stream));

    /// <summary>Reads the schema.</summary>
    /// <exception cref="VeilException">It cannot be read, or is faulty.</exception>
    internal Schema Load() => _load();

    /// <summary>Reads the schema and lists its faults.</summary>
    /// <exception cref="VeilException">It cannot be read.</exception>
    internal IReadOnlyList<SchemaFault> Validate() => _validate();
}
