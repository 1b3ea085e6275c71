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
    // Half of the noise that was charged for is far below this; chance, of so many draws, is not.
    private const double LeastWidth = 0.85;
    private const int WidthDraws = 4096;

    private readonly List<Call> _calls = [];
    private readonly List<string> _alarms = [];
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
    public Replay Replay() => new(_calls, _draws.Seen, _key, _alarms);

    /// <summary>Answers that the books do not show, or not as often as they were given.</summary>
    /// <param name="charges">The charges of the run, as its accountant or its statement tells them.</param>
    public IReadOnlyList<string> Unpaid(IReadOnlyList<Charge> charges)
    {
        var paid = new Dictionary<(PrivacyEvent, string), int>();
        foreach (var charge in charges)
        {
            var (events, times) = charge.Event switch
            {
                ComposedEvent composed when composed.Events.All(part => part is ExponentialEvent) => (composed.Events, 1),
                SubsampledGaussianEvent training => (new[] { training }, training.Steps),
                var one => ((IReadOnlyList<PrivacyEvent>)[one], 1),
            };
            foreach (var part in events)
                paid[(part, charge.Purpose)] = paid.GetValueOrDefault((part, charge.Purpose)) + times;
        }

        var unpaid = new List<string>();
        foreach (var call in _calls.Where(call => call.Terms.Event is not null))
        {
            var key = (call.Terms.Event!, call.Terms.Purpose);
            var left = paid.GetValueOrDefault(key);
            if (left == 0)
                unpaid.Add($"No charge is left for the answer {call}.");
            else
                paid[key] = left - 1;
        }

        return unpaid;
    }

    private void CheckWidth(in AnswerTerms terms, AddNoise noise, ReadOnlySpan<long> exact, ReadOnlySpan<long> noisy)
    {
        var random = new SeededRandomSource(_key);
        foreach (var part in terms.Event is ComposedEvent composed ? composed.Events : terms.Event is { } one ? [one] : [])
        {
            // Noise of less than a whole number is mostly none, whatever its parameter.
            var (charged, least) = part switch
            {
                GaussianEvent gaussian => (gaussian.Sigma, 1),
                LaplaceEvent laplace => (1 / (Math.Sqrt(2) * Math.Sinh(0.5 / laplace.Scale)), 1),
                SubsampledGaussianEvent training => (training.NoiseMultiplier * terms.L2, 1000),
                _ => (0, 1),
            };
            double squares = 0;
            long count = 0;
            if (part is SubsampledGaussianEvent)
            {
                // Its noise was drawn before: that of this answer is looked at.
                count = noisy.Length;
                for (var i = 0; i < noisy.Length; i++)
                    squares += Math.Pow((double)noisy[i] - exact[i], 2);
            }
            else if (charged >= 1)
            {
                var draws = new long[WidthDraws];
                noise(draws, random);
                (squares, count) = (draws.Sum(draw => (double)draw * draw), draws.Length);
            }

            if (count >= least && charged >= 1 && Math.Sqrt(squares / count) < LeastWidth * charged)
            {
                _alarms.Add(
                    $"The noise of '{terms.Purpose}' has a standard deviation of about {Math.Sqrt(squares / count):0.##}, "
                    + $"but {charged:0.##} was charged for.");
            }
        }
    }

    private sealed class Gate(Recording recording) : CoupledGate(recording._draws, recording._key)
    {
        public override void Numbers(Span<long> exact, in AnswerTerms terms, AddNoise noise)
        {
            lock (Gate)
            {
                var asked = exact.ToArray();
                base.Numbers(exact, terms, noise);
                recording.CheckWidth(terms, noise, asked, exact);
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
                recording.CheckWidth(terms, noise, asked, exact);
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
    }
}
