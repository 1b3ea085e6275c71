using Veil.Data.Files;

namespace Veil.Data.Tests.Files;

/// <summary>Folders of secrets are their owner's, each of them.</summary>
public sealed class PrivateFolderTests
{
    [Fact]
    public void Each_folder_that_is_made_is_its_owners_alone()
    {
        var root = Directory.CreateTempSubdirectory("veil-folders-");
        try
        {
            var inner = Path.Combine(root.FullName, "veil", "runs");
            PrivateFolder.Make(inner);
            PrivateFolder.Make(inner);

            Assert.True(Directory.Exists(inner));
            if (!OperatingSystem.IsWindows())
            {
                const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
                Assert.Equal(Owner, File.GetUnixFileMode(inner));
                Assert.Equal(Owner, File.GetUnixFileMode(Path.GetDirectoryName(inner)!));
            }
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }
}
