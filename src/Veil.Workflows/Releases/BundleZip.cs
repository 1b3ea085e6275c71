using System.Buffers.Binary;
using System.Text;

namespace Veil.Workflows.Releases;

/// <summary>
/// The zip file of a bundle. There is exactly one such file for given contents: files are stored without compression, in a fixed order,
/// without times and attributes. Whether a byte was changed, also one that no hash covers, shows by writing the contents again.
/// </summary>
/// <remarks>
/// Reference: APPNOTE.TXT of PKWARE, sections 4.3.7, 4.3.12 and 4.3.16. Compressed data would depend on the version of the compressor,
/// and have bits that mean nothing; without compression nothing can unpack to more than it is.
/// </remarks>
internal static class BundleZip
{
    /// <summary>The largest bundle, in bytes.</summary>
    public const int Largest = 1 << 30;

    private const uint LocalSignature = 0x04034b50;
    private const uint DirectorySignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const int LocalLength = 30;
    private const int DirectoryLength = 46;
    private const int EndLength = 22;
    private const ushort Version = 10;

    // The first day that a zip file can state, 1980-01-01.
    private const ushort NoDate = 0x21;

    /// <summary>The length of the zip file, in bytes.</summary>
    public static long LengthOf(IReadOnlyList<BundleFile> files) =>
        EndLength + files.Sum(file => LocalLength + DirectoryLength + (2L * file.Name.Length) + file.Content.Length);

    /// <summary>The zip file of some files, which are at most <see cref="Largest"/>.</summary>
    public static byte[] Write(IReadOnlyList<BundleFile> files)
    {
        var zip = new byte[LengthOf(files)];
        var checks = files.Select(file => Crc32.Of(file.Content.Span)).ToList();
        var offsets = new List<int>();
        var at = 0;
        for (var i = 0; i < files.Count; i++)
        {
            offsets.Add(at);
            var header = zip.AsSpan(at, LocalLength);
            BinaryPrimitives.WriteUInt32LittleEndian(header, LocalSignature);
            WriteFacts(header[4..], files[i], checks[i]);
            at += LocalLength;
            at += Encoding.ASCII.GetBytes(files[i].Name, zip.AsSpan(at));
            files[i].Content.Span.CopyTo(zip.AsSpan(at));
            at += files[i].Content.Length;
        }

        var directory = at;
        for (var i = 0; i < files.Count; i++)
        {
            var header = zip.AsSpan(at, DirectoryLength);
            BinaryPrimitives.WriteUInt32LittleEndian(header, DirectorySignature);
            BinaryPrimitives.WriteUInt16LittleEndian(header[4..], Version);
            WriteFacts(header[6..], files[i], checks[i]);
            BinaryPrimitives.WriteInt32LittleEndian(header[42..], offsets[i]);
            at += DirectoryLength;
            at += Encoding.ASCII.GetBytes(files[i].Name, zip.AsSpan(at));
        }

        var end = zip.AsSpan(at);
        BinaryPrimitives.WriteUInt32LittleEndian(end, EndSignature);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], (ushort)files.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], (ushort)files.Count);
        BinaryPrimitives.WriteInt32LittleEndian(end[12..], at - directory);
        BinaryPrimitives.WriteInt32LittleEndian(end[16..], directory);
        return zip;
    }

    /// <summary>
    /// The files that the directory of a zip file lists. Nothing is unpacked or written anywhere; what the headers say beside names and
    /// places is not looked at: <see cref="Write"/> gives it.
    /// </summary>
    /// <exception cref="InvalidDataException">It is no bundle: the message is a sentence on why.</exception>
    public static IReadOnlyList<BundleFile> Read(ReadOnlyMemory<byte> zip)
    {
        var bytes = zip.Span;
        if (bytes.Length < EndLength || BinaryPrimitives.ReadUInt32LittleEndian(bytes[^EndLength..]) != EndSignature)
        {
            throw new InvalidDataException("It is no bundle, is cut off, or has bytes after its end.");
        }

        var files = new List<BundleFile>();
        var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[^12..]);
        long at = BinaryPrimitives.ReadUInt32LittleEndian(bytes[^6..]);
        for (var i = 0; i < count; i++)
        {
            var header = Part(bytes, at, DirectoryLength);
            var name = NameOf(Part(bytes, at + DirectoryLength, BinaryPrimitives.ReadUInt16LittleEndian(header[28..])));
            if (files.Any(file => file.Name == name))
            {
                throw new InvalidDataException($"It holds {name} twice.");
            }

            var size = BinaryPrimitives.ReadUInt32LittleEndian(header[24..]);
            var start = BinaryPrimitives.ReadUInt32LittleEndian(header[42..]) + (long)LocalLength + name.Length;
            _ = Part(bytes, start, size);
            files.Add(new BundleFile(name, zip.Slice((int)start, (int)size)));
            at += DirectoryLength + name.Length;
        }

        return files;
    }

    // What a file's header and its line in the directory have in common. No flag, no compression, no time, nothing in addition.
    private static void WriteFacts(Span<byte> header, BundleFile file, uint check)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(header, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], NoDate);
        BinaryPrimitives.WriteUInt32LittleEndian(header[10..], check);
        BinaryPrimitives.WriteInt32LittleEndian(header[14..], file.Content.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[18..], file.Content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], (ushort)file.Name.Length);
    }

    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> bytes, long at, long length) =>
        at + length <= bytes.Length ? bytes.Slice((int)at, (int)length) : throw new InvalidDataException("A part of it is missing.");

    private static string NameOf(ReadOnlySpan<byte> bytes)
    {
        foreach (var name in BundleNames.All)
        {
            if (bytes.SequenceEqual(Encoding.ASCII.GetBytes(name)))
            {
                return name;
            }
        }

        throw new InvalidDataException("It holds a file that no bundle has.");
    }
}
