using Veil.Data.Errors;
using Veil.Privacy.Accounting;

namespace Veil.Synthesis.Methods.PateCtgan;

/// <summary>The plan of the votes of teachers: from public facts alone, before anything is read.</summary>
/// <param name="Teachers">The number of teachers.</param>
internal sealed record PatePlan(int Teachers)
{
    /// <summary>Part of the budget for single columns.</summary>
    public const double ShareOfColumns = 0.15;

    /// <summary>The number of rounds of votes on the generator's newest records.</summary>
    public const int Rounds = 8;

    /// <summary>The number of records that are voted on in a round.</summary>
    public const int Candidates = 500;

    // The assumed number of rows when it is not known.
    private const double UnknownRows = 10_000;

    // Many teachers of few rows: the part of a vote that noise hides falls with their number, the knowledge of a teacher with
    // the root of its rows.
    private const double RowsOfTeacher = 4;
    private const int FewestTeachers = 100;
    private const int MostTeachers = 20_000;

    private const double MostEpsilon = 1000;

    /// <summary>Makes a plan.</summary>
    /// <param name="rows">The number of rows, if it is known.</param>
    public static PatePlan Make(double? rows) => new((int)Math.Clamp((rows ?? UnknownRows) / RowsOfTeacher, FewestTeachers, MostTeachers));

    /// <summary>The noise of a vote, as a part of all teachers, if so much is spent on all votes.</summary>
    public double NoiseOverTeachers(double budget, CompositionRule rule)
    {
        const double Votes = Rounds * Candidates;
        return (rule == CompositionRule.PureEpsilon ? Math.Sqrt(2) * Votes / budget : Math.Sqrt(Votes / (2 * budget))) / Teachers;
    }

    /// <summary>Refuses a budget that buys so few votes that nothing but noise would be learnt.</summary>
    /// <exception cref="VeilException">Code <c>too-few-votes</c>.</exception>
    public void RefuseInfeasible(PrivacyAccountant accountant)
    {
        var budget = (1 - ShareOfColumns) * accountant.Total;
        if (NoiseOverTeachers(budget, accountant.Rule) <= 1)
        {
            return;
        }

        var enough = accountant.Epsilon;
        do
        {
            enough *= 1.25;
        }
        while (enough < MostEpsilon && NoiseOverTeachers((1 - ShareOfColumns) * Total(enough, accountant), accountant.Rule) > 1);
        var currency = accountant.Rule.Currency();
        var (votes, formula) = accountant.Rule == CompositionRule.PureEpsilon
            ? (budget * Teachers / (4 * Math.Sqrt(2)), $"{currency} x teachers / (4 sqrt 2)")
            : (budget * Teachers * Teachers / 8, $"{currency} x teachers^2 / 8");
        throw new VeilException(
            FaultKind.PrivacyRefusal,
            "too-few-votes",
            FormattableString.Invariant(
                $"{Teachers} teachers and a budget of {budget:g3} ({currency}) pay for {Math.Floor(votes)} votes ")
                + $"whose noise is a quarter of the teachers ({formula}): too few to learn from.",
            FormattableString.Invariant($"Use an epsilon of {Math.Ceiling(enough * 100) / 100:0.##} or more, ")
                + "more rows, or a method that counts, such as aim or mst.");
    }

    private static double Total(double epsilon, PrivacyAccountant accountant) =>
        accountant.Rule == CompositionRule.PureEpsilon ? epsilon : GaussianDp.HalfMuSquared(epsilon, accountant.Delta);
}
