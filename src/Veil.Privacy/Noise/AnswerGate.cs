using Veil.Data.Tables;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Noise;

/// <summary>The charge for an answer, and the sensitivity of the exact one.</summary>
/// <param name="Event">The event that was charged; null where one unit moves nothing, so that the answer is free.</param>
/// <param name="Purpose">The purpose, in words that hold no value of the table.</param>
/// <param name="L1">The L1 sensitivity: the most by which one unit moves the exact answer in the sum of absolute differences.</param>
/// <param name="L2">The L2 sensitivity: the same in the Euclidean norm.</param>
internal readonly record struct AnswerTerms(PrivacyEvent? Event, string Purpose, double L1, double L2);

/// <summary>Adds a draw of noise to each number.</summary>
internal delegate void AddNoise(Span<long> numbers, RandomSource random);

/// <summary>Rows that draws are made for. Their content is for tests, which match the draws of the same unit in two tables by it.</summary>
internal interface IDrawnRows
{
    /// <summary>The number of units.</summary>
    int UnitCount { get; }

    /// <summary>The number of cells of a row.</summary>
    int Attributes { get; }

    /// <summary>Appends the rows of a unit to a list.</summary>
    void AddRowsOf(int unit, List<int> rows);

    /// <summary>Copies the cells of some rows, row-major.</summary>
    void Gather(ReadOnlySpan<int> rows, Span<ushort> cells);
}

/// <summary>
/// The only way from exact answers to the outside: every number that the kernel computes from rows comes through here,
/// exact, with what was charged for it, and goes on with noise in it or not at all. So do the draws that decide which rows are used
/// where. A mechanism has been charged for before it calls.
/// </summary>
/// <remarks>
/// This class is what a release uses. A test puts another in its place (<see cref="NoiseSource.Through"/>), which records the calls
/// on one table and replays the answers on a neighbour; see docs/privacy.md, "How the guarantee is audited". Draws for rows
/// know their unit for that reason alone: here they are fresh, whatever the rows hold.
/// Not thread-safe: one gate per thread.
/// </remarks>
internal class AnswerGate(RandomSource random)
{
    /// <summary>True when noise comes from the operating system; if not, nothing that is released is private.</summary>
    public virtual bool IsSecure => random.IsSecure;

    /// <summary>Another gate, whose draws are independent of this one's.</summary>
    public virtual AnswerGate Fork() => new(random.Fork());

    /// <summary>Independent sources for noise that is drawn by several threads before its sum is known.</summary>
    public virtual RandomSource[] NoiseSources(int count)
    {
        var sources = new RandomSource[count];
        for (var i = 0; i < count; i++)
            sources[i] = random.Fork();
        return sources;
    }

    /// <summary>A seed for what depends on no row: first weights, made-up records.</summary>
    public virtual ulong Seed() => random.NextUInt64();

    /// <summary>A vector of whole numbers: noise is added to each, in place.</summary>
    /// <param name="exact">The exact numbers, which become noisy ones.</param>
    /// <param name="terms">The charge; a free answer is given as it is.</param>
    /// <param name="noise">The noise that was charged for.</param>
    public virtual void Numbers(Span<long> exact, in AnswerTerms terms, AddNoise noise)
    {
        if (terms.Event is not null)
            noise(exact, random);
    }

    /// <summary>Counts of the labels that occur, of which those are released whose noisy count reaches a threshold.</summary>
    /// <param name="labels">The texts of the codes.</param>
    /// <param name="codes">The labels that occur.</param>
    /// <param name="exact">A count for each of them and, last, that of missing values, which is always released. They become noisy.</param>
    /// <param name="threshold">The least noisy count that is released.</param>
    /// <param name="maxRows">The most labels that one unit alone can hold, and the most rows of each.</param>
    /// <param name="terms">The charge, threshold included.</param>
    /// <param name="noise">The noise that was charged for.</param>
    /// <returns>The released labels with their noisy counts.</returns>
    public virtual List<(string Label, long Count)> Labels(
        LabelPool labels, ReadOnlySpan<int> codes, Span<long> exact, long threshold, int maxRows, in AnswerTerms terms, AddNoise noise)
    {
        noise(exact, random);
        var released = new List<(string, long)>();
        for (var i = 0; i < codes.Length; i++)
        {
            if (exact[i] >= threshold)
                released.Add((labels[codes[i]], exact[i]));
        }

        return released;
    }

    /// <summary>A choice by the exponential mechanism: the index is released, no score is.</summary>
    /// <param name="scores">The exact score of each candidate.</param>
    /// <param name="sensitivity">The most by which one unit moves a score.</param>
    /// <param name="choice">The cost of this choice; several may have been charged together.</param>
    /// <param name="purpose">The purpose, in words that hold no value of the table.</param>
    public virtual int Choice(ReadOnlySpan<long> scores, long sensitivity, ExponentialEvent choice, string purpose) =>
        ExponentialMechanism.Select(scores, sensitivity, choice.Epsilon, random);

    /// <summary>The place in an entity's reservoir that a row of it draws: uniform from 0 to <paramref name="at"/>.</summary>
    /// <param name="entities">The names of entities.</param>
    /// <param name="entity">The code of the row's entity.</param>
    /// <param name="at">The number of rows of the entity that came before.</param>
    public virtual ulong Reservoir(LabelPool entities, int entity, int at) => random.NextBelow((ulong)at + 1);

    /// <summary>The part that a unit is given to: uniform.</summary>
    public virtual int Part(IDrawnRows rows, int unit, int parts) => (int)random.NextBelow((ulong)parts);

    /// <summary>
    /// Appends the rows of a sample of the units to a list: each unit is in it with exactly the rate's chance, independently.
    /// </summary>
    public virtual void Sample(IDrawnRows rows, double rate, List<int> sample)
    {
        // In units of 2^-128, of which every rate below one is a whole number.
        var chance = rate < 1 ? (UInt128)Math.ScaleB(rate, 128) : 0;
        for (var first = 0; first < rows.UnitCount; first += 64)
        {
            var drawn = rate < 1 ? ExactBernoulli.Word(chance, random) : ulong.MaxValue;
            for (; drawn != 0; drawn &= drawn - 1)
            {
                var unit = first + System.Numerics.BitOperations.TrailingZeroCount(drawn);
                if (unit < rows.UnitCount)
                    rows.AddRowsOf(unit, sample);
            }
        }
    }

    /// <summary>The fair coin of a row of a sample that is cut in two.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="row">The row.</param>
    /// <param name="cuts">The number of cuts of its part before.</param>
    public virtual bool GoesFirst(IDrawnRows rows, int row, int cuts) => random.NextBit();
}
