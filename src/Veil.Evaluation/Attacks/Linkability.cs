using Veil.Evaluation.Learners;
using Veil.Evaluation.Parts;
using Veil.Evaluation.Results;
using Veil.Evaluation.Rows;

namespace Veil.Evaluation.Attacks;

/// <summary>
/// Do the synthetic rows help two parties, each of whom knows other columns of the same people, to find out which of their
/// records belong together? Two halves of a row count as linked when one synthetic row is nearest to both.
/// </summary>
/// <remarks>
/// <para>Synthetic rows at the same distance are all nearest; the blind guess places as many at random. With coarse columns
/// half a row has many nearest rows, and links are made by chance: the control shows how often.</para>
/// <para>Reference: the linkability attack of Giomi et al. 2023, with ties counted.</para>
/// </remarks>
/// <param name="options">How to attack; null for the defaults.</param>
public sealed class Linkability(AttackOptions? options = null) : IEvaluationPart
{
    private readonly AttackOptions _options = (options ?? new()).Validate();

    /// <inheritdoc/>
    public string Name => "Linkability";

    /// <inheritdoc/>
    public Section Section => Section.Privacy;

    /// <inheritdoc/>
    public EvaluationResult Run(EvaluationContext context)
    {
        var space = RecordSpace.Of(context);
        var (one, other) = Split(space);
        if (space.IsEmpty || one.Length == 0 || other.Length == 0)
        {
            return Unmeasured.Because(
                "Whether records of two parties can be linked was not tried: each party must know a common column, and there "
                + "must be a real and a synthetic row.");
        }

        var random = new SeededRandom(context.SeedFor("linkability"));
        var (attack, baseline) = Link(Sample(space.Real, random), space.Synthetic, one, other, random, context.Cancellation);
        context.Report(0.5);
        Guesses? control = space.Holdout is { } holdout
            ? Link(Sample(holdout, random), space.Synthetic, one, other, random, context.Cancellation).Linked
            : null;
        var words = new GuessFindings("linkability", "linking two parts of a record", "at which records belong together")
        {
            IsHeadline = true,
            Columns = [.. one.Select(column => space.Columns[column].Name)],
        };
        var notes = new List<string>();
        if (_options.KnownToOne.IsEmpty)
        {
            notes.Add(
                "Which columns two parties would know was not said; for linking, one was given every other column. Name them for "
                + "a result that means something.");
        }

        if (control is null)
        {
            notes.Add(
                "Without real rows kept apart, links that being in the table makes possible cannot be told from links made by chance.");
        }

        return new EvaluationResult { Findings = [.. words.Of(attack, control, baseline)], Notes = notes };
    }

    private (int[] One, int[] Other) Split(RecordSpace space)
    {
        var all = Enumerable.Range(0, space.Columns.Length);
        var known = _options.KnownToOne.IsEmpty
            ? all.Where(column => column % 2 == 0)
            : all.Where(column => _options.KnownToOne.Contains(space.Columns[column].Name));
        return ([.. known], [.. all.Except(known)]);
    }

    private Records Sample(Records rows, SeededRandom random) =>
        rows.Take(random.Permutation(rows.Rows)[..Math.Min(rows.Rows, _options.Guesses)]);

    private static (Guesses Linked, Guesses ByChance) Link(
        Records targets, Records synthetic, int[] one, int[] other, SeededRandom random, CancellationToken cancellation)
    {
        var found = new (bool Linked, double Chance)[targets.Rows];
        Parallel.For(
            0,
            targets.Rows,
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            () => (new float[NearestRows.RoomFor(synthetic)], new float[NearestRows.RoomFor(synthetic)], new float[targets.Values.Length]),
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
