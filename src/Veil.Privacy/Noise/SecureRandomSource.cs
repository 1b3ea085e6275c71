using System.Security.Cryptography;

namespace Veil.Privacy.Noise;

/// <summary>
/// Random bits of the operating system's cryptographic generator, fetched 64 KiB at a time. It has no seed: no one can
/// ask for the same noise twice.
/// </summary>
internal sealed class SecureRandomSource : RandomSource
{
    private const int BufferWords = 64 * 1024 / sizeof(ulong);

    /// <summary>Makes a source; nothing is drawn until it is used.</summary>
    public SecureRandomSource()
        : base(BufferWords)
    {
    }

    /// <inheritdoc/>
    public override bool IsSecure => true;

    /// <inheritdoc/>
    public override RandomSource Fork() => new SecureRandomSource();

    /// <inheritdoc/>
    public override void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
