using Veil.Data.Files;

namespace Veil.Data.Tests.Issues;

/// <summary>A process that was killed left its half-written files for ever.</summary>
public sealed class DraftsOfKilledProcesses : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("veil-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_next_file_in_the_folder_takes_abandoned_drafts_away()
    {
        File.WriteAllText(At(".old.csv.k3j2.h1a.veil.tmp"), "half");
        File.WriteAllText(At("notes.veil.tmp"), "mine");
        File.WriteAllText(At(".other.tmp"), "mine");

        AtomicFile.Write(At("new.csv"), overwrite: false, stream => stream.WriteByte(1));

        Assert.Equal([".other.tmp", "new.csv", "notes.veil.tmp"], Names());
    }

    [Fact]
    public void A_draft_that_is_being_written_stays()
    {
        AtomicFile.Write(At("a.csv"), overwrite: false, stream =>
        {
            AtomicFile.Write(At("b.csv"), overwrite: false, other => other.WriteByte(2));
            Assert.Equal(2, Names().Length);
            stream.WriteByte(1);
        });

        Assert.Equal(["a.csv", "b.csv"], Names());
        Assert.Equal([1], File.ReadAllBytes(At("a.csv")));
    }

    [Fact]
    public void Many_writers_in_one_folder_do_not_disturb_each_other()
    {
        Parallel.For(0, 200, i => AtomicFile.Write(At($"{i}.csv"), overwrite: false, stream => stream.Write(new byte[i])));

        Assert.Equal(200, Names().Length);
        Assert.All(Enumerable.Range(0, 200), i => Assert.Equal(i, new FileInfo(At($"{i}.csv")).Length));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private string[] Names() => [.. Directory.EnumerateFiles(_folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
