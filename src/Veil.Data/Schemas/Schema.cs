using System.Collections.Immutable;

namespace Veil.Data.Schemas;

/// <summary>
/// The facts about a table that are known before its rows are read: names, types, roles, ranges, categories, each with
/// its provenance. It is safe to share when no fact has the provenance <see cref="Provenance.Data"/>.
/// </summary>
public sealed record Schema
{
    /// <summary>The version of the schema format that this program writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The default missing code, the empty cell: a convention of such files, not a fact about one of them.</summary>
    internal static Fact<ImmutableArray<string>> UsualMissingCodes { get; } = new([""], Provenance.Public);

    /// <summary>The name of the table.</summary>
    public string? Name { get; init; }

    /// <summary>The columns, in the order of the file.</summary>
    public ImmutableArray<ColumnSchema> Columns { get; init; } = [];

    /// <summary>Texts that stand for a missing value in every column that does not name its own; the empty cell by default.</summary>
    public Fact<ImmutableArray<string>> MissingCodes { get; init; } = UsualMissingCodes;

    /// <summary>The dialect of the file, in the words of its format; null to detect it.</summary>
    public Fact<FileDialect>? Dialect { get; init; }

    /// <summary>The number of rows, when it is public.</summary>
    public Fact<long>? Rows { get; init; }

    /// <summary>Column that names the person or other entity to protect; null when each row is one.</summary>
    public string? Entity { get; init; }

    /// <summary>The largest number of rows that one entity may contribute.</summary>
    public int MaxRowsPerEntity { get; init; } = 1;

    /// <summary>Combinations of values that no row can have: declared, never inferred from the rows.</summary>
    public ImmutableArray<ImpossibleCombination> Impossible { get; init; } = [];

    /// <summary>The column of a name, or null.</summary>
    public ColumnSchema? Find(string name) => Columns.FirstOrDefault(column => column.Name == name);
}
