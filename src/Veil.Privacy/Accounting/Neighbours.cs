namespace Veil.Privacy.Accounting;

/// <summary>The neighbouring relation of a privacy guarantee: which two tables must look alike.</summary>
public enum Neighbours
{
    /// <summary>One table has the rows of one more unit than the other; the number of rows is private.</summary>
    AddRemove,

    /// <summary>One unit's rows are replaced by another's; the number of units is public.</summary>
    ReplaceOne,
}
