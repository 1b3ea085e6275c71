namespace Veil.Privacy.Accounting;

/// <summary>Which two tables must look alike: the relation that a privacy guarantee is about.</summary>
public enum Neighbours
{
    /// <summary>One table has the rows of one more unit than the other; the number of rows is private.</summary>
    AddRemove,

    /// <summary>One unit's rows are replaced by another's; the number of units is public.</summary>
    ReplaceOne,
}
