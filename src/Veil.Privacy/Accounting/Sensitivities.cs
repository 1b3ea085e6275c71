namespace Veil.Privacy.Accounting;

/// <summary>
/// The sensitivities of what the kernel measures, for both neighbouring relations; proofs in docs/privacy.md.
/// </summary>
internal static class Sensitivities
{
    // The smallest double above the square root of two.
    private static readonly double _rootTwoUp = Math.BitIncrement(Math.Sqrt(2));

    /// <summary>L1 of a full table of counts: k rows leave, or k leave and k come.</summary>
    public static long CountTableL1(PrivacyUnit unit, Neighbours neighbours) =>
        neighbours switch
        {
            Neighbours.AddRemove => unit.MaxRows,
            Neighbours.ReplaceOne => 2L * unit.MaxRows,
            _ => throw Unknown(neighbours),
        };

    /// <summary>L2 of a full table of counts, rounded up: all k rows in one cell, or k out of one cell and k into another.</summary>
    public static double CountTableL2(PrivacyUnit unit, Neighbours neighbours) =>
        neighbours switch
        {
            Neighbours.AddRemove => unit.MaxRows,
            Neighbours.ReplaceOne => DirectedRounding.MultiplyUp(unit.MaxRows, _rootTwoUp),
            _ => throw Unknown(neighbours),
        };

    /// <summary>The number of rows: k, or k - 1 when an entity with one row is replaced by one with k. Zero means public.</summary>
    public static long RowCount(PrivacyUnit unit, Neighbours neighbours) =>
        neighbours switch
        {
            Neighbours.AddRemove => unit.MaxRows,
            Neighbours.ReplaceOne => unit.MaxRows - 1,
            _ => throw Unknown(neighbours),
        };

    /// <summary>The number of units: 1, or 0 when a unit is replaced. Zero means public.</summary>
    public static long UnitCount(Neighbours neighbours) =>
        neighbours switch
        {
            Neighbours.AddRemove => 1,
            Neighbours.ReplaceOne => 0,
            _ => throw Unknown(neighbours),
        };

    /// <summary>The number of distinct values: at most k vanish and at most k appear, so it moves by k under both relations.</summary>
    public static long DistinctCount(PrivacyUnit unit, Neighbours neighbours) =>
        neighbours is Neighbours.AddRemove or Neighbours.ReplaceOne ? unit.MaxRows : throw Unknown(neighbours);

    private static ArgumentOutOfRangeException Unknown(Neighbours neighbours) =>
        new(nameof(neighbours), neighbours, "Unknown neighbouring relation.");
}
