using System.Globalization;
using System.Text.RegularExpressions;

namespace Veil.Cli.Tests;

/// <summary>
/// Small tables like those that people have, of which nothing is declared but the header: what comes out is of the kind that went in.
/// Budgets are large enough that the noise decides nothing: false alarms are below one in a million runs.
/// </summary>
public sealed class TablesOfPeopleTests : Workplace
{
    private const int Rows = 1500;

    [Fact]
    public void Dates_months_and_clock_times_in_digits()
    {
        var copy = Copy("seen,period,clock", (i, random) => $"{new DateTime(2021, 1, 1).AddDays(random.Next(900)):yyyyMMdd},20{random.Next(21, 24)}{random.Next(1, 13):00},{(random.Next(24) * 100) + random.Next(60)}");

        Assert.All(copy, row => Assert.True(DateTime.TryParseExact(row[0], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)));
        Assert.All(copy, row => Assert.Matches("^20[0-9]{2}(0[1-9]|1[0-2])$", row[1]));
        Assert.True(copy.Count(row => Number(row[2]) is >= 0 and < 2400) > 0.9 * copy.Count);
    }

    [Fact]
    public void Clock_times_in_digits_keep_their_minutes_when_they_are_declared()
    {
        var schema = Write("s.json", """{"fields": [{"name": "clock", "type": "time", "format": "%-H%M"}], "privacy": {"provenance": "declared"}}""");
        var copy = Copy("clock", (_, random) => $"{(random.Next(24) * 100) + random.Next(60):000}", 5, "-s", schema);

        Assert.All(copy, row => Assert.Matches("^([0-9]|1[0-9]|2[0-3])[0-5][0-9]$", row[0]));
    }

    [Fact]
    public void Few_or_narrow_values_far_from_zero()
    {
        int[] codes = [200, 301, 404, 500];
        var copy = Copy(
            "year,epoch,code,lon",
            (_, random) => string.Create(CultureInfo.InvariantCulture, $"{2015 + random.Next(10)},{1_600_000_000 + random.Next(40_000_000)},{codes[random.Next(4)]},{-122.4 + (0.2 * random.NextDouble()):0.00000}"));

        Assert.True(copy.Count(row => Number(row[0]) is >= 2015 and <= 2024) > 0.9 * copy.Count);
        Assert.True(copy.Count(row => Number(row[1]) is >= 1.5e9 and <= 1.8e9) > 0.9 * copy.Count);
        Assert.True(copy.Count(row => codes.Contains((int)Number(row[2]))) > 0.9 * copy.Count);
        Assert.True(copy.Count(row => Number(row[3]) is >= -123 and <= -121.8) > 0.9 * copy.Count);
    }

    [Fact]
    public void A_key_of_whole_numbers_and_a_measurement_make_a_model_that_opens()
    {
        var table = Write("t.csv", "id,v\n" + string.Concat(Enumerable.Range(1, 500).Select(i => $"{i},{i % 37}\n")));

        Assert.Equal(0, Run("train", table, "--header", "--epsilon", "1", "-m", "mst", "-o", PathOf("t.veil"), "-q").Exit);
        var drawn = Run("sample", PathOf("t.veil"), "-n", "5", "-q");
        Assert.Equal((0, "id,v"), (drawn.Exit, drawn.Output.Split('\n')[0]));
    }

    [Theory]
    [InlineData("%Y-%m-%dT%H:%M:%S%z", "yyyy-MM-ddTHH:mm:ss'+0200'")]
    [InlineData("%d.%m.%Y 24h", "dd.MM.yyyy' 24h'")]
    [InlineData("%H:%M:%S UTC", "HH:mm:ss' UTC'")]
    [InlineData("%a, %d %b %Y %H:%M:%S GMT", "ddd, dd MMM yyyy HH:mm:ss' GMT'")]
    public void Patterns_of_a_schema_are_used_whole(string pattern, string written)
    {
        var type = pattern.Contains("%Y", StringComparison.Ordinal) ? pattern.Contains("%H", StringComparison.Ordinal) ? "datetime" : "date" : "time";
        var schema = Write("s.json", $$$"""{"fields": [{"name": "t", "type": "{{{type}}}", "format": "{{{pattern}}}"}], "privacy": {"provenance": "declared"}}""");

        var copy = Copy("t", (_, random) => $"\"{new DateTime(2024, 3, 1).AddMinutes(random.Next(200_000)).ToString(written, CultureInfo.InvariantCulture)}\"", 5, "-s", schema);

        Assert.True(copy.Count(row => row[0].Length > 0) > 0.9 * copy.Count);
    }

    [Fact]
    public void Spellings_of_true_and_false()
    {
        string[] mixed = ["TRUE", "false", "True"];
        var copy = Copy("upper,title,mixed,yn,onoff", (i, random) => string.Join(
            ',', i % 2 == 0 ? "TRUE" : "FALSE", i % 3 == 0 ? "True" : "False", mixed[i % 3], i % 2 == 0 ? "Y" : "N", i % 2 == 0 ? "on" : "off"));

        AssertLabels(copy, 0, "TRUE", "FALSE");
        AssertLabels(copy, 1, "True", "False");
        AssertLabels(copy, 2, mixed);
        AssertLabels(copy, 3, "Y", "N");
        AssertLabels(copy, 4, "on", "off");
    }

    [Fact]
    public void Minorities_decide_the_type_that_holds_them()
    {
        var copy = Copy("zip,rain,score", (i, random) => string.Join(
            ',', i % 10 == 0 ? "01234" : "54321", i % 10 == 0 ? "2.5" : "0", i % 10 == 0 ? "severe" : $"{random.Next(4)}"));

        AssertLabels(copy, 0, "01234", "54321");
        Assert.Contains(copy, row => row[0] == "01234");
        Assert.Contains(copy, row => row[1].Contains('.', StringComparison.Ordinal));
        Assert.Contains(copy, row => row[2] == "severe");
    }

    [Fact]
    public void Limits_among_numbers_are_told_to_be_missing()
    {
        Copy("crp", (i, random) => i % 5 == 0 ? "<0.5" : $"{random.Next(100)}.{random.Next(1, 10)}");

        Assert.Contains("limits such as", File.ReadAllText(PathOf("copy.privacy.md")).Replace("&lt;", "<", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Incomes_in_whole_units_are_no_keys()
    {
        var copy = Copy("income,arm", (i, _) => $"{30_000 + (37 * i)},{(i % 2 == 0 ? "A" : "B")}");

        Assert.True(copy.Count(row => Number(row[0]) is >= 25_000 and <= 95_000) > 0.9 * copy.Count);
    }

    [Fact]
    public void Numbers_in_groups_with_signs_and_units_are_written_as_they_were()
    {
        var copy = Copy("paid,share,weight,delta", (i, random) => string.Create(
            CultureInfo.InvariantCulture,
            $"\"${1000 + random.Next(8000):#,0}.{random.Next(100):00}\",{random.Next(100)}.{random.Next(10)} %,{40 + random.Next(60)} kg,{(i % 2 == 0 ? $"({random.Next(1, 90)}.5)" : $"{random.Next(1, 90)}.5")}"));

        AssertMatches(copy, 0, @"^""?\$[0-9]{1,3}(,[0-9]{3})*\.[0-9]{2}""?$");
        AssertMatches(copy, 1, "^[0-9.]+ %$");
        AssertMatches(copy, 2, "^[0-9]+ kg$");
        AssertMatches(copy, 3, @"^(\([0-9.]+\)|[0-9.]+)$");
        Assert.Contains(copy, row => row[3].StartsWith('('));
    }

    [Theory]
    [InlineData("2020,2021,2022")]
    [InlineData("sex,0,1,2")]
    [InlineData("firm,2024Q1,2024Q2")]
    public void Numbers_as_names_of_columns(string header)
    {
        var names = header.Split(',');
        var random = new Random(3);
        var table = Write("t.csv", header + "\n" + string.Concat(Enumerable.Range(0, 200).Select(i => string.Join(
            ',', names.Select((name, k) => k == 0 && char.IsLetter(name[0]) ? (i % 2 == 0 ? "a" : "b") : $"{random.Next(41)}")) + "\n")));

        Assert.Contains($"200 rows, {names.Length} columns", Run("inspect", table).Output, StringComparison.Ordinal);
        Assert.Equal(0, Run("synth", table, "--header", "--epsilon", "5", "-m", "independent", "-o", PathOf("copy.csv"), "-q").Exit);
        Assert.StartsWith(header + "\n", File.ReadAllText(PathOf("copy.csv")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anna.berg@example.org,F")]
    [InlineData("10.0.0.1")]
    [InlineData("Anna Berg,Ulm")]
    [InlineData("2024-01-31 10:20:30 INFO started")]
    public void A_file_without_a_header_publishes_no_record(string row)
    {
        var table = Write("t.csv", row + "\n" + string.Concat(Enumerable.Range(0, 100).Select(i => row.Replace('n', (char)('a' + (i % 26))) + "\n")));

        var run = Run("synth", table, "--epsilon", "1", "-m", "independent", "-o", PathOf("copy.csv"));

        run.AssertFault(ExitCodes.PrivacyRefusal, "header-unsaid");
        Assert.DoesNotContain(row.Split(',')[0], run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id,age,age\n", "age_2")]
    [InlineData("id,age,AGE\n", "AGE")]
    [InlineData("id,age,age \n", "age ")]
    [InlineData("id,age,\n", "column3")]
    public void Names_that_differ_little_or_not_at_all(string header, string third)
    {
        header = third == "column3" ? ",id,age\n" : header;
        var table = Write("t.csv", header + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i % 9},{i % 80},{i % 7}\n")));

        Assert.Equal(0, Run("synth", table, "--header", "--epsilon", "5", "-m", "independent", "-o", PathOf("copy.csv"), "-q").Exit);
        var names = File.ReadAllText(PathOf("copy.csv")).Split('\n')[0].Split(',');
        Assert.Equal(3, names.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains(third == "column3" ? "column1" : third, names);
        Assert.Equal(0, Run("evaluate", PathOf("copy.csv"), "--real", table, "-q").Exit);
    }

    [Theory]
    [InlineData("age,town\r", "\r")]
    [InlineData("age,town\r\n", "\r\n\u001A")]
    [InlineData("age,town,\n", "\n")]
    [InlineData("\n\nage,town\n", "\n\n")]
    public void Line_ends_and_empty_fields_at_the_end(string header, string end)
    {
        var lineEnd = header.Contains('\r', StringComparison.Ordinal) ? header.Contains('\n', StringComparison.Ordinal) ? "\r\n" : "\r" : "\n";
        var table = Write("t.csv", header + string.Join(lineEnd, Enumerable.Range(0, 300).Select(i => $"{i % 80},Ashby{(header.Contains("town,", StringComparison.Ordinal) ? "," : "")}")) + end);

        Assert.Contains("300 rows, 2 columns", Run("inspect", table).Output, StringComparison.Ordinal);
        Assert.Equal(0, Run("synth", table, "--header", "--epsilon", "5", "-m", "independent", "-o", PathOf("copy.csv"), "-q").Exit);
        Assert.StartsWith("age,town\n", File.ReadAllText(PathOf("copy.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_footer_is_a_fault_that_names_the_way_out()
    {
        var table = Write("t.csv", File.ReadAllText(Table) + "Total 200\n");
        string[] args = ["synth", table, "--header", "--epsilon", "5", "-m", "independent", "-o", PathOf("copy.csv"), "-q"];

        var refused = Run(args);
        refused.AssertFault(ExitCodes.BadInput, "csv-ragged-row");
        Assert.Contains("Fix the row", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, Run([.. args, "--bad-rows", "drop"]).Exit);
    }

    [Theory]
    [InlineData(":")]
    [InlineData("^")]
    [InlineData("tab")]
    [InlineData("space")]
    public void Delimiters_that_are_rare(string delimiter)
    {
        var sign = delimiter switch { "tab" => "\t", "space" => "  ", _ => delimiter };
        var table = Write("t.csv", $"id{sign}age{sign}town\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i + 1}{sign}{i % 80}{sign}Ashby\n")));

        Assert.Contains("300 rows, 3 columns", Run("inspect", table).Output, StringComparison.Ordinal);
        Assert.Equal(0, Run("synth", table, "--header", "--delimiter", delimiter, "--epsilon", "5", "-m", "independent", "-o", PathOf("copy.csv"), "-q").Exit);
    }

    [Fact]
    public void Two_pipes_between_fields_are_refused_with_the_way_out()
    {
        var table = Write("t.csv", "age||town\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i}||Ashby\n")));

        Run("inspect", table).AssertFault(ExitCodes.BadInput, "csv-doubled-delimiter");
    }

    [Fact]
    public void Cells_of_any_content_are_labels_like_others()
    {
        string[] cells = ["\"{\"\"a\"\": 1}\"", "\"two\nlines\"", "\uD83C\uDFE0", "\u05E2\u05D9\u05E8", "=1+1", "O'Brien", "\"6\"\" pipe\""];
        var table = Write("t.csv", "c,n\n" + string.Concat(Enumerable.Range(0, 700).Select(i => $"{cells[i % cells.Length]},{i % 9}\n")));

        Assert.Equal(0, Run("synth", table, "--header", "--epsilon", "9", "-m", "independent", "-o", PathOf("copy.csv"), "-q").Exit);
        var text = File.ReadAllText(PathOf("copy.csv"));
        Assert.All(cells, cell => Assert.Contains(cell, text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_column_that_only_the_hold_out_rows_lack_is_left_out_of_the_comparison()
    {
        var real = Write("real.csv", "id,age,grp\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i},{i % 60},{(i % 2 == 0 ? "a" : "b")}\n")));
        var hold = Write("hold.csv", "id,age\n" + string.Concat(Enumerable.Range(300, 100).Select(i => $"{i},{i % 60}\n")));

        var run = Run("evaluate", real, "--real", real, "--holdout", hold);

        Assert.Equal(0, run.Exit);
        Assert.Contains("'grp'", run.Error, StringComparison.Ordinal);
        Assert.Contains("hold-out", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, "1")]
    [InlineData(176, "1")]
    [InlineData(50, "0.1")]
    public void A_table_that_is_too_small_for_the_budget_says_so_in_one_line(int rows, string epsilon)
    {
        var table = Write("t.csv", "age,lab,site,when\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{i % 90},{i % 7}.{i % 10},s{i % 5},2023-0{1 + (i % 9)}-11\n")));

        var run = Run("synth", table, "--header", "--epsilon", epsilon, "-m", "independent", "-o", PathOf("copy.csv"), "-q");

        Assert.Equal(0, run.Exit);
        Assert.StartsWith("Warning: ", Assert.Single(run.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.Equal(0, Run("evaluate", PathOf("copy.csv"), "--real", table, "-q").Exit);
    }

    [Fact]
    public void Odd_names_of_columns_are_kept_and_digits_stay_digits()
    {
        const string Header = "petal length (cm),select,x=y,\"\"\"q\"\"\",o'k,\"a,b\",<b>&,\u540D\u524D,%s,..,CON";
        var table = Write("t.csv", Header + "\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => string.Join(',', Enumerable.Range(1, 11).Select(k => $"{i * k % 10}")) + "\n")));

        Assert.Equal(0, Run("synth", table, "--header", "--epsilon", "5", "-m", "independent", "-o", PathOf("copy.csv"), "-q").Exit);
        var lines = File.ReadAllLines(PathOf("copy.csv"));
        Assert.Equal(Header, lines[0].Replace("\"o'k\"", "o'k", StringComparison.Ordinal));
        var digits = lines[1..].SelectMany(line => line.Split(',')).GroupBy(cell => cell).Where(cells => cells.Count() > 100).Select(cells => cells.Key);
        Assert.Equal(Enumerable.Range(0, 10).Select(digit => $"{digit}"), digits.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("2024-01-31", "2024-01-31")]
    [InlineData("x", "x")]
    [InlineData("NA", "NA")]
    public void Columns_of_one_value_or_none(string cell, string written)
    {
        var copy = Copy("c,n", (i, _) => $"{cell},{i % 9}");

        Assert.True(copy.Count(row => row[0] == written || row[0].Length == 0) > 0.9 * copy.Count);
    }

    [Fact]
    public void Words_that_may_stand_for_missing_values_are_labels_among_labels()
    {
        string[] labels = ["NA", "None", "null", "DE"];
        var copy = Copy("land", (i, _) => labels[i % 4]);

        AssertLabels(copy, 0, labels);
        Assert.All(labels, label => Assert.Contains(copy, row => row[0] == label));
    }

    [Theory]
    [InlineData("yyyy-MM-ddTHH:mm")]
    [InlineData("yyyy-MM-dd HH:mm:ss.fff")]
    [InlineData("dd.MM.yyyy")]
    [InlineData("M/d/yyyy")]
    public void What_is_learnt_of_dates_can_be_written(string format)
    {
        var copy = Copy("t", (_, random) => new DateTime(2022, 1, 1).AddMinutes(random.Next(900_000)).ToString(format, CultureInfo.InvariantCulture));

        Assert.All(copy.Where(row => row[0].Length > 0), row =>
            Assert.True(DateTime.TryParseExact(row[0], format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)));
    }

    [Fact]
    public void A_date_that_means_never_and_birth_dates_over_seventy_years_come_back_apart()
    {
        var copy = Copy("until,born", (i, random) =>
            $"{(i % 3 == 0 ? "9999-12-31" : $"202{random.Next(1, 5)}-0{random.Next(1, 10)}-15")},{new DateTime(1940, 1, 1).AddDays(random.Next(25_000)):yyyy-MM-dd}");

        Assert.True(copy.Count(row => row[0] == "9999-12-31") > 0.2 * copy.Count);
        Assert.True(copy.Count(row => row[0].StartsWith("202", StringComparison.Ordinal)) > 0.4 * copy.Count);
        Assert.True(copy.Select(row => row[1][..Math.Min(3, row[1].Length)]).Distinct().Count(decade => decade is "194" or "195" or "196" or "197" or "198" or "199" or "200") >= 7);
    }

    [Fact]
    public void Keys_of_two_drawings_differ_when_the_second_begins_after_the_first()
    {
        var table = Write("t.csv", "patient_id,sex\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"P-{i:00000},{(i % 2 == 0 ? "F" : "M")}\n")));
        Assert.Equal(0, Run("train", table, "--header", "--epsilon", "9", "-m", "independent", "-o", PathOf("t.veil"), "-q").Exit);

        Assert.Matches("^P-00001,[FM]\nP-00002,", Run("sample", PathOf("t.veil"), "-n", "2", "-q").Output.Split('\n', 2)[1]);
        Assert.Matches("^P-00003,[FM]\nP-00004,", Run("sample", PathOf("t.veil"), "-n", "2", "--first-id", "3", "-q").Output.Split('\n', 2)[1]);
        var both = Run("sample", PathOf("t.veil"), "-n", "2", "--where", "sex=F and sex=F");
        Assert.Equal(ExitCodes.Usage, both.Exit);
        Assert.Contains("--where", both.Error, StringComparison.Ordinal);
    }

    private static double Number(string cell) =>
        cell.Length == 0 ? -1 : double.Parse(cell, CultureInfo.InvariantCulture);

    private static void AssertLabels(List<string[]> copy, int column, params string[] labels) =>
        Assert.True(copy.Count(row => labels.Contains(row[column]) || row[column] is "" or "other") == copy.Count);

    private static void AssertMatches(List<string[]> copy, int column, string pattern) =>
        Assert.All(copy.Where(row => row[column].Length > 0), row => Assert.Matches(pattern, row[column]));

    // The rows of a copy; commas inside quotes do not part cells.
    private List<string[]> Copy(string header, Func<int, Random, string> row, double epsilon = 9, params string[] more)
    {
        var random = new Random(7);
        var table = Write("t.csv", header + "\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => row(i, random) + "\n")));
        var run = Run(
        [
            "synth", table, "--header", "--epsilon", epsilon.ToString(CultureInfo.InvariantCulture), "-m", "independent",
            "-o", PathOf("copy.csv"), "-q", .. more,
        ]);
        Assert.Equal((0, ""), (run.Exit, run.Error));
        return [.. File.ReadAllLines(PathOf("copy.csv")).Skip(1).Select(line => Regex.Split(line, ",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"))];
    }
}
