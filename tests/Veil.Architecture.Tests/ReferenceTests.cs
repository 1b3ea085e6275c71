namespace Veil.Architecture.Tests;

/// <summary>References run one way: what keeps rows from those who must not see them.</summary>
public class ReferenceTests
{
    public static TheoryData<string> Projects => House.Projects;

    [Fact]
    public void Every_project_is_in_the_plan() => Assert.Equal(
        House.Plan.Keys.Order(),
        Directory.GetDirectories(Path.Combine(House.Root, "src")).Select(folder => Path.GetFileName(folder)!).Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_what_the_plan_says(string project)
    {
        // Unused references vanish from the compiled assembly, so the project file is read too.
        var references = House.ProjectFile(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Equal(House.Plan[project].Order(), references.Order());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_compiled_project_uses_only_what_the_plan_lets_it_reach(string project)
    {
        var allowed = House.Reach(project).Select(House.AssemblyName).ToHashSet();
        var used = House.Load(project).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name.StartsWith("Veil.", StringComparison.Ordinal) || name == "veil");
        Assert.Empty(used.Except(allowed));
    }

    [Fact]
    public void Evaluation_reaches_neither_the_kernel_nor_the_methods()
    {
        Assert.DoesNotContain("Veil.Privacy", House.Reach("Veil.Evaluation").Union(House.Reach("Veil.Reports")));
        Assert.DoesNotContain("Veil.Synthesis", House.Reach("Veil.Evaluation").Union(House.Reach("Veil.Reports")));
    }

    [Theory]
    [InlineData("Veil.Privacy")]
    [InlineData("Veil.Synthesis")]
    [InlineData("Veil.Evaluation")]
    [InlineData("Veil.Reports")]
    [InlineData("Veil.Sql")]
    [InlineData("Veil.Workflows")]
    public void Below_the_programs_no_file_format_is_known(string project) => Assert.DoesNotContain(
        House.TypesMentioned(project),
        type => type.StartsWith("Veil.Data.Formats.", StringComparison.Ordinal)
            && type.LastIndexOf('.') > "Veil.Data.Formats.".Length);

    [Fact]
    public void The_command_line_leaves_the_reading_of_schemas_and_models_to_jobs()
    {
        string[] ofJobs =
        [
            "Veil.Data.Schemas.SchemaJson.Load", "Veil.Data.Schemas.SchemaJson.Parse", "Veil.Data.Schemas.SchemaJson.Validate",
            "Veil.Data.Schemas.SchemaJson.ValidateFile", "Veil.Data.Schemas.SchemaJson.Save", "Veil.Synthesis.Catalog.SynthesizerCatalog.Load",
            "System.IO.File.OpenRead", "System.IO.File.ReadAllText", "System.IO.File.ReadAllBytes",
        ];
        Assert.Empty(House.MembersMentioned("Veil.Cli").Intersect(ofJobs));

        // What is looked for exists: one of the names is used where it belongs.
        Assert.Contains("Veil.Data.Schemas.SchemaJson.Load", House.MembersMentioned("Veil.Workflows"));
    }

    [Fact]
    public void Nothing_reaches_the_programs() =>
        Assert.DoesNotContain(House.Plan.Keys, project => House.Reach(project).Overlaps(["Veil.Cli", "Veil.Web"]));

    [Theory]
    [InlineData("Veil.Data")]
    [InlineData("Veil.Privacy")]
    public void What_an_auditor_reads_needs_no_package(string project) =>
        Assert.Empty(House.ProjectFile(project).Descendants("PackageReference"));
}
