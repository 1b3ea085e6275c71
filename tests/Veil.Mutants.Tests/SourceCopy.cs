using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Veil.Mutants.Tests;

/// <summary>Compiles a copy of a project of <c>src</c> in memory, as the build would, with faults planted in it.</summary>
internal static class SourceCopy
{
    private static readonly ConcurrentDictionary<string, CSharpCompilation> _faultless = [];

    // What the build adds to every project: Directory.Build.props and the SDK.
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Attribute = Veil.Data.Domains.Attribute;
        """;

    private static readonly CSharpParseOptions _language = new(LanguageVersion.Latest);

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The compiled copy of a project with some faults, or with none.</summary>
    /// <exception cref="InvalidOperationException">A fault cannot be planted, or the copy does not compile.</exception>
    public static byte[] Compile(string project, IReadOnlyList<Fault> faults)
    {
        var compilation = _faultless.GetOrAdd(project, Faultless);
        foreach (var fault in faults)
        {
            var path = Path.Combine(Root, "src", project, fault.File);
            var tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == path);
            compilation = compilation.ReplaceSyntaxTree(tree, Parse(fault.Plant(tree.ToString()), path));
        }

        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        return result.Success
            ? image.ToArray()
            : throw new InvalidOperationException(string.Join(
                "\n", result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5)));
    }

    private static CSharpCompilation Faultless(string project)
    {
        var folder = Path.Combine(Root, "src", project);
        var trees = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(path => Parse(File.ReadAllText(path), path))
            .Append(Parse(GlobalUsings + Friends(project), "Added.cs"));

        // The shared framework and everything that the tests were built with, but for the project itself.
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) != project && !path.EndsWith(".Tests.dll", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);
        return CSharpCompilation.Create(project, trees, references, options);
    }

    // Friends are those that the build made.
    private static string Friends(string project) => string.Concat(Assembly.Load(project).GetCustomAttributes<InternalsVisibleToAttribute>()
        .Select(friend => $"\n[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{friend.AssemblyName}\")]"));

    private static SyntaxTree Parse(string text, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), _language, path);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Veil.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        return folder.FullName;
    }
}
