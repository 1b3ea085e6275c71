using System.Collections.Immutable;
using Veil.Data.Errors;

namespace Veil.Data.Schemas.CodeLists;

/// <summary>A public list of codes, so that the labels of a column need not be typed: what it holds is common knowledge.</summary>
/// <param name="Name">Its name, without the sign.</param>
/// <param name="Description">What the codes are, and by which standard.</param>
/// <param name="Codes">The codes, in their usual order.</param>
public sealed record CodeList(string Name, string Description, ImmutableArray<string> Codes)
{
    /// <summary>The sign before the name of a list among labels; doubled, it begins a label.</summary>
    public const char Sign = '@';

    /// <summary>All lists.</summary>
    public static ImmutableArray<CodeList> All { get; } =
    [
        new("countries-alpha-2", "countries, ISO 3166-1 alpha-2", CountryCodes.Alpha2),
        new("countries-alpha-3", "countries, ISO 3166-1 alpha-3", CountryCodes.Alpha3),
        new("countries", "countries and territories, English names", CountryNames.All),
        new("us-states", "states of the USA and DC, postal codes", StateCodes.Postal),
        new("us-state-names", "states of the USA and DC, names", StateCodes.Names),
        new("months", "names of months", CalendarCodes.Months),
        new("months-short", "months, three letters", CalendarCodes.Short(CalendarCodes.Months)),
        new("weekdays", "names of weekdays, from Monday", CalendarCodes.Weekdays),
        new("weekdays-short", "weekdays, three letters, from Mon", CalendarCodes.Short(CalendarCodes.Weekdays)),
        new("icd-10-chapters", "chapters of ICD-10 as ranges of codes", DiagnosisCodes.Chapters),
    ];

    /// <summary>The list of a name.</summary>
    /// <exception cref="VeilException">There is no such list (code <c>unknown-code-list</c>).</exception>
    public static CodeList Get(string name) => All.FirstOrDefault(list => list.Name == name) ?? throw new VeilException(
        FaultKind.Usage,
        "unknown-code-list",
        $"There is no list of codes '{name}'.",
        (Spelling.DidYouMean(name, All.Select(list => list.Name)) is { } meant ? meant + " " : "")
            + $"‹job schema lists› shows all; a label that begins with {Sign} is written with two.");

    /// <summary>Labels in which each <c>@name</c> is replaced by the codes of that list.</summary>
    /// <exception cref="VeilException">There is no such list (code <c>unknown-code-list</c>).</exception>
    public static ImmutableArray<string> Expand(IEnumerable<string> labels) =>
    [
        .. labels.SelectMany(label => !label.StartsWith(Sign) ? [label]
            : label.AsSpan(1).StartsWith([Sign]) ? [label[1..]]
            : Get(label[1..]).Codes),
    ];
}
