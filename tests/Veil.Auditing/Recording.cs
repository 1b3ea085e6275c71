using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Noise;

namespace Veil.Auditing;

/// <summary>
/// What the kernel was asked about one table, and what it answered. Give <see cref="Source"/> to whatever runs on the table, then
/// <see cref="Replay"/> the answers on a neighbour.
/// </summary>
public sealed class Recording
{
    private readonly List<Call> _calls = [];
    private readonly CoupledDraws _draws;
    private readonly ulong _key;

    /// <summary>Begins a recording.</summary>
    /// <param name="key">Decides noise and draws: the same key records the same answers.</param>
    public Recording(ulong key = 1)
    {
        _key = key;
        _draws = new CoupledDraws(key);
        var gate = new Gate(this);
        Source = NoiseSource.Through(() => gate);
    }

    /// <summary>Stands where noise is drawn from. It says that it is secure, so that what is made with it is a release.</summary>
    public NoiseSource Source { get; }

    /// <summary>The calls so far, in words, in order.</summary>
    public IReadOnlyList<string> Calls => [.. _calls.Select(call => call.ToString())];

    /// <summary>Answers a run on a neighbour with what was answered here.</summary>
    public Replay Replay() => new(_calls, _draws.Seen, _key);

    private sealed class Gate(Recording recording) : CoupledGate(recording._draws, recording._key)
    {
        public override void Numbers(Span<long> exact, in AnswerTerms terms, AddNoise noise)
        {
            lock (Gate)
            {
                var asked = exact.ToArray();
                base.Numbers(exact, terms, noise);
                recording._calls.Add(new Call(CallKind.Numbers, terms, asked, exact.ToArray()));
            }
        }

        public override List<(string Label, long Count)> Labels(
            LabelPool labels, ReadOnlySpan<int> codes, Span<long> exact, long threshold, int maxRows, in AnswerTerms terms, AddNoise noise)
        {
            lock (Gate)
            {
                var asked = exact.ToArray();
                var released = base.Labels(labels, codes, exact, threshold, maxRows, terms, noise);
                recording._calls.Add(new Call(CallKind.Labels, terms, asked, [exact[^1]])
                {
                    Parameter = threshold,
                    Labels = Texts(labels, codes),
                    Released = [.. released],
                    MaxRows = maxRows,
                });
                return released;
            }
        }

        public override int Choice(ReadOnlySpan<long> scores, long sensitivity, ExponentialEvent choice, string purpose)
        {
            lock (Gate)
            {
                var chosen = base.Choice(scores, sensitivity, choice, purpose);
                var terms = new AnswerTerms(choice, purpose, sensitivity, sensitivity);
                recording._calls.Add(new Call(CallKind.Choice, terms, scores.ToArray(), [chosen]));
                return chosen;
            }
        }

        public override void Sample(IDrawnRows rows, double rate, List<int> sample)
        {
            lock (Gate)
            {
                recording._calls.Add(new Call(CallKind.Sample, new AnswerTerms(null, "sample", 0, 0), [], []) { Parameter = rate });
                base.Sample(rows, rate, sample);
            }
        }

        protected override bool IsAlone(IDrawnRows rows, int unit) => false;
    }
}
