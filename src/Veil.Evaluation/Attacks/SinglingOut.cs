using System.Globalization;
using Veil.Evaluation.Learners;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;
using Veil.Evaluation.Rows;

namespace Veil.Evaluation.Attacks;

/// <summary>
/// Can somebody say something that fits exactly one person of the table? The attacker tries what fits exactly one synthetic
/// row: a value of one column, or several columns together. The same guesses about people kept apart show how often that
/// succeeds by itself.
/// </summary>
/// <remarks>
/// <para>Rows that repeat another are left out of every table first. Successes on rows kept apart are carried over to the size
/// of the table (<see cref="MatchCounts"/>). An attacker who knows
/// nothing but the number n of people, and picks something that fits one in n, succeeds about 37 times of 100.</para>
/// <para>Reference: the singling-out attacks of Giomi et al. 2023; rates are of the guesses made, not of those wished for.</para>
/// </remarks>
/// <param name="options">How to attack; null for the defaults.</param>
public sealed class SinglingOut(AttackOptions? options = null) : IEvaluationPart
{
    private readonly AttackOptions _options = (options ?? new()).Validate();

    /// <inheritdoc/>
    public string Name => "Singling out";

    /// <inheritdoc/>
    public Section Section => Section.Privacy;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        var space = RecordSpace.Of(context);
        if (space.IsEmpty)
        {
            return Unmeasured.Because(
                "Whether single people can be pointed out was not tried: there is no common column, no real or no synthetic row.");
        }

        var random = new SeededRandom(context.SeedFor("singling out"));
        var predicates = new Predicates(space, space.Synthetic.Distinct(), random);
        var (real, holdout) = (space.Real.Distinct(), space.Holdout?.Distinct());
        var notes = new List<string>();
        List<Finding> Try(string id, string title, List<Predicate> tried, int columns)
        {
            var words = new GuessFindings($"singling-out.{id}", title, "that what is said fits exactly one person") { IsHeadline = true };
            if (tried.Count == 0)
            {
                return [words.Undefined("Nothing of this kind fits exactly one synthetic row, so there was nothing to guess.")];
            }

            if (tried.Count < _options.Guesses)
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"For {title} only {tried.Count} guesses were found to make."));
            }

            int[] Fitting(List<Predicate> those, Records rows, int most) => Predicate.CountAll(those, rows, most, context.Cancellation);
            Guesses Singled(int[] counts) => new(counts.Count(count => count == 1), counts.Length);
            var inTable = Fitting(tried, real, MatchCounts.Most);
            Guesses? control = holdout is null
                ? null
                : MatchCounts.Control(inTable, Fitting(tried, holdout, MatchCounts.Most), real.Rows, holdout.Rows);
            return [.. words.Of(Singled(inTable), control, Singled(Fitting(predicates.Blind(columns, tried.Count), real, 2)))];
        }

        var findings = Try("univariate", "singling out by one column", predicates.OfOneColumn(_options.Guesses), 1);
        context.Report(0.3);
        if (space.Columns.Length > 1)
        {
            findings.AddRange(Try(
                "multivariate",
                "singling out by several columns",
                predicates.OfColumns(_options.CombinedColumns, _options.Guesses, context.Cancellation),
                _options.CombinedColumns));
        }

        if (holdout is null)
        {
            notes.Add(
                "Without real rows kept apart, people that the synthetic rows point out cannot be told from people pointed out by "
                + "chance.");
        }

        return new EvaluationResult { Findings = findings, Notes = notes };
    }
}
