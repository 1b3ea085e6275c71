using System.Globalization;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Attacks;

/// <summary>The attempts to single people out by one column and by several.</summary>
internal sealed record SinglingOutTrials(GuessTrial OneColumn, GuessTrial? SeveralColumns);

/// <summary>
/// Can somebody say something that fits exactly one person of the table? The attacker tries what fits exactly one synthetic
/// row: a value of one column, or several columns together. The same guesses about people in the hold-out rows show how often that
/// succeeds by itself.
/// </summary>
/// <remarks>
/// <para>Rows that repeat another are left out of every table first. Successes on hold-out rows are carried over to the size
/// of the table (<see cref="MatchCounts"/>). An attacker who knows
/// nothing but the number n of people, and picks something that fits one in n, succeeds about 37 times of 100.</para>
/// <para>Reference: the singling-out attacks of Giomi et al. 2023; rates are of the guesses made, not of those wished for.</para>
/// </remarks>
/// <param name="options">How to attack; null for the defaults.</param>
internal sealed class SinglingOut(AttackOptions? options = null) : EvaluationPart<SinglingOutTrials>
{
    private const string OneColumn = "singling out by one column";
    private const string SeveralColumns = "singling out by several columns";

    private readonly AttackOptions _options = options ?? new();

    /// <inheritdoc/>
    public override string Name => "Singling out";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<SinglingOutTrials>> Definitions { get; } =
    [
        .. GuessMetrics.Of<SinglingOutTrials>("singling-out.univariate", OneColumn, Subject.Table, trials => [trials.OneColumn]),
        .. GuessMetrics.Of<SinglingOutTrials>(
            "singling-out.multivariate",
            SeveralColumns,
            Subject.Table,
            trials => trials.SeveralColumns is { } several ? [several] : []),
    ];

    /// <inheritdoc/>
    protected override SinglingOutTrials? Take(EvaluationContext context, List<string> notes)
    {
        var data = ComparedTables.Of(context);
        if (data.IsEmpty)
        {
            notes.Add("Whether single people can be pointed out was not tried: there is no common column, no real or no synthetic row.");
            return null;
        }

        var random = new SeededRandom(context.SeedFor("singling out"));
        var predicates = new Predicates(data.Columns, data.RecordsOf(ComparedTables.Synthetic).Distinct(), random);
        var (real, holdout) = (data.RecordsOf(ComparedTables.Real).Distinct(), data.HoldoutRecords?.Distinct());
        GuessTrial Try(string title, List<Predicate> tried, int columns)
        {
            var trial = new GuessTrial("that what is said fits exactly one person") { IsHeadline = true };
            if (tried.Count == 0)
            {
                return trial with { Reason = "Nothing of this kind fits exactly one synthetic row, so there was nothing to guess." };
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
            return trial.With(Singled(inTable), control, Singled(Fitting(predicates.Blind(columns, tried.Count), real, 2)));
        }

        var one = Try(OneColumn, predicates.OfOneColumn(_options.Guesses), 1);
        context.Report(0.3);
        var several = data.Columns.Length < 2
            ? null
            : Try(
                SeveralColumns,
                predicates.OfColumns(_options.CombinedColumns, _options.Guesses, context.Cancellation),
                _options.CombinedColumns);
        if (holdout is null)
        {
            notes.Add("Without hold-out rows, people that the synthetic rows point out cannot be told from people pointed out by chance.");
        }

        return new SinglingOutTrials(one, several);
    }
}
