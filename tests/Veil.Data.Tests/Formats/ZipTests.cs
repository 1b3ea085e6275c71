using System.IO.Compression;
using Veil.Data.Errors;
using Veil.Data.Formats;

namespace Veil.Data.Tests.Formats;

/// <summary>A ZIP archive of one file is read as the file.</summary>
public sealed class ZipTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("veil-zip-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("t.zip", "a,b\n1,x\n")]
    [InlineData("t.csv.zip", "a,b\n1,x\n")]
    [InlineData("t.jsonl.zip", "{\"a\": 1, \"b\": \"x\"}\n")]
    public void The_file_in_an_archive_is_read(string name, string text)
    {
        var read = Read(Zip(name, ("inner/", ""), ("inner/t", text), ("__MACOSX/._t", "x")));
        Assert.Equal(["x"], read.Table["b"].Texts());
    }

    [Fact]
    public void An_archive_of_two_files_or_of_none_is_refused()
    {
        Assert.Equal("zip-not-one-file", Fault(Zip("two.zip", ("a.csv", "a\n1\n"), ("b.csv", "a\n1\n"))));
        Assert.Equal("zip-not-one-file", Fault(Zip("none.zip", ("a/", ""))));
    }

    [Fact]
    public void An_archive_that_is_none_is_refused()
    {
        var path = Path.Combine(_folder.FullName, "no.zip");
        File.WriteAllText(path, "a,b\n1,x\n");
        Assert.Equal("zip-broken", Fault(path));
    }

    [Fact]
    public void An_archive_made_to_fill_the_memory_is_refused() =>
        Assert.Equal("csv-gzip-bomb", Fault(Zip("bomb.zip", ("a.csv", string.Concat(Enumerable.Repeat("a\n", 10_000_000))))));

    private string Zip(string name, params (string Name, string Text)[] files)
    {
        var path = Path.Combine(_folder.FullName, name);
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (inner, text) in files)
        {
            using var writer = new StreamWriter(archive.CreateEntry(inner).Open());
            writer.Write(text);
        }

        return path;
    }

    private static string Fault(string path) => Assert.Throws<VeilException>(() => Read(path)).Code;

    private static TableRead Read(string path) => FormatCatalog.Default.Source(ByteInput.FromFile(path), new SourceOptions())
        .Read(new ReadRequest(), null, TestContext.Current.CancellationToken);
}
