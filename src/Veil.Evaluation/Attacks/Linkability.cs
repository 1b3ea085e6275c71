using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Attacks;

/// <summary>
/// The linkability attack: two parties, each of whom knows other columns of the same people, use the synthetic rows to find which of their
/// records belong to the same person. Two halves of a row count as linked when one synthetic row is nearest to both.
/// </summary>
/// <remarks>
/// <para>The first party knows the columns that are named as known (<see cref="EvaluationInput.Known"/>), the other one the
/// rest; without names the columns are assigned alternately, which is not realistic. Synthetic rows at the same distance are all nearest;
/// the baseline chooses as many at random. With coarse columns half a row has many nearest rows, and links arise by chance:
/// the control shows how often.</para>
/// <para>Reference: the linkability attack of Giomi et al. 2023, with ties counted.</para>
/// </remarks>
/// <param name="options">The parameters of the attack; null for the defaults.</param>
internal sealed class Linkability(AttackOptions? options = null) : EvaluationPart<GuessTrial>
{
    private readonly AttackOptions _options = options ?? new();

    /// <inheritdoc/>
    public override string Name => "Linkability";

    /// <inheritdoc/>
    protected override IReadOnlyList<Metric<GuessTrial>> Definitions { get; } =
        GuessMetrics.Of<GuessTrial>("linkability", "linking two parts of a record", Subject.Columns, trial => [trial]);

    /// <inheritdoc/>
    protected override GuessTrial? Take(EvaluationContext context, List<string> notes)
    {
        var data = ComparedTables.Of(context);
        var known = context.Request.Known;
        int[] one =
        [
            .. Enumerable.Range(0, data.Columns.Length)
                .Where(column => known.Count == 0 ? column % 2 == 0 : known.Contains(data.Names[column])),
        ];
        int[] other = [.. Enumerable.Range(0, data.Columns.Length).Except(one)];
        if (data.IsEmpty || one.Length == 0 || other.Length == 0)
        {
            notes.Add(
                "Linkability was not attempted: each party must know a common column, and there "
                + "must be a real and a synthetic row.");
            return null;
        }

        var random = new SeededRandom(context.SeedFor("linkability"));
        var synthetic = data.RecordsOf(ComparedTables.Synthetic);
        Records Sample(Records rows) => rows.Sample(_options.Guesses, random);
        var (attack, baseline) = Link(
            Sample(data.RecordsOf(ComparedTables.Real)), synthetic, one, other, random, context.Cancellation);
        context.Report(0.5);
        Guesses? control = data.HoldoutRecords is { } holdout
            ? Link(Sample(holdout), synthetic, one, other, random, context.Cancellation).Linked
            : null;
        if (known.Count == 0)
        {
            notes.Add(
                "The columns that two parties would know were not named; for linkability they were assigned alternately. Name them for "
                + "a meaningful result.");
        }

        if (control is null)
        {
            notes.Add("Without hold-out rows, links that membership in the table makes possible cannot be distinguished from chance.");
        }

        return new GuessTrial("at which records belong together")
        {
            IsHeadline = true,
            Columns = [.. one.Select(column => data.Names[column])],
        }.With(attack, control, baseline);
    }

    private static (Guesses Linked, Guesses ByChance) Link(
        Records targets, Records synthetic, int[] one, int[] other, SeededRandom random, CancellationToken cancellation)
    {
        var found = new (bool Linked, double Chance)[targets.Rows];
        Parallel.For(
            0,
            targets.Rows,
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => (
                new float[NearestRows.RoomFor(synthetic)], new float[NearestRows.RoomFor(synthetic)], new float[targets.Values.Length]),
            (row, _, room) =>
            {
                var (byOne, byOther, scaled) = room;
                targets.Scaled(row, scaled);
                var least = NearestRows.Sums(scaled, synthetic, one, byOne);
                var leastOther = NearestRows.Sums(scaled, synthetic, other, byOther);
                found[row] = Compare(byOne.AsSpan(0, synthetic.Rows), least, byOther.AsSpan(0, synthetic.Rows), leastOther);
                return room;
            },
            _ => { });
        return (
            new Guesses(found.Count(target => target.Linked), targets.Rows),
            new Guesses(found.Count(target => random.NextDouble() < target.Chance), targets.Rows));
    }

    private static (bool Linked, double Chance) Compare(
        ReadOnlySpan<float> byOne, float least, ReadOnlySpan<float> byOther, float leastOther)
    {
        var (within, withinOther) = (least + (float)NearestRows.Tie, leastOther + (float)NearestRows.Tie);
        var (linked, nearest, nearestOther) = (false, 0, 0);
        for (var row = 0; row < byOne.Length; row++)
        {
            var (isNearest, isNearestOther) = (byOne[row] <= within, byOther[row] <= withinOther);
            linked |= isNearest & isNearestOther;
            nearest += isNearest ? 1 : 0;
            nearestOther += isNearestOther ? 1 : 0;
        }

        // Of so many rows drawn at random, none among so many others: about e to the minus of their expected number.
        return (linked, 1 - Math.Exp(-(double)nearest * nearestOther / byOne.Length));
    }
}
