using System.IO.Compression;
using System.Xml.Linq;

namespace Veil.Packaging.Tests;

/// <summary>What <c>dotnet pack</c> makes can be used: the libraries carry what a package must, the program installs as a tool.</summary>
[Slow]
public sealed class PackageTests : IDisposable
{
    private static readonly string[] s_libraries = ["Veil.Data", "Veil.Privacy", "Veil.Synthesis", "Veil.Evaluation", "Veil.Reports", "Veil.Workflows"];

    private readonly string _folder = Directory.CreateTempSubdirectory("veil-packaging-").FullName;

    private string Packages => Path.Combine(_folder, "packages");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Libraries_carry_their_description_licence_and_readme()
    {
        foreach (var library in s_libraries)
        {
            Pack(library);

            using var package = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(Packages, $"{library}.*.nupkg")));
            var metadata = XDocument.Load(package.GetEntry($"{library}.nuspec")!.Open()).Root!.Elements().Single();
            string? Value(string name) => metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
            Assert.Equal("Veil contributors", Value("authors"));
            Assert.Equal("LICENSE", Value("license"));
            Assert.Equal("README.md", Value("readme"));
            Assert.EndsWith(".", Value("description"), StringComparison.Ordinal);
            Assert.NotEqual("Package Description", Value("description"));
            Assert.NotNull(package.GetEntry("LICENSE"));
            Assert.NotNull(package.GetEntry("README.md"));
            Assert.NotNull(package.GetEntry($"lib/net10.0/{library}.dll"));
            Assert.NotNull(package.GetEntry($"lib/net10.0/{library}.xml"));
        }
    }

    [Fact]
    public void The_program_installs_as_a_tool_and_works()
    {
        Pack("Veil.Cli");
        var samples = Path.Combine(Repository.Root, "samples");
        var veil = Path.Combine(_folder, "tools", "veil");

        Repository.Run(_folder, "dotnet", "tool", "install", "veil", "--tool-path", Path.Combine(_folder, "tools"), "--source", Packages);

        Assert.Matches(@"^\d+\.\d+\.\d+", Repository.Run(_folder, veil, "--version"));
        Repository.Run(
            _folder, veil, "synth", Path.Combine(samples, "people.csv"), "-s", Path.Combine(samples, "people.schema.json"),
            "-m", "mst", "--epsilon", "1", "-o", Path.Combine(_folder, "out.csv"));
        Assert.InRange(File.ReadLines(Path.Combine(_folder, "out.csv")).Count(), 19_000, 21_000);
        Assert.True(File.Exists(Path.Combine(_folder, "out.privacy.md")));
    }

    private void Pack(string project) => Repository.Run(
        Repository.Root, "dotnet", "pack", Path.Combine("src", project), "-c", Repository.Configuration, "--no-build", "-o", Packages);
}
