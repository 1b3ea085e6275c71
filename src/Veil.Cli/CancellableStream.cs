namespace Veil.Cli;

/// <summary>
/// A pipe whose reads and writes end when the run is cancelled: the system call itself may wait indefinitely for the
/// program at the other end.
/// </summary>
internal sealed class CancellableStream(Func<Stream> open, CancellationToken cancellationToken) : Stream
{
    private Stream? _pipe;
    private byte[] _buffer = [];

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        // The abandoned call may still write to its buffer: it must not be the caller's buffer.
        var own = Own(buffer.Length);
        var read = Await(pipe => pipe.Read(own.Span));
        own.Span[..read].CopyTo(buffer);
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var own = Own(buffer.Length);
        buffer.CopyTo(own.Span);
        Await(pipe =>
        {
            pipe.Write(own.Span);
            return 0;
        });
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private Memory<byte> Own(int length)
    {
        _buffer = _buffer.Length < length ? new byte[length] : _buffer;
        return _buffer.AsMemory(0, length);
    }

    private int Await(Func<Stream, int> call)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var task = Task.Factory.StartNew(
            () => call(_pipe ??= open()), CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default);
        task.WaitAsync(cancellationToken).GetAwaiter().GetResult();
        return task.Result;
    }
}
