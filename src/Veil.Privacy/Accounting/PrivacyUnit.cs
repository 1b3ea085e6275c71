namespace Veil.Privacy.Accounting;

/// <summary>The unit of privacy, which a guarantee protects: one row, or one entity with all of its rows up to a bound.</summary>
public sealed record PrivacyUnit
{
    /// <summary>Makes a unit.</summary>
    /// <param name="entityColumn">The column that names the entity, or null when each row is a unit of its own.</param>
    /// <param name="maxRows">The most rows of one entity that are used; 1 when each row is a unit.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is below 1 or above a million, or not 1 for rows.</exception>
    public PrivacyUnit(string? entityColumn, int maxRows)
    {
        if (maxRows < 1 || maxRows > 1_000_000 || (entityColumn is null && maxRows != 1))
            throw new ArgumentOutOfRangeException(nameof(maxRows), "An entity has between one and a million rows, a row is one.");
        EntityColumn = entityColumn;
        MaxRows = maxRows;
    }

    /// <summary>One row of the table.</summary>
    public static PrivacyUnit Row { get; } = new(null, 1);

    /// <summary>The column that names the entity, or null when each row is a unit of its own.</summary>
    public string? EntityColumn { get; }

    /// <summary>The most rows of one entity that are used.</summary>
    public int MaxRows { get; }
}
