using System.Collections.Immutable;

namespace Veil.Data.Schemas.CodeLists;

/// <summary>English names of months and weekdays, in their order.</summary>
internal static class CalendarCodes
{
    public static ImmutableArray<string> Months { get; } =
    [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ];

    public static ImmutableArray<string> Weekdays { get; } =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    /// <summary>The first three letters of each name.</summary>
    public static ImmutableArray<string> Short(ImmutableArray<string> names) => [.. names.Select(name => name[..3])];
}
