namespace Veil.Synthesis.Sampling;

/// <summary>
/// The rows of a sampler that evidence leaves, found by drawing rows until enough of them are left: exact for every model,
/// and slow where evidence leaves few.
/// </summary>
internal sealed class RejectionSampler : IRecordSampler
{
    // Evidence that is rarer than about one in this many rows is taken to be impossible.
    private const int TrialRows = 1 << 18;
    private const int BlockRows = 1 << 14;

    private readonly IRecordSampler _whole;
    private readonly IReadOnlyList<double[]?> _evidence;

    private RejectionSampler(IRecordSampler whole, IReadOnlyList<double[]?> evidence) => (_whole, _evidence) = (whole, evidence);

    /// <summary>
    /// The rows that evidence leaves of a sampler, and the part of all rows that they are, as estimated by a trial.
    /// </summary>
    public static ConditionalSampler Given(IRecordSampler whole, IReadOnlyList<double[]?> evidence, CancellationToken cancellationToken)
    {
        var sampler = new RejectionSampler(whole, evidence);
        var random = new SamplingRandom(0);
        double left = 0;
        var drawn = 0;

        // Common evidence is known well enough early.
        for (; drawn < TrialRows && left < BlockRows; drawn += BlockRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = whole.Sample(BlockRows, random.Stream(drawn), cancellationToken);
            for (var row = 0; row < BlockRows; row++)
            {
                left += sampler.Part(rows, row);
            }
        }

        return new ConditionalSampler(sampler, left / drawn);
    }

    /// <inheritdoc/>
    public ushort[][] Sample(int rows, SamplingRandom random, CancellationToken cancellationToken)
    {
        var kept = new ushort[_evidence.Count][];
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = new ushort[rows];
        }

        for (int filled = 0, block = 0; filled < rows; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var drawn = _whole.Sample(BlockRows, random.Stream(block), cancellationToken);
            for (var row = 0; row < BlockRows && filled < rows; row++)
            {
                if (random.NextDouble() >= Part(drawn, row))
                {
                    continue;
                }

                for (var i = 0; i < kept.Length; i++)
                {
                    kept[i][filled] = drawn[i][row];
                }

                filled++;
            }
        }

        return kept;
    }

    /// <inheritdoc/>
    public ConditionalSampler Given(IReadOnlyList<double[]?> evidence, CancellationToken cancellationToken)
    {
        var both = _evidence.Zip(evidence, (mine, more) => mine is null ? more
            : more is null ? mine : [.. mine.Zip(more, (a, b) => a * b)]).ToList();
        return Given(_whole, both, cancellationToken);
    }

    private double Part(ushort[][] rows, int row)
    {
        double part = 1;
        for (var i = 0; i < _evidence.Count; i++)
        {
            if (_evidence[i] is { } left)
            {
                part *= left[rows[i][row]];
            }
        }

        return part;
    }
}
