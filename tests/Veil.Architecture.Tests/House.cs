using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Veil.Architecture.Tests;

/// <summary>The projects of the product: what they are allowed to reference, and what they were built into.</summary>
internal static class House
{
    /// <summary>The plan: each project and what it references directly.</summary>
    public static IReadOnlyDictionary<string, string[]> Plan { get; } = new Dictionary<string, string[]>
    {
        ["Veil.Data"] = [],
        ["Veil.Privacy"] = ["Veil.Data"],
        ["Veil.Synthesis"] = ["Veil.Privacy"],
        ["Veil.Evaluation"] = ["Veil.Data"],
        ["Veil.Reports"] = ["Veil.Evaluation"],
        ["Veil.Sql"] = ["Veil.Synthesis"],
        ["Veil.Workflows"] = ["Veil.Synthesis", "Veil.Reports", "Veil.Sql"],
        ["Veil.Cli"] = ["Veil.Workflows"],
        ["Veil.Web"] = ["Veil.Workflows"],
    };

    public static TheoryData<string> Projects => [.. Plan.Keys];

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>What a project references directly or through others.</summary>
    public static HashSet<string> Reach(string project) =>
        [.. Plan[project].SelectMany(other => Reach(other).Append(other))];

    public static Assembly Load(string project) => Assembly.Load(AssemblyName(project));

    public static string AssemblyName(string project) => project == "Veil.Cli" ? "veil" : project;

    public static XDocument ProjectFile(string project) =>
        XDocument.Load(Path.Combine(Root, "src", project, $"{project}.csproj"));

    /// <summary>The types of other assemblies that the compiled code of a project mentions.</summary>
    public static HashSet<string> TypesMentioned(string project) => Read(project, metadata =>
        metadata.TypeReferences.Select(handle => NameOf(metadata, handle)).ToHashSet());

    /// <summary>The members of other assemblies that the compiled code of a project mentions, as <c>Type.Member</c>.</summary>
    public static HashSet<string> MembersMentioned(string project) =>
        [.. MembersByType(project).Select(member => $"{member.Type}.{member.Name}")];

    /// <summary>Types and members of another project that are not public and that the compiled code of a project mentions all the same.</summary>
    public static IEnumerable<string> InternalsMentioned(string project, string other)
    {
        // Types within types have no namespace in metadata, here as there.
        var types = Load(other).GetTypes().ToLookup(type => $"{(type.IsNested ? "" : type.Namespace)}.{type.Name}");
        var hidden = TypesMentioned(project).Where(name => types[name].Any(type => !type.IsVisible));
        var members = MembersByType(project)
            .Where(member => types[member.Type].Any(type => !type.IsVisible || !IsPublic(type, member.Name)))
            .Select(member => $"{member.Type}.{member.Name}");
        return hidden.Concat(members).Distinct().Order(StringComparer.Ordinal);

        static bool IsPublic(Type type, string member) =>
            type.GetMember(member, BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static).Length > 0
            && type.GetMember(member, BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static)
                .All(hidden => hidden is MethodBase { IsPrivate: true } or FieldInfo { IsPrivate: true });
    }

    private static HashSet<(string Type, string Name)> MembersByType(string project) => Read(project, metadata =>
        metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => (NameOf(metadata, (TypeReferenceHandle)member.Parent), metadata.GetString(member.Name)))
            .ToHashSet());

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }

    private static T Read<T>(string project, Func<MetadataReader, T> read)
    {
        using var file = new PEReader(File.OpenRead(Load(project).Location));
        return read(file.GetMetadataReader());
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Veil.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        return folder.FullName;
    }
}
