namespace Veil.Acceptance.Tests;

/// <summary>The disk fills up while something is written: exit code 4, and the half of a file does not stay.</summary>
public sealed class FullDiskTests : VeilProcess
{
    public FullDiskTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "devices and mounts are those of Unix");
        Write("s.json", Schema);
    }

    [Fact]
    public void A_table_on_a_small_disk()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may mount a small disk");
        Directory.CreateDirectory(PathOf("disk"));
        Assert.SkipUnless(Shell("mount -t tmpfs -o size=512k tmpfs disk").Exit == 0, "this machine lets nobody mount a small disk");
        try
        {
            Run("fake", "s.json", "-n", "1000000", "-q", "-o", "disk/out.csv").AssertFault(4, "disk-too-small", "disk/out.csv");

            // So few rows that nobody looks beforehand.
            Run("fake", "s.json", "-n", "90000", "-q", "-o", "disk/out.csv").AssertFault(4, "disk-full", "disk/out.csv");
            Assert.Empty(Directory.EnumerateFileSystemEntries(PathOf("disk")));
        }
        finally
        {
            Shell("umount disk");
        }
    }

    [Fact]
    public void A_device_that_is_always_full()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");
        Run("fake", "s.json", "-n", "1000", "-q", "-o", "/dev/full").AssertFault(4, "disk-full", "/dev/full");
        Assert.False(File.Exists("/dev/full.privacy.json"));
    }

    [Fact]
    public void Standard_output_that_is_full()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");
        Assert.Equal(4, Shell("veil fake s.json -n 1000 -q > /dev/full").Exit);
    }
}
