using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;

namespace Veil.Cli;

/// <summary>What to check in a draft of a schema, in sentences. It follows from exact counts of rows: for the owner's eyes only.</summary>
internal static class DraftNotes
{
    private const int MostColumns = 8;

    /// <summary>The notes, those of single columns first.</summary>
    public static IEnumerable<string> Of(InferredSchema draft)
    {
        foreach (var column in draft.Columns.Where(column => column.Decision.Confidence < 1))
        {
            yield return $"Check '{column.Name}': {column.Decision.Type.ToString().ToLowerInvariant()}, because {column.Decision.Reason}.";
        }

        var unread = Named(draft, column => !IsUsed(column));
        if (unread is not null)
        {
            yield return $"Values are not learnt: {unread}. State --role use where values should be learnt.";
        }

        var numbers = Named(draft, column => IsUsed(column) && column.Bounds is null
            && column.Type?.Value is ColumnType.Integer or ColumnType.Decimal or ColumnType.Date or ColumnType.DateTime
                or ColumnType.Time);
        if (numbers is not null)
        {
            yield return $"Ranges are learnt from the budget: {numbers}. State --min and --max where you know them from elsewhere.";
        }

        var labels = Named(draft, column => IsUsed(column) && column.Categories is null && column.Type?.Value is ColumnType.Category);
        if (labels is not null)
        {
            yield return $"Labels are learnt from the budget: {labels}. State --categories where a list of codes is public "
                + "('veil schema lists' has some).";
        }
    }

    private static bool IsUsed(ColumnSchema column) => column.Role.Value == ColumnRole.Use;

    private static string? Named(InferredSchema draft, Func<ColumnSchema, bool> wanted)
    {
        string[] names = [.. draft.Schema.Columns.Where(wanted).Select(column =>
            IsUsed(column) ? $"'{column.Name}'" : $"'{column.Name}' ({column.Role.Value.ToString().ToLowerInvariant()})")];
        return names.Length == 0 ? null
            : string.Join(", ", names.Take(MostColumns)) + (names.Length > MostColumns ? $" and {names.Length - MostColumns} more" : "");
    }
}
