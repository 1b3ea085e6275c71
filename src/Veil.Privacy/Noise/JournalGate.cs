using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Veil.Data.Errors;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;

namespace Veil.Privacy.Noise;

/// <summary>
/// A gate that stores each answer before it is released. What an earlier process of the run stored is released again, in the same
/// order; noise is drawn after the last of it.
/// </summary>
/// <remarks>
/// Privacy: a stored answer is released under the terms that it was drawn under, which stand before it; under any others nothing is
/// released or drawn any more. An answer that was drawn and not stored was seen by nobody. Draws that decide which rows are used where
/// are made anew by each process. Docs/privacy.md, "Runs that are continued". Cost: a hash and a durable write per answer.
/// </remarks>
internal sealed class JournalGate(RandomSource random, IAnswerJournal journal) : AnswerGate(random)
{
    private bool _isRefused;

    /// <inheritdoc/>
    // Sums of gradients are too many to be stored: that a training began is, since a second one would be a second charge.
    public override AnswerGate Fork()
    {
        var question = Question("training", null, "", 0, 0, 0);
        if (Stored(question) is not null)
        {
            _isRefused = true;
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "training-lost",
                $"The run of '{journal.Name}' broke off in its training, of which no state was stored: what it spent stays spent.",
                "Remove that file to begin another run, which is charged in full.");
        }

        Store(question, []);
        return base.Fork();
    }

    /// <inheritdoc/>
    public override ulong Seed()
    {
        var question = Question("seed", null, "", 0, 0, 0);
        if (Stored(question) is { } stored)
            return BitConverter.ToUInt64(stored);
        var seed = base.Seed();
        Store(question, BitConverter.GetBytes(seed));
        return seed;
    }

    /// <inheritdoc/>
    public override void Numbers(Span<long> exact, in AnswerTerms terms, AddNoise noise)
    {
        var question = Question("numbers", terms.Event, terms.Purpose, terms.L1, terms.L2, exact.Length);
        if (Stored(question) is { } stored)
        {
            MemoryMarshal.Cast<byte, long>(stored).CopyTo(exact);
            return;
        }

        base.Numbers(exact, terms, noise);
        Store(question, MemoryMarshal.AsBytes(exact));
    }

    /// <inheritdoc/>
    public override List<(string Label, long Count)> Labels(
        LabelPool labels, ReadOnlySpan<int> codes, Span<long> exact, long threshold, int maxRows, in AnswerTerms terms, AddNoise noise)
    {
        // The number of labels is a secret: it is no part of the question.
        var question = Question("labels", terms.Event, terms.Purpose, terms.L1, terms.L2, threshold);
        if (Stored(question) is { } stored)
        {
            exact.Clear();
            return Read(stored, out exact[^1]);
        }

        var released = base.Labels(labels, codes, exact, threshold, maxRows, terms, noise);
        try
        {
            Store(question, Bytes(released, exact[^1]));
        }
        catch
        {
            // Whether so many bytes can be stored depends on the answer: drawing another would be a second one.
            journal.Abandon();
            throw;
        }

        return released;
    }

    /// <inheritdoc/>
    public override int Choice(ReadOnlySpan<long> scores, long sensitivity, ExponentialEvent choice, string purpose)
    {
        var question = Question("choice", choice, purpose, sensitivity, scores.Length, 0);
        if (Stored(question) is { } stored)
            return BitConverter.ToInt32(stored);
        var chosen = base.Choice(scores, sensitivity, choice, purpose);
        Store(question, BitConverter.GetBytes(chosen));
        return chosen;
    }

    // The terms of an answer, of which no row decides anything. A cost in each currency tells events apart.
    private static byte[] Question(string kind, PrivacyEvent? paid, string purpose, double first, double second, long size)
    {
        double[] costs = paid is null ? [] : [.. Enum.GetValues<CompositionRule>().Select(paid.Cost), paid.Delta];
        var numbers = string.Join(' ', costs.Prepend(second).Prepend(first).Select(BitConverter.DoubleToUInt64Bits).Append((ulong)size));
        return SHA256.HashData(Encoding.UTF8.GetBytes($"{kind} {paid?.GetType().Name} {numbers} {purpose}"));
    }

    private byte[]? Stored(byte[] question)
    {
        if (!_isRefused)
        {
            if (journal.Next() is not { } stored)
                return null;
            if (stored.AsSpan().StartsWith(question))
                return stored[question.Length..];
            _isRefused = true;
        }

        throw new VeilException(
            FaultKind.PrivacyRefusal,
            "journal-of-another-run",
            $"The answers in '{journal.Name}' are of another run: what it asked is not what is asked now.",
            "Repeat the command as it was, or remove that file to begin another run, which is charged in full.");
    }

    private void Store(byte[] question, ReadOnlySpan<byte> answer) => journal.Append([.. question, .. answer]);

    private static byte[] Bytes(List<(string Label, long Count)> released, long missing)
    {
        var bytes = new List<byte>();
        Add(missing);
        foreach (var (label, count) in released)
        {
            // As its units stand: half a pair of surrogates has no bytes in UTF-8.
            Add(count);
            Add(label.Length);
            bytes.AddRange(MemoryMarshal.AsBytes(label.AsSpan()));
        }

        return [.. bytes];

        void Add(long number) => bytes.AddRange(BitConverter.GetBytes(number));
    }

    private static List<(string Label, long Count)> Read(ReadOnlySpan<byte> stored, out long missing)
    {
        missing = Take(ref stored);
        var released = new List<(string, long)>();
        while (!stored.IsEmpty)
        {
            var count = Take(ref stored);
            var units = (int)Take(ref stored) * sizeof(char);
            released.Add((new string(MemoryMarshal.Cast<byte, char>(stored[..units])), count));
            stored = stored[units..];
        }

        return released;

        static long Take(ref ReadOnlySpan<byte> from)
        {
            var number = BitConverter.ToInt64(from);
            from = from[sizeof(long)..];
            return number;
        }
    }
}
