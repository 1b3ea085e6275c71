using System.Buffers.Binary;
using System.Security.Cryptography;
using Veil.Data.Errors;
using Veil.Data.Files;

namespace Veil.Workflows.Training;

/// <summary>A file of records, each of which is on the disk before the next is begun. One process at a time can have it open.</summary>
/// <remarks>
/// A record is its length, the complement of that, a hash of itself and all before it, and its content. The last may be torn by a crash:
/// nothing was done yet that followed from it, and it is cut off. Any other fault is damage.
/// </remarks>
internal sealed class JournalFile : IDisposable
{
    private const int HashBytes = 16;
    private const int FrameBytes = sizeof(int) + sizeof(int) + HashBytes;

    private readonly FileStream _file;
    private readonly List<(long Start, int Length)> _records = [];
    private byte[] _hash = new byte[HashBytes];
    private bool _isBroken;

    private JournalFile(FileStream file) => _file = file;

    /// <summary>Its path.</summary>
    public string Path => _file.Name;

    /// <summary>The number of records.</summary>
    public int Count => _records.Count;

    /// <summary>Opens a file, or makes it.</summary>
    /// <exception cref="VeilException">Another process has it open, it is damaged, or it cannot be written to.</exception>
    public static JournalFile Open(string path)
    {
        FileStream? file = null;
        try
        {
            PrivateFolder.Make(System.IO.Path.GetDirectoryName(path)!);
            file = new FileStream(path, RunFolder.Exclusive(FileMode.OpenOrCreate));
            var journal = new JournalFile(file);
            journal.ReadAll();
            return journal;
        }
        catch (IOException fault) when (file is null && File.Exists(path))
        {
            throw new VeilException(
                FaultKind.CannotFinish,
                "run-in-progress",
                $"Another process is making the same result from the same table: it has '{path}' open.",
                "Wait until it is done, or give the result another place with ‹output›.",
                fault);
        }
        catch (Exception fault)
        {
            file?.Dispose();
            if (fault is IOException or UnauthorizedAccessException)
            {
                throw RunFolder.Unwritable(path, fault);
            }

            throw;
        }
    }

    /// <summary>A record.</summary>
    public byte[] Read(int record)
    {
        var (start, length) = _records[record];
        var bytes = new byte[length];
        _file.Seek(start, SeekOrigin.Begin);
        _file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Adds a record. When it returns, no crash can lose the record.</summary>
    /// <exception cref="VeilException">It cannot be written, and neither can any other from now on.</exception>
    public void Append(ReadOnlySpan<byte> record)
    {
        if (_isBroken)
        {
            throw RunFolder.Unwritable(Path, null);
        }

        var frame = new byte[FrameBytes + record.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, record.Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(sizeof(int)), ~record.Length);
        var hash = HashWith(record);
        hash.CopyTo(frame, FrameBytes - HashBytes);
        record.CopyTo(frame.AsSpan(FrameBytes));

        // A record that failed is the last: another after it would be cut off together with it.
        _isBroken = true;
        try
        {
            _file.Seek(0, SeekOrigin.End);
            _file.Write(frame);
            _file.Flush(flushToDisk: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw RunFolder.Unwritable(Path, fault);
        }

        _isBroken = false;
        _hash = hash;
        _records.Add((_file.Length - record.Length, record.Length));
    }

    /// <summary>Removes all records; none can be added any more.</summary>
    public void Empty()
    {
        _isBroken = true;
        _file.SetLength(0);
        _file.Flush(flushToDisk: true);
    }

    /// <summary>Removes the file, if the system allows it; a process that waits for it finds it empty.</summary>
    public void Delete()
    {
        try
        {
            Empty();
            File.Delete(Path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What it was for is done.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>The fault of a file in which a record does not say what it must.</summary>
    public VeilException Damaged() => new(
        FaultKind.BadInput,
        "journal-damaged",
        $"The stored run '{Path}' is damaged: a part of it is not as it was written.",
        "Restore the file, or remove it to begin another run, which is charged in full.");

    private void ReadAll()
    {
        var at = 0L;
        while (TryRead(at, out var length))
        {
            _records.Add((at + FrameBytes, length));
            at += FrameBytes + length;
        }

        _file.SetLength(at);
    }

    // False at the end, and where a record is torn.
    private bool TryRead(long at, out int length)
    {
        var frame = new byte[FrameBytes];
        _file.Seek(at, SeekOrigin.Begin);
        var isWhole = _file.ReadAtLeast(frame, FrameBytes, throwOnEndOfStream: false) == FrameBytes;
        length = BinaryPrimitives.ReadInt32LittleEndian(frame);
        if (!isWhole)
        {
            return false;
        }

        var left = _file.Length - at - FrameBytes;
        if (length < 0 || BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(sizeof(int))) != ~length)
        {
            return IsEmptyFrom(at) ? false : throw Damaged();
        }

        if (length > left)
        {
            return false;
        }

        var record = new byte[length];
        _file.ReadExactly(record);
        var hash = HashWith(record);
        if (!frame.AsSpan(FrameBytes - HashBytes).SequenceEqual(hash))
        {
            return length == left ? false : throw Damaged();
        }

        _hash = hash;
        return true;
    }

    // What a file system may leave where a record was to be: room for it, and nothing in it.
    private bool IsEmptyFrom(long at)
    {
        _file.Seek(at, SeekOrigin.Begin);
        var rest = new byte[_file.Length - at];
        _file.ReadExactly(rest);
        return !rest.AsSpan().ContainsAnyExcept((byte)0);
    }

    // Chained, so that no record can be missing before another.
    private byte[] HashWith(ReadOnlySpan<byte> record)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_hash);
        hash.AppendData(record);
        return hash.GetHashAndReset()[..HashBytes];
    }
}
