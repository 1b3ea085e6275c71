using System.Security.Cryptography;
using Veil.Data.Errors;

namespace Veil.Workflows.Releases;

/// <summary>A key of ECDSA on the curve P-256, with which manifests are signed and verified: a private one, or its public half.</summary>
internal sealed class SigningKey : IDisposable
{
    private const string P256 = "1.2.840.10045.3.1.7";
    private const int LongestFile = 1 << 16;

    private readonly ECDsa _key;

    private SigningKey(ECDsa key)
    {
        _key = key;
        Id = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>Names the key: the SHA-256 of its public half (SubjectPublicKeyInfo), in hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>The private key as PEM (PKCS#8).</summary>
    public string PrivatePem => _key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>The public key as PEM (SubjectPublicKeyInfo).</summary>
    public string PublicPem => _key.ExportSubjectPublicKeyInfoPem() + "\n";

    /// <summary>A new key, from the operating system's generator.</summary>
    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a key that signatures are verified with: a public one, or a private one, which holds it.</summary>
    /// <exception cref="VeilException">The file cannot be read, or is no such key.</exception>
    public static SigningKey Load(string path) => new(Read(path));

    /// <summary>Reads a key to sign with.</summary>
    /// <exception cref="VeilException">The file cannot be read, or is no private key.</exception>
    public static SigningKey LoadPrivate(string path)
    {
        var key = Read(path);
        try
        {
            key.ExportParameters(includePrivateParameters: true);
            return new SigningKey(key);
        }
        catch (CryptographicException fault)
        {
            key.Dispose();
            throw new VeilException(
                FaultKind.BadInput, "key-not-private", $"'{path}' is a public key, and a bundle is signed with the private one.",
                "Give ‹key› the private key, which ‹job keygen› wrote beside it.", fault);
        }
    }

    /// <summary>The signature of some bytes, as DER (RFC 3279).</summary>
    public byte[] Sign(ReadOnlySpan<byte> bytes) => _key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>True when a signature is one of this key on some bytes.</summary>
    public bool Verify(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) =>
        _key.VerifyData(bytes, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static ECDsa Read(string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(Text(path));
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256)
            {
                return key;
            }
        }
        catch (Exception fault) when (fault is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw NoKey(path, fault);
        }

        key.Dispose();
        throw NoKey(path, null);
    }

    private static string Text(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var reader = new StreamReader(file);
            return file.Length <= LongestFile ? reader.ReadToEnd() : throw NoKey(path, null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new VeilException(
                FaultKind.BadInput, "key-unreadable", $"'{path}' does not exist or cannot be read.", "Check the path and its permissions.",
                fault);
        }
    }

    private static VeilException NoKey(string path, Exception? inner) => new(
        FaultKind.BadInput, "key-other-kind", $"'{path}' is no key of ECDSA on the curve P-256 in PEM, or is encrypted.",
        "Make one with ‹job keygen›, or decrypt it first.", inner);
}
