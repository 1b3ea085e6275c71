using System.Security.Cryptography;
using Veil.Data.Errors;

namespace Veil.Workflows.Tests.Releases;

/// <summary>Keys are made once, and only their owner can read the private one.</summary>
public sealed class KeyJobTests : ReleaseDesk
{
    [Fact]
    public void The_private_key_is_for_its_owner_alone()
    {
        var (secret, open) = Keys();

        Assert.Equal(In("release.pub.pem"), open);
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----\n", File.ReadAllText(secret), StringComparison.Ordinal);
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----\n", File.ReadAllText(open), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(secret));
        }
    }

    [Theory]
    [InlineData("release.pem")]
    [InlineData("release.pub.pem")]
    public void A_key_is_never_replaced(string existing)
    {
        File.WriteAllText(In(existing), "mine");

        Assert.Equal("file-exists", Assert.Throws<VeilException>(() => Keys()).Code);

        Assert.Equal("mine", File.ReadAllText(In(existing)));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(In(existing))!));
    }

    [Fact]
    public void Keys_differ() => Assert.NotEqual(File.ReadAllText(Keys("a").Public), File.ReadAllText(Keys("b").Public));

    [Fact]
    public void A_private_key_verifies_too_and_a_public_one_does_not_sign()
    {
        var (secret, open) = Keys();

        Assert.True(Verify(Bundle(secret), secret).IsGood);
        Assert.Equal("key-not-private", Refused(Request(Draw("b.csv")) with { Key = open }).Code);
    }

    [Fact]
    public void What_is_no_key_of_this_kind_is_named()
    {
        var data = Draw();
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var cost = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1);
        foreach (var text in new[]
        {
            "", "no key", curve.ExportPkcs8PrivateKeyPem(), rsa.ExportPkcs8PrivateKeyPem(), key.ExportEncryptedPkcs8PrivateKeyPem("secret", cost),
        })
        {
            File.WriteAllText(In("k.pem"), text);

            Assert.Equal("key-other-kind", Refused(Request(data) with { Key = In("k.pem") }).Code);
        }

        Assert.Equal("key-unreadable", Refused(Request(data) with { Key = In("absent.pem") }).Code);
    }

    [Fact]
    public void A_key_of_another_program_signs()
    {
        // What openssl writes: the older form of private keys, and the public one.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(In("k.pem"), key.ExportECPrivateKeyPem());
        File.WriteAllText(In("k.pub.pem"), key.ExportSubjectPublicKeyInfoPem());

        Assert.True(Verify(Bundle(In("k.pem")), In("k.pub.pem")).IsGood);
    }
}
