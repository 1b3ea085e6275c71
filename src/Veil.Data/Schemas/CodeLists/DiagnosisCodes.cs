using System.Collections.Immutable;

namespace Veil.Data.Schemas.CodeLists;

/// <summary>The chapters of the International Classification of Diseases, tenth revision (WHO), by their first and last code.</summary>
internal static class DiagnosisCodes
{
    public static ImmutableArray<string> Chapters { get; } =
    [
        "A00-B99", "C00-D48", "D50-D89", "E00-E90", "F00-F99", "G00-G99", "H00-H59", "H60-H95", "I00-I99", "J00-J99", "K00-K93",
        "L00-L99", "M00-M99", "N00-N99", "O00-O99", "P00-P96", "Q00-Q99", "R00-R99", "S00-T98", "V01-Y98", "Z00-Z99", "U00-U99",
    ];
}
