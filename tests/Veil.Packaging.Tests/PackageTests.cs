using System.IO.Compression;
using System.Xml.Linq;

namespace Veil.Packaging.Tests;

/// <summary>What <c>dotnet pack</c> makes can be used: the libraries carry what a package must, the program installs as a tool.</summary>
[Slow]
[Collection("Builds")]
public sealed class PackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("veil-packaging-").FullName;

    private string Packages => Path.Combine(_folder, "packages");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Packages_carry_their_licence_and_readme_and_the_program_installs_as_a_tool()
    {
        // What the build of these tests has built is packed.
        Repository.Run(Repository.Root, "dotnet", "pack", "Veil.slnx", "-c", Repository.Configuration, "--no-build", "-o", Packages);

        foreach (var library in new[] { "Veil.Data", "Veil.Privacy", "Veil.Synthesis", "Veil.Evaluation", "Veil.Reports", "Veil.Workflows" })
        {
            CheckLibrary(library);
        }

        CheckTool();
    }

    private void CheckLibrary(string library)
    {
        using var package = ZipFile.OpenRead(Assert.Single(Directory.GetFiles(Packages, $"{library}.*.nupkg")));
        using var specification = package.GetEntry($"{library}.nuspec")!.Open();
        var metadata = XDocument.Load(specification).Root!.Elements().Single();
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        Assert.Equal(("Veil contributors", "LICENSE", "README.md"), (Value("authors"), Value("license"), Value("readme")));
        Assert.EndsWith(".", Value("description"), StringComparison.Ordinal);
        Assert.NotNull(package.GetEntry("LICENSE"));
        Assert.NotNull(package.GetEntry("README.md"));
        Assert.NotNull(package.GetEntry($"lib/net10.0/{library}.dll"));
        Assert.NotNull(package.GetEntry($"lib/net10.0/{library}.xml"));
    }

    private void CheckTool()
    {
        var tools = Path.Combine(_folder, "tools");
        var veil = Path.Combine(tools, "veil");

        Repository.Run(_folder, "dotnet", "tool", "install", "veil", "--tool-path", tools, "--source", Packages);

        Assert.Matches(@"^\d+\.\d+\.\d+", Repository.Run(_folder, veil, "--version"));
        Repository.Run(_folder, veil, "synth", Repository.Sample("people.csv"), "-s", Repository.Sample("people.schema.json"), "-m", "mst", "--epsilon", "1", "-o", "out.csv");
        Assert.Equal(20_001, File.ReadLines(Path.Combine(_folder, "out.csv")).Count());
        Assert.True(File.Exists(Path.Combine(_folder, "out.privacy.md")));
    }
}
