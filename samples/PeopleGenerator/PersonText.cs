using System.Globalization;

namespace PeopleGenerator;

/// <summary>Writes people as lines of a file, and leaves out what they would not tell.</summary>
internal static class PersonText
{
    /// <summary>The first line.</summary>
    public const string Header =
        "person_id,age,sex,region,postcode,education,employment,occupation,income,capital_gain,"
        + "height_cm,children,smoker,visits,joined,last_visit";

    private const string Refused = "NA";

    private static readonly string[] s_education =
        ["none", "primary", "secondary", "vocational", "bachelor", "master", "doctorate"];

    /// <summary>The line of a person. What is missing tells something: the rich hide their income, smokers their smoking.</summary>
    public static string Of(Person person, Draw draw)
    {
        var culture = CultureInfo.InvariantCulture;
        string[] cells =
        [
            person.Id,
            person.Age.ToString(culture),
            person.Sex,
            person.Region,
            person.Postcode,
            draw.Chance(person.Education < 2 ? 0.06 : 0.01) ? "" : s_education[person.Education],
            person.Employment,
            person.Occupation,
            draw.Chance(person.Income > 80_000 ? 0.22 : person.Income > 0 ? 0.05 : 0.02) ? Refused : person.Income.ToString(culture),
            person.CapitalGain.ToString(culture),
            draw.Chance(person.Age > 75 ? 0.12 : 0.03) ? "" : person.Height.ToString("F1", culture),
            person.Children.ToString(culture),
            draw.Chance(person.Smoker ? 0.12 : 0.03) ? Refused : person.Smoker ? "yes" : "no",
            person.Visits.ToString(culture),
            person.Joined.ToString("yyyy-MM-dd", culture),
            person.LastVisit?.ToString("yyyy-MM-dd HH:mm", culture) ?? "",
        ];
        return string.Join(',', cells);
    }
}
