using System.Globalization;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Attacks;

/// <summary>The attempts to single people out by one column and by several.</summary>
internal sealed record SinglingOutTrials(GuessTrial OneColumn, GuessTrial? SeveralColumns);

/// <summary>
/// The singling-out attack: the attacker looks for a predicate that fits exactly one person of the table, and tries those that fit
/// exactly one synthetic row: a value of one column, or several columns together. The same guesses on the hold-out rows show how
/// often that succeeds by chance.
/// </summary>
/// <remarks>
/// <para>Duplicates are left out of every table first. Successes on hold-out rows are scaled to the size
/// of the table (<see cref="MatchCounts"/>). An attacker who knows
/// only the number n of people, and uses a predicate of probability 1/n, succeeds about 37 times out of 100.</para>
/// <para>Reference: the singling-out attacks of Giomi et al. 2023; rates are relative to the guesses that were made, not to those
/// that were requested.</para>
/// </remarks>
/// <param name="options">The parameters of the attack; null for the defaults.</param>
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
            notes.Add("Singling out was not attempted: there is no common column, no real or no synthetic row.");
            return null;
        }

        var random = new SeededRandom(context.SeedFor("singling out"));
        var predicates = new Predicates(data.Columns, data.RecordsOf(ComparedTables.Synthetic).Distinct(), random);
        var (real, holdout) = (data.RecordsOf(ComparedTables.Real).Distinct(), data.HoldoutRecords?.Distinct());
        GuessTrial Try(string title, List<Predicate> tried, int columns)
        {
            var trial = new GuessTrial("that a predicate fits exactly one person") { IsHeadline = true };
            if (tried.Count == 0)
            {
                return trial with { Reason = "No predicate of this kind fits exactly one synthetic row, so there was nothing to guess." };
            }

            if (tried.Count < _options.Guesses)
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"For {title} only {tried.Count} guesses could be made."));
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
            notes.Add("Without hold-out rows, singling out by the synthetic rows cannot be distinguished from singling out by chance.");
        }

        return new SinglingOutTrials(one, several);
    }
}
