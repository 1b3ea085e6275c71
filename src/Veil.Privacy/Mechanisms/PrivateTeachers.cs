using System.Collections.Immutable;
using Veil.Privacy.Counting;

namespace Veil.Privacy.Mechanisms;

/// <summary>
/// A classifier of records that learns from one part of the private rows, without restriction. It is private data itself: the
/// only thing that may be used of it is its votes, which go to the kernel. Every implementation is listed in docs/privacy.md.
/// </summary>
internal interface ITeacher
{
    /// <summary>Learns to distinguish rows from fakes. It may be called many times, for different teachers at the same time.</summary>
    /// <param name="rows">All rows of the teacher's part; at least one.</param>
    /// <param name="fakes">Records that depend on released results alone.</param>
    void Train(RecordBatch rows, RecordBatch fakes);

    /// <summary>Votes on each candidate: whether it looks like a row.</summary>
    /// <param name="candidates">Records that depend on released results alone.</param>
    /// <param name="votes">One vote per candidate.</param>
    void Vote(RecordBatch candidates, Span<bool> votes);
}

/// <summary>The noisy number of teachers that took each candidate for a row.</summary>
/// <param name="Counts">One count per candidate; may be negative.</param>
/// <param name="StandardDeviation">Standard deviation of the noise, independent in every count.</param>
internal sealed record NoisyVotes(ImmutableArray<long> Counts, double StandardDeviation);

/// <summary>Teachers that each have a part of the private rows, and whose votes are counted with noise.</summary>
/// <remarks>
/// Reference: Papernot and others, "Scalable private learning with PATE", 2018, for aggregation with Gaussian noise.
/// Privacy: each unit is in one part, drawn uniformly and independently of all else, so it can change one teacher and one vote
/// a candidate; see docs/privacy.md, "Teachers". Cost: the teachers'.
/// </remarks>
internal sealed class PrivateTeachers
{
    private readonly MechanismContext _context;
    private readonly Lock _gate;
    private readonly LentRows _rows;
    private readonly ImmutableArray<ITeacher> _teachers;
    private readonly int[][] _parts;

    /// <summary>Gives each unit to a teacher, by a draw of its own.</summary>
    /// <param name="context">The table's budget and gate of answers.</param>
    /// <param name="gate">The table's lock, which the caller holds now, and no teacher ever runs under.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="teachers">The teachers.</param>
    public PrivateTeachers(MechanismContext context, Lock gate, LentRows rows, ImmutableArray<ITeacher> teachers)
    {
        _context = context;
        _gate = gate;
        _rows = rows;
        _teachers = teachers;
        var parts = teachers.Select(_ => new List<int>()).ToArray();
        for (var unit = 0; unit < rows.UnitCount; unit++)
            rows.AddRowsOf(unit, parts[context.Answers.Part(rows, unit, parts.Length)]);
        _parts = Array.ConvertAll(parts, part => part.ToArray());
    }

    /// <summary>The number of teachers.</summary>
    public int Count => _teachers.Length;

    /// <summary>Lets every teacher that has rows learn to distinguish them from fakes. Nothing is released.</summary>
    /// <param name="fakes">The cells of records, row-major, one per attribute.</param>
    /// <exception cref="ArgumentException">The cells make no whole records.</exception>
    public void Train(ReadOnlySpan<ushort> fakes)
    {
        CheckWhole(fakes);
        var kept = fakes.ToArray();
        Parallel.For(0, Count, i =>
        {
            var part = _parts[i];
            if (part.Length == 0)
                return;
            var cells = new ushort[part.Length * _rows.Attributes];
            _rows.Gather(part, cells);
            _teachers[i].Train(new RecordBatch(cells, _rows.Attributes), new RecordBatch(kept, _rows.Attributes));
        });
    }

    /// <summary>The noisy number of teachers that take each candidate for a row.</summary>
    /// <param name="candidates">The cells of records, row-major, one per attribute; at least one record.</param>
    /// <param name="cost">Cost of all counts together.</param>
    /// <exception cref="ArgumentException">There is no candidate, or the cells make no whole records.</exception>
    public NoisyVotes Vote(ReadOnlySpan<ushort> candidates, double cost)
    {
        CheckWhole(candidates);
        var count = candidates.Length / _rows.Attributes;
        if (count == 0)
            throw new ArgumentException("There must be a candidate.", nameof(candidates));
        var kept = candidates.ToArray();
        var paid = Charge(count, cost);

        // Teachers are code from outside: they run without the table's lock.
        var counts = new long[count];
        Parallel.For(0, Count, i =>
        {
            var votes = new bool[count];
            _teachers[i].Vote(new RecordBatch(kept, _rows.Attributes), votes);
            for (var j = 0; j < count; j++)
            {
                if (votes[j])
                    Interlocked.Increment(ref counts[j]);
            }
        });
        return Release(counts, paid);
    }

    // One unit changes one vote per candidate.
    private PaidNoise Charge(int candidates, double cost)
    {
        lock (_gate)
        {
            var l2 = Math.BitIncrement(Math.Sqrt(candidates));
            return _context.Charge(cost, candidates, l2, $"votes of {Count} teachers on {candidates} candidates");
        }
    }

    private NoisyVotes Release(long[] votes, PaidNoise paid)
    {
        lock (_gate)
        {
            paid.Release(votes, _context.Answers);
        }

        return new NoisyVotes([.. votes], paid.Noise.StandardDeviation);
    }

    private void CheckWhole(ReadOnlySpan<ushort> cells)
    {
        if (cells.Length % _rows.Attributes != 0)
            throw new ArgumentException("A record has a cell an attribute.", nameof(cells));
    }
}
