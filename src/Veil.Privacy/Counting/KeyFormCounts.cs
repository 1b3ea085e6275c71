using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Privacy.Counting;

/// <summary>Counts the forms of keys in a column: each row has exactly one form of a list that is fixed in advance.</summary>
internal static class KeyFormCounts
{
    /// <summary>The number of rows of each of <see cref="KeyForms.All"/>; a missing value has no form, and counts first.</summary>
    public static long[] Of(LabelColumn column)
    {
        var counts = new long[KeyForms.All.Length];
        var forms = new int[column.Labels.Count];
        for (var code = 0; code < forms.Length; code++)
        {
            forms[code] = KeyForms.IndexOf(column.Labels.Utf8(code));
        }

        foreach (var code in column.Codes)
        {
            counts[code == LabelColumn.Missing ? 0 : forms[code]]++;
        }

        return counts;
    }
}
