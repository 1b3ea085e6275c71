using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using static Veil.Evaluation.Tests.Fidelity.Tables;

namespace Veil.Evaluation.Tests;

/// <summary>Invented people, and tables made of them whose faults are known.</summary>
internal static class People
{
    public const int Count = 1500;

    public static Table Real { get; } = Fresh(1);

    public static Table Holdout { get; } = Fresh(2);

    /// <summary>Other people of the same population.</summary>
    public static Table Fresh(ulong seed, int rows = Count)
    {
        var random = new SeededRandom(seed * 7919);
        var (age, priors, score) = (new long[rows], new long[rows], new long[rows]);
        var (sex, race, recid) = (new string[rows], new string[rows], new string[rows]);
        var income = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            age[i] = 18 + (long)(50 * random.NextDouble() * random.NextDouble());
            sex[i] = random.NextDouble() < 0.8 ? "M" : "F";
            var draw = random.NextDouble();
            race[i] = draw < 0.5 ? "A" : draw < 0.85 ? "B" : draw < 0.96 ? "C" : "D";
            priors[i] = (long)(-Math.Log(1 - random.NextDouble()) * (1 + ((age[i] - 18) / 20.0)) * (race[i] == "A" ? 2 : 1));
            income[i] = Math.Round((20 + age[i] + (40 * random.NextDouble())) * 100);
            score[i] = (long)Math.Clamp(10 - ((age[i] - 18) / 6.0) + priors[i] + (3 * (random.NextDouble() - 0.5)), 1, 10);
            recid[i] = random.NextDouble() < 0.05 + (0.09 * score[i]) ? "yes" : "no";
        }

        return new Table(
        [
            Integers("age", age), Labels("sex", sex), Labels("race", race), Integers("priors", priors), Decimals("income", income),
            Integers("score", score), Labels("recid", recid),
        ]);
    }

    public static Table Bootstrap() => Real.Take(Draw(11, Count, Count));

    /// <summary>A twentieth of the people, each twenty times.</summary>
    public static Table FewRepeated() => Real.Take([.. Enumerable.Range(0, Count).Select(row => row % (Count / 20))]);

    /// <summary>Nine copies and one other person of ten.</summary>
    public static Table MostlyCopies() => Joined(Real.Take([.. Enumerable.Range(0, Count * 9 / 10)]), Fresh(3, Count / 10));

    /// <summary>The real rows with a share of the values of each column shuffled among the rows.</summary>
    public static Table Reshuffled(double share, ulong seed = 5) => new([.. Real.Columns.Select((column, c) =>
    {
        var random = new SeededRandom(seed + (ulong)c);
        int[] moved = [.. Enumerable.Range(0, Count).Where(_ => random.NextDouble() < share)];
        var order = random.Permutation(moved.Length);
        var rows = Enumerable.Range(0, Count).ToArray();
        for (var i = 0; i < moved.Length; i++)
        {
            rows[moved[i]] = moved[order[i]];
        }

        return column.Take(rows);
    })]);

    /// <summary>Other people without the smallest group.</summary>
    public static Table WithoutMinority()
    {
        var others = Fresh(4);
        var race = (LabelColumn)others["race"];
        return others.Take([.. Enumerable.Range(0, Count).Where(row => race.Labels[race.Codes[row]] != "D")]);
    }

    public static EvaluationInput Request(Table synthetic, bool holdout = true) => new()
    {
        Real = Real,
        Synthetic = synthetic,
        Holdout = holdout ? Holdout : null,
        Schema = new Schema(),
        Target = "recid",
        Protected = ["race", "sex"],
        Known = ["age", "sex", "income"],
    };

    // The labels of both tables have the same codes only by chance, so they are matched by their text.
    private static Table Joined(Table first, Table second) => new([.. first.Columns.Select(column => (column, second[column.Name]) switch
    {
        (IntegerColumn a, IntegerColumn b) => Integers(a.Name, [.. a.Values, .. b.Values]),
        (DecimalColumn a, DecimalColumn b) => Decimals(a.Name, [.. a.Values, .. b.Values]),
        (LabelColumn a, LabelColumn b) => Labels(a.Name, [.. Texts(a), .. Texts(b)]),
        _ => throw new ArgumentException("The columns are of different kinds.", nameof(second)),
    })]);

    private static IEnumerable<string> Texts(LabelColumn column) => column.Codes.ToArray().Select(code => column.Labels[code]);

    private static int[] Draw(ulong seed, int count, int below)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextBelow(below))];
    }
}
