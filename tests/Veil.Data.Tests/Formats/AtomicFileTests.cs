using Veil.Data.Errors;
using Veil.Data.Files;

namespace Veil.Data.Tests.Formats;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("veil-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_appears_whole()
    {
        AtomicFile.Write(At("x"), overwrite: false, stream =>
        {
            stream.WriteByte(1);
            Assert.False(File.Exists(At("x")));
        });
        Assert.Equal([1], File.ReadAllBytes(At("x")));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_failed_write_leaves_what_was_there()
    {
        File.WriteAllText(At("x"), "old");
        foreach (var fault in (Exception[])[new InvalidOperationException(), new OperationCanceledException()])
        {
            Assert.Throws(fault.GetType(), () => AtomicFile.Write(At("x"), overwrite: true, stream =>
            {
                stream.WriteByte(1);
                throw fault;
            }));
            Assert.Equal([At("x")], Directory.GetFiles(_folder));
            Assert.Equal("old", File.ReadAllText(At("x")));
        }
    }

    [Fact]
    public void An_existing_file_is_replaced_only_when_told()
    {
        File.WriteAllText(At("x"), "old");
        var fault = Assert.Throws<VeilException>(() => AtomicFile.Write(At("x"), overwrite: false, _ => Assert.Fail("It must not begin.")));
        Assert.Equal((FaultKind.Usage, "file-exists"), (fault.Kind, fault.Code));
        Assert.Contains("'force'", fault.WayOut, StringComparison.Ordinal);
        AtomicFile.Write(At("x"), overwrite: true, stream => stream.WriteByte((byte)'n'));
        Assert.Equal("n", File.ReadAllText(At("x")));
    }

    [Fact]
    public void A_file_that_came_into_being_meanwhile_is_not_replaced()
    {
        var fault = Assert.Throws<VeilException>(() => AtomicFile.Write(At("x"), overwrite: false, _ => File.WriteAllText(At("x"), "other")));
        Assert.Equal("file-exists", fault.Code);
        Assert.Equal("other", File.ReadAllText(At("x")));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_link_keeps_pointing_where_it_did()
    {
        File.WriteAllText(At("target"), "old");
        File.CreateSymbolicLink(At("link"), At("target"));
        AtomicFile.Write(At("link"), overwrite: true, stream => stream.WriteByte((byte)'n'));
        Assert.Equal("n", File.ReadAllText(At("target")));
        Assert.NotNull(new FileInfo(At("link")).LinkTarget);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_reported()
    {
        var fault = Assert.Throws<VeilException>(() => AtomicFile.Write(At("no/x"), false, _ => { }));
        Assert.Equal((FaultKind.CannotFinish, "folder-not-found"), (fault.Kind, fault.Code));
    }

    [Fact]
    public void A_folder_is_not_replaced() =>
        Assert.Equal("file-is-a-directory", Assert.Throws<VeilException>(() => AtomicFile.Write(_folder, true, _ => { })).Code);

    [Fact]
    public void A_full_disk_is_reported_as_such()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here.");
        var fault = Assert.Throws<VeilException>(() => AtomicFile.Write("/dev/full", true, stream => stream.Write(new byte[100_000])));
        Assert.Equal((FaultKind.CannotFinish, "disk-full"), (fault.Kind, fault.Code));
        Assert.True(File.Exists("/dev/full"));
    }

    private string At(string name) => Path.Combine(_folder, name);
}
