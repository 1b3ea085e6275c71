namespace Veil.Workflows.Releases;

/// <summary>The checksum of zip files: CRC-32 with the reflected polynomial 0xEDB88320, as in ISO 3309.</summary>
internal static class Crc32
{
    private static readonly uint[] s_table = [.. Enumerable.Range(0, 256).Select(start =>
    {
        var value = (uint)start;
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
        }

        return value;
    })];

    /// <summary>The checksum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var value = uint.MaxValue;
        foreach (var next in bytes)
        {
            value = s_table[(byte)(value ^ next)] ^ (value >> 8);
        }

        return ~value;
    }
}
