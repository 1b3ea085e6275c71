namespace Veil.Cli;

/// <summary>
/// A first interrupt while a network is trained asks for a model of what has been learnt so far; any other ends the run.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private volatile bool _isTraining;

    /// <summary>Cancelled when training is to stop.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Says whether something is being trained that can stop early.</summary>
    public void Follow(bool isTraining) => _isTraining = isTraining;

    /// <summary>Takes an interrupt, if it is the first and something can stop early.</summary>
    public bool Take()
    {
        if (!_isTraining || _source.IsCancellationRequested)
        {
            return false;
        }

        _source.Cancel();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
