namespace PeopleGenerator;

/// <summary>
/// Draws people. Each value leans on those before it, so that the table has something to keep: age → education →
/// employment → occupation → income → capital gain, region → postcode, age and sex → height, age → children,
/// age and smoking → visits → last visit.
/// </summary>
internal static class Population
{
    private static readonly DateOnly s_first = new(2015, 1, 1);
    private static readonly DateOnly s_last = new(2024, 12, 31);

    private static readonly string[] s_regions =
        ["Northmoor", "Eastvale", "Southmere", "Westfold", "Highfell", "Lakeside", "Riverbend", "Farholm"];

    // Farholm is a small island: about 30 of 20 000 people, few enough to be at risk.
    private static readonly double[] s_regionWeights = [26, 21, 17, 13, 10, 8, 4.85, 0.15];
    private static readonly int[] s_regionPostcodes = [9, 8, 7, 5, 4, 4, 3, 1];
    private static readonly double[] s_regionWealth = [1.15, 1.05, 1, 0.95, 0.85, 1.1, 0.9, 0.8];

    // The title, the mean yearly pay in thousands, the education that it usually takes, and how common it is.
    private static readonly (string Title, double Pay, int Education, double Share)[] s_occupations =
    [
        ("cleaning", 21, 1, 7), ("farming", 24, 1, 5), ("warehouse", 26, 1, 7), ("catering", 23, 2, 6),
        ("retail", 25, 2, 11), ("care", 27, 2, 8), ("driving", 30, 2, 6), ("office", 33, 2, 11),
        ("security", 29, 2, 3), ("construction", 34, 3, 8), ("electrical", 38, 3, 5), ("mechanics", 36, 3, 6),
        ("nursing", 40, 3, 6), ("police", 44, 3, 2), ("teaching", 46, 4, 7), ("accounting", 52, 4, 5),
        ("software", 64, 4, 6), ("engineering", 62, 5, 5), ("law", 84, 5, 2), ("research", 58, 6, 1.5),
        ("medicine", 105, 6, 2), ("lighthouse", 31, 2, 0.06),
    ];

    /// <summary>The next person.</summary>
    public static Person Next(int row, Draw draw)
    {
        var age = Age(draw);
        var sex = draw.Pick<string>(["F", "M", "X"], 50.6, 48.8, 0.6);
        var region = draw.Pick<int>([0, 1, 2, 3, 4, 5, 6, 7], s_regionWeights);
        var education = Education(age, draw);
        var employment = Employment(age, sex, education, draw);
        var works = employment is "employed" or "self-employed";
        var occupation = works ? Occupation(education, region, draw) : -1;
        var income = works ? Income(age, occupation, region, employment, draw) : 0;
        var smoker = draw.Chance((0.34 - (0.04 * education)) * (age > 65 ? 0.6 : 1));
        var joined = Joined(draw);
        var visits = Visits(age, smoker, draw);
        return new Person(
            $"P{(row * 387_420_489L + 271_828) % 1_000_000:D6}", // a stride without common factor: unique and unsorted
            age,
            sex,
            s_regions[region],
            $"0{region + 1}{Skewed(s_regionPostcodes[region], draw) + 1:D2}",
            education,
            employment,
            works ? s_occupations[occupation].Title : "none",
            income,
            CapitalGain(age, education, income, draw),
            Height(age, sex, draw),
            Children(age, education, draw),
            smoker,
            visits,
            joined,
            visits == 0 ? null : LastVisit(joined, draw));
    }

    private static int Age(Draw draw)
    {
        // Two broad generations and a thinning tail.
        var age = draw.Pick<double>([34, 55, 72], 46, 36, 18) + (10 * draw.Normal());
        return age is >= 18 and <= 95 ? (int)age : 18 + draw.Below(60);
    }

    /// <summary>0 none, 1 primary, 2 secondary, 3 vocational, 4 bachelor, 5 master, 6 doctorate.</summary>
    private static int Education(int age, Draw draw) => age switch
    {
        < 22 => draw.Pick<int>([0, 1, 2, 3], 1, 9, 78, 12),
        < 27 => draw.Pick<int>([0, 1, 2, 3, 4, 5], 1, 6, 35, 24, 27, 7),
        < 60 => draw.Pick<int>([0, 1, 2, 3, 4, 5, 6], 1, 8, 26, 29, 22, 12, 2),
        _ => draw.Pick<int>([0, 1, 2, 3, 4, 5, 6], 4, 24, 31, 25, 10, 5, 1),
    };

    private static string Employment(int age, string sex, int education, Draw draw)
    {
        string[] states = ["employed", "self-employed", "unemployed", "student", "homemaker", "retired"];
        var home = sex == "F" ? 9 : 2;
        var idle = 10 - education;
        return age switch
        {
            < 25 => draw.Pick<string>(states, 44, 3, idle, 40, home / 3.0, 0),
            < 60 => draw.Pick<string>(states, 76, 10 + education, idle, 1, home, 0.5),
            < 67 => draw.Pick<string>(states, 42, 9, 4, 0, home, 38),
            _ => draw.Pick<string>(states, 3, 3, 0, 0, 2, 92),
        };
    }

    private static int Occupation(int education, int region, Draw draw)
    {
        var weights = new double[s_occupations.Length];
        var indices = new int[s_occupations.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            var (title, _, needed, share) = s_occupations[i];
            var gap = education - needed;
            var fit = gap switch { 0 => 1, 1 => 0.4, 2 => 0.12, > 2 => 0.02, -1 => 0.08, _ => 0.002 };
            var local = title switch
            {
                "farming" => region is 4 or 7 ? 4 : 1,
                "software" => region is 0 or 5 ? 1.6 : 1,
                "lighthouse" => region is 1 or 7 ? 4 : 0.5,
                _ => 1,
            };
            (indices[i], weights[i]) = (i, share * fit * local);
        }

        return draw.Pick<int>(indices, weights);
    }

    private static int Income(int age, int occupation, int region, string employment, Draw draw)
    {
        var experience = 0.7 + (0.012 * Math.Min(age - 18, 35));
        var spread = employment == "self-employed" ? draw.Skewed(draw.Skewed(0.9)) : 0.35 + (0.65 * draw.Skewed(1));
        var income = s_occupations[occupation].Pay * 1000 * experience * spread * s_regionWealth[region];
        return Math.Clamp((int)(income / 100) * 100, 1_000, 400_000);
    }

    private static int CapitalGain(int age, int education, int income, Draw draw)
    {
        var chance = 0.02 + (0.0011 * (age - 18)) + (0.008 * education) + (income > 60_000 ? 0.1 : 0);
        return draw.Chance(chance * 0.92) ? Math.Clamp((int)(draw.Skewed(4_000 + (income / 20.0)) / 10) * 10, 10, 100_000) : 0;
    }

    private static double Height(int age, string sex, Draw draw)
    {
        var mean = sex switch { "F" => 165.5, "M" => 179, _ => 172 } - (0.06 * Math.Max(0, age - 40));
        return Math.Clamp(Math.Round(mean + (6.8 * draw.Normal()), 1), 135, 215);
    }

    private static int Children(int age, int education, Draw draw)
    {
        var mean = Math.Clamp((age - 20) / 14.0, 0, 1) * (2.3 - (0.14 * education));
        return Math.Min(draw.Chance(0.18) ? 0 : draw.Count(mean), 9);
    }

    private static int Visits(int age, bool smoker, Draw draw)
    {
        var mean = 1.2 + (0.055 * Math.Max(0, age - 30)) + (smoker ? 1.2 : 0);
        return draw.Chance(0.22) ? 0 : Math.Min(draw.Count(draw.Skewed(mean)), 40);
    }

    private static DateOnly Joined(Draw draw)
    {
        // The register grew: late years have more people. The larger of two draws leans to the right.
        var days = s_last.DayNumber - s_first.DayNumber + 1;
        return s_first.AddDays(Math.Max(draw.Below(days), draw.Chance(0.6) ? draw.Below(days) : 0));
    }

    private static DateTime LastVisit(DateOnly joined, Draw draw)
    {
        // Mostly within the last two years, never before joining, on a working day between 8 and 18 o'clock.
        var span = s_last.DayNumber - joined.DayNumber;
        var day = s_last.AddDays(-Math.Min((int)draw.Skewed(240), span));
        while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && day < s_last)
        {
            day = day.AddDays(1);
        }

        return day.ToDateTime(new TimeOnly(draw.Pick<int>([8, 9, 10, 11, 12, 13, 14, 15, 16, 17], 9, 14, 15, 13, 5, 6, 12, 11, 9, 6), 0))
            .AddMinutes(5 * draw.Below(12));
    }

    /// <summary>A whole number below <paramref name="count"/>, small ones more often.</summary>
    private static int Skewed(int count, Draw draw) => Math.Min(draw.Below(count), draw.Below(count));
}
