using Veil.Data.Schemas;
using Veil.Privacy.Accounting;

namespace Veil.Synthesis.Models;

/// <summary>The provenance of the number of rows that a model uses, and whether the guarantee protects it.</summary>
public enum RowCountOrigin
{
    /// <summary>It is public knowledge.</summary>
    Public,

    /// <summary>Stated by the owner without looking at the rows.</summary>
    Declared,

    /// <summary>Stated by the owner after looking at the rows.</summary>
    DeclaredAfterLooking,

    /// <summary>Learnt with noise.</summary>
    Measured,

    /// <summary>Counted exactly, where only tables of the same number of rows are compared.</summary>
    Exact,

    /// <summary>Copied from the rows.</summary>
    Copied,
}

/// <summary>
/// The text of a statement about the number of rows: it follows from the provenance of the number and from the neighbouring
/// tables.
/// </summary>
/// <param name="Origin">The provenance of the number.</param>
/// <param name="Guarantee">The guarantee.</param>
public sealed record RowCount(RowCountOrigin Origin, PrivacyGuarantee Guarantee)
{
    // When units of one row are replaced, all compared tables have the same number of rows.
    private bool IsPublic => IsPublicUnder(Guarantee.Neighbours, Guarantee.Unit);

    // When units of several rows are replaced, all compared tables have the same number of units, but not of rows.
    private bool AreEntitiesPublic => Guarantee.Neighbours == Neighbours.ReplaceOne && !IsPublic;

    /// <summary>The text for a cell of a table.</summary>
    public string Short => (Origin, IsPublic) switch
    {
        (RowCountOrigin.Exact, _) => "public, exact",
        (RowCountOrigin.Public, _) or (RowCountOrigin.Measured, true) => "public",
        (RowCountOrigin.Declared, true) => "public; declared by the owner",
        (RowCountOrigin.Declared, false) => "declared by the owner without looking at the data",
        (RowCountOrigin.DeclaredAfterLooking, true) => "public; declared by the owner",
        (RowCountOrigin.DeclaredAfterLooking, false) => "declared after looking at the data: not covered by epsilon",
        (RowCountOrigin.Measured, false) => "protected: measured with noise",
        _ => "copied from the data",
    };

    /// <summary>The text in sentences.</summary>
    public string InWords => (AreEntitiesPublic ? "The number of entities is public. " : "") + (Origin, IsPublic) switch
    {
        (RowCountOrigin.Exact, _) when Guarantee.Unit.EntityColumn is not null =>
            "The number of rows that are used, one for each entity, is public, and exact: "
                + "only tables with the same number of entities are compared.",
        (RowCountOrigin.Exact, _) => "The number of rows is public, and exact: only tables with the same number of rows are compared.",
        (RowCountOrigin.Public, _) or (RowCountOrigin.Measured, true) => "The number of rows is public.",
        (RowCountOrigin.Declared or RowCountOrigin.DeclaredAfterLooking, true) => "The number of rows is public; the owner declared it.",
        (RowCountOrigin.Declared, false) =>
            "The number of rows was declared by the owner without looking at the data, and is not learnt from them.",
        (RowCountOrigin.DeclaredAfterLooking, false) =>
            "The number of rows was declared by the owner after looking at the data: "
                + "what it reveals about a person is not covered by epsilon.",
        (RowCountOrigin.Measured, false) => "The number of rows is protected too: it was measured with noise.",
        _ => "The number of rows was copied from the data: it is not protected.",
    };

    /// <summary>True when the number of rows is the same in all tables that are compared.</summary>
    public static bool IsPublicUnder(Neighbours neighbours, PrivacyUnit unit) => neighbours == Neighbours.ReplaceOne && unit.MaxRows == 1;

    /// <summary>The provenance of a number of rows.</summary>
    /// <param name="source">Its provenance.</param>
    /// <param name="isExact">True when it was counted without noise because it is public.</param>
    public static RowCountOrigin Of(Provenance source, bool isExact) => (source, isExact) switch
    {
        (_, true) => RowCountOrigin.Exact,
        (Provenance.Public, _) => RowCountOrigin.Public,
        (Provenance.Declared, _) => RowCountOrigin.Declared,
        (Provenance.Dp, _) => RowCountOrigin.Measured,
        (Provenance.Data, _) => RowCountOrigin.Copied,

        // Everything else that an owner can state about it was stated after looking.
        _ => RowCountOrigin.DeclaredAfterLooking,
    };
}
