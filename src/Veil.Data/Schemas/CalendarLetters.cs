namespace Veil.Data.Schemas;

/// <summary>The letters that have a meaning in a .NET custom format of dates; as literals they need a backslash.</summary>
internal static class CalendarLetters
{
    private const string Letters = "dfFghHKmMstyz";

    public static bool Contains(char letter) => Letters.Contains(letter, StringComparison.Ordinal);
}
