using Veil.Data.Errors;

namespace Veil.Data.Formats.Csv;

/// <summary>
/// Values of a column while their number is unknown, in segments: growing costs no copy, so that memory peaks near the
/// size of the finished columns.
/// </summary>
internal sealed class RowBuffer<T>
    where T : unmanaged
{
    private const int SegmentSize = 1 << 17;
    private const int SmallestSegment = 1 << 10;

    private readonly List<(T[] Values, int Used)> _segments = [];

    /// <summary>The number of values.</summary>
    public long Count { get; private set; }

    /// <summary>Room for more values, which count from now on.</summary>
    public Span<T> Extend(int count)
    {
        if (_segments.Count == 0 || _segments[^1].Values.Length - _segments[^1].Used < count)
        {
            // A small table does not pay for a large one.
            var size = (int)Math.Clamp(Count, SmallestSegment, SegmentSize);
            _segments.Add((new T[Math.Max(size, count)], 0));
        }

        var (values, used) = _segments[^1];
        _segments[^1] = (values, used + count);
        Count += count;
        return values.AsSpan(used, count);
    }

    /// <summary>Gives back the last values of the last extension.</summary>
    public void Shrink(int count)
    {
        var (values, used) = _segments[^1];
        _segments[^1] = (values, used - count);
        Count -= count;
    }

    /// <summary>All values in one array. The buffer is empty afterwards, so that its memory can go.</summary>
    public T[] Drain()
    {
        if (Count > Array.MaxLength)
        {
            throw new VeilException(
                FaultKind.CannotFinish,
                "csv-too-many-rows",
                "The file has more than two thousand million rows.",
                "Split it, or load it into a database and read it from there.");
        }

        var all = new T[Count];
        var at = 0;
        foreach (var (values, used) in _segments)
        {
            values.AsSpan(0, used).CopyTo(all.AsSpan(at));
            at += used;
        }

        _segments.Clear();
        Count = 0;
        return all;
    }
}
