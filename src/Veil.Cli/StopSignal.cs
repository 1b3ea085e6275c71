namespace Veil.Cli;

/// <summary>
/// The handling of interrupts: the first one during the training of a network stops the training and keeps the model; any other
/// ends the run.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private volatile bool _isTraining;

    /// <summary>The token that is cancelled when training is to stop.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Records whether a training that can stop early is running.</summary>
    public void Follow(bool isTraining) => _isTraining = isTraining;

    /// <summary>Handles an interrupt if it is the first and a training can stop early.</summary>
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
