using System.Numerics;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Noise;

namespace Veil.Auditing;

/// <summary>A run on a neighbour asked for something that was not asked for on the recorded table: there is no answer to give.</summary>
public sealed class ReplayEndedException(string message) : Exception(message);

/// <summary>
/// Answers a run on a neighbour with the recorded answers, and notes everything that a private run may not do: ask something
/// else, in another order, under other terms, or about exact numbers that are further apart than the terms allow.
/// </summary>
/// <remarks>
/// With the answers held fixed, a run may depend on its table through the exact numbers alone. That holds for all
/// neighbours is the premise of adaptive composition.
/// </remarks>
public sealed class Replay
{
    // Declared sensitivities are rounded up; the norms they are compared with are computed in doubles.
    private const double Rounding = 1 + 1e-12;

    private readonly IReadOnlyList<Call> _calls;
    private readonly List<string> _alarms;
    private int _next;

    internal Replay(IReadOnlyList<Call> calls, IReadOnlyList<ulong[]> units, ulong key, IEnumerable<string> recorded)
    {
        _alarms = [.. recorded];
        _calls = calls;
        var gate = new Gate(this, units, key);
        Source = NoiseSource.Through(() => gate);
    }

    /// <summary>Stands where noise is drawn from.</summary>
    public NoiseSource Source { get; }

    /// <summary>How many questions the run has asked.</summary>
    public int Asked => _next;

    /// <summary>How far exact numbers came from what was declared: the largest distance over the declared one.</summary>
    public double Largest { get; private set; }

    /// <summary>What was noted, once the run has ended; nothing if the run behaved.</summary>
    public IReadOnlyList<string> Alarms() => _next >= _calls.Count
        ? [.. _alarms]
        : [.. _alarms, $"Only {_next} of {_calls.Count} answers were asked for; the next would have been {_calls[_next]}."];

    private Call Next(CallKind kind, in AnswerTerms terms, int numbers, double parameter, int maxRows = 0)
    {
        var at = $"Call {_next + 1}";
        if (_next >= _calls.Count)
            throw Ended($"{at}, {kind} ({terms.Purpose}), was not made on the other table, which made {_calls.Count}.");
        var call = _calls[_next++];
        if (call.Kind != kind || (kind != CallKind.Labels && call.Exact.Length != numbers))
            throw Ended($"{at} is {kind} ({terms.Purpose}) of {numbers} numbers, but on the other table it was {call}.");
        if (call.Terms.Purpose != terms.Purpose)
            _alarms.Add($"{at} has the purpose '{terms.Purpose}', but on the other table '{call.Terms.Purpose}'.");
        if (!Equals(call.Terms.Event, terms.Event))
            _alarms.Add($"{at} ({terms.Purpose}) was charged as {terms.Event}, but on the other table as {call.Terms.Event}.");
        if (!call.Terms.L1.Equals(terms.L1) || !call.Terms.L2.Equals(terms.L2) || call.MaxRows != maxRows)
            _alarms.Add($"{at} ({terms.Purpose}) declares another sensitivity than on the other table.");
        if (!call.Parameter.Equals(parameter))
            _alarms.Add($"{at} ({terms.Purpose}) has the parameter {parameter:R}, but on the other table {call.Parameter:R}.");
        foreach (var (charged, isL2) in Call.Sensitivities(terms.Event))
        {
            if (!(charged >= (isL2 ? terms.L2 : terms.L1)))
                _alarms.Add($"{at} ({terms.Purpose}) was charged for a sensitivity of {charged:R}, less than it declares.");
        }

        return call;
    }

    private ReplayEndedException Ended(string alarm)
    {
        _alarms.Add(alarm);
        return new ReplayEndedException(alarm);
    }

    private void Compare(ReadOnlySpan<long> here, ReadOnlySpan<long> there, in AnswerTerms terms)
    {
        BigInteger l1 = 0, squares = 0;
        for (var i = 0; i < here.Length; i++)
        {
            // A number at an end of the range has been cut off: it can stand for anything.
            if (here[i] is long.MinValue or long.MaxValue || there[i] is long.MinValue or long.MaxValue)
                _alarms.Add($"Call {_next} ({terms.Purpose}): a number is beyond the range, which counts as infinitely far.");
            var distance = (BigInteger)here[i] - there[i];
            l1 += BigInteger.Abs(distance);
            squares += distance * distance;
        }

        Within((double)l1, terms.L1, "in the sum of absolute differences", terms);
        Within(Math.Sqrt((double)squares), terms.L2, "in the Euclidean norm", terms);
    }

    private void Within(double distance, double declared, string norm, in AnswerTerms terms)
    {
        if (!(distance <= declared * Rounding))
        {
            _alarms.Add(
                $"Call {_next} ({terms.Purpose}): the exact numbers of the two tables are {distance:R} apart {norm}, "
                + $"more than the {declared:R} that was declared.");
        }

        if (distance > 0 && double.IsFinite(declared))
            Largest = Math.Max(Largest, distance / declared);
    }

    private void CompareLabels(string[] labels, long[] exact, List<(string Label, long Count)> released, Call call, in AnswerTerms terms)
    {
        var here = labels.Zip(exact).ToDictionary();
        var there = call.Labels.Zip(call.Exact).ToDictionary();
        var shared = here.Keys.Intersect(there.Keys).ToList();
        Compare([.. shared.Select(label => here[label]), exact[^1]], [.. shared.Select(label => there[label]), call.Exact[^1]], terms);
        Alone(here, there, released);
        Alone(there, here, call.Released);
        var at = $"Call {_next} ({terms.Purpose})";
        var threshold = call.Parameter;
        if (call.Released.Any(label => label.Count < threshold))
            _alarms.Add($"{at}: a label below the threshold was released.");

        void Alone(Dictionary<string, long> one, Dictionary<string, long> other, List<(string Label, long Count)> told)
        {
            var alone = one.Keys.Except(other.Keys).ToList();
            if (alone.Count > call.MaxRows || alone.Any(label => one[label] > call.MaxRows))
            {
                _alarms.Add(
                    $"Call {_next} ({call.Terms.Purpose}): {alone.Count} labels are in one table alone, or have more rows than one unit may.");
            }

            if (told.Any(label => alone.Contains(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(label.Label)))))
                _alarms.Add($"Call {_next} ({call.Terms.Purpose}): a label that one table alone holds was released.");
        }
    }

    private sealed class Gate(Replay replay, IReadOnlyList<ulong[]> units, ulong key) : CoupledGate(new CoupledDraws(key, units), key)
    {
        public override void Numbers(Span<long> exact, in AnswerTerms terms, AddNoise noise)
        {
            lock (Gate)
            {
                var call = replay.Next(CallKind.Numbers, terms, exact.Length, 0);
                replay.Compare(exact, call.Exact, terms);
                call.Answer.CopyTo(exact);
            }
        }

        public override List<(string Label, long Count)> Labels(
            LabelPool labels, ReadOnlySpan<int> codes, Span<long> exact, long threshold, int maxRows, in AnswerTerms terms, AddNoise noise)
        {
            lock (Gate)
            {
                var call = replay.Next(CallKind.Labels, terms, exact.Length, threshold, maxRows);
                var asked = exact.ToArray();

                // What would be released here, with fresh noise, matters for labels that the other table has not.
                var here = base.Labels(labels, codes, exact, threshold, maxRows, terms, noise);
                replay.CompareLabels(Texts(labels, codes), asked, here, call, terms);
                exact[^1] = call.Answer[0];
                return [.. call.Released];
            }
        }

        public override int Choice(ReadOnlySpan<long> scores, long sensitivity, ExponentialEvent choice, string purpose)
        {
            lock (Gate)
            {
                var terms = new AnswerTerms(choice, purpose, sensitivity, sensitivity);
                var call = replay.Next(CallKind.Choice, terms, scores.Length, 0);
                for (var i = 0; i < scores.Length; i++)
                    replay.Compare(scores.Slice(i, 1), call.Exact.AsSpan(i, 1), terms);
                return (int)call.Answer[0];
            }
        }

        public override void Sample(IDrawnRows rows, double rate, List<int> sample)
        {
            lock (Gate)
            {
                replay.Next(CallKind.Sample, new AnswerTerms(null, "sample", 0, 0), 0, rate);
                base.Sample(rows, rate, sample);
            }
        }
    }
}
