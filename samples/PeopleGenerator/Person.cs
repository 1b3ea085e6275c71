namespace PeopleGenerator;

/// <summary>One made-up person, with nothing missing yet.</summary>
internal sealed record Person(
    string Id,
    int Age,
    string Sex,
    string Region,
    string Postcode,
    int Education,
    string Employment,
    string Occupation,
    int Income,
    int CapitalGain,
    double Height,
    int Children,
    bool Smoker,
    int Visits,
    DateOnly Joined,
    DateTime? LastVisit);
