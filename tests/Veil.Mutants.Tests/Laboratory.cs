using System.Reflection;
using System.Runtime.Loader;
using Xunit.Sdk;
using Xunit.v3;

namespace Veil.Mutants.Tests;

/// <summary>
/// All assemblies of the house once more, apart from those that are in use: a copy of one project or more in the place of what was
/// built, and its dependents, tests included, bound to that. Audits are run in there as a test runner would.
/// </summary>
internal sealed class Laboratory : AssemblyLoadContext, IDisposable
{
    private readonly Dictionary<string, byte[]> _copies;

    /// <summary>Compiles copies of projects with faults, or without.</summary>
    public Laboratory(IEnumerable<string> projects, IReadOnlyList<Fault> faults)
        : base(nameof(Laboratory), isCollectible: true) =>
        _copies = projects.ToDictionary(project => project, project => SourceCopy.Compile(project, [.. faults.Where(fault => fault.Project == project)]));

    /// <inheritdoc/>
    public void Dispose() => Unload();

    /// <summary>Runs an audit on the copy.</summary>
    /// <param name="audit">The test.</param>
    /// <returns>What each of its cases that failed said.</returns>
    public async Task<List<string>> Alarms(Audit audit)
    {
        var type = LoadFromAssemblyName(new AssemblyName(audit.Assembly)).GetType($"{audit.Assembly}.{audit.Class}", throwOnError: true)!;
        var method = type.GetMethod(audit.Method) ?? throw new InvalidOperationException($"There is no audit {audit}.");
        var alarms = new List<string>();
        var cases = 0;
        foreach (var row in await Rows(method))
        {
            if (!audit.IsWanted(row))
                continue;
            cases++;
            try
            {
                var returned = method.Invoke(Activator.CreateInstance(type), row);
                if (returned is Task task)
                    await task;
            }
            catch (TargetInvocationException failed) when (failed.InnerException is { } alarm)
            {
                alarms.Add(alarm is XunitException ? alarm.Message : alarm.ToString());
            }
        }

        Assert.True(cases > 0, $"No case of {audit} was run.");
        return alarms;
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (_copies.TryGetValue(assemblyName.Name!, out var copy))
            return LoadFromStream(new MemoryStream(copy));
        var path = Path.Combine(AppContext.BaseDirectory, $"{assemblyName.Name}.dll");
        return IsHouse(assemblyName.Name!) && File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    private static bool IsHouse(string name) => name == "veil" || name.StartsWith("Veil.", StringComparison.Ordinal);

    private static async Task<IEnumerable<object?[]>> Rows(MethodInfo method)
    {
        var sources = method.GetCustomAttributes().OfType<IDataAttribute>().ToList();
        if (sources.Count == 0)
            return [[]];
        var rows = new List<object?[]>();
        await using var tracker = new DisposalTracker();
        foreach (var source in sources)
        {
            // A runner tells members where they are declared.
            if (source is MemberDataAttributeBase { MemberType: null } member)
                member.MemberType = method.DeclaringType;
            rows.AddRange((await source.GetData(method, tracker)).Select(row => row.GetData()));
        }

        return rows;
    }
}

/// <summary>A test that is an audit.</summary>
/// <param name="Assembly">Its assembly, which is also its root namespace.</param>
/// <param name="Class">Its class, from there.</param>
/// <param name="Method">Its method.</param>
/// <param name="Cases">A text that the arguments of a case hold, joined by commas; empty for all.</param>
public sealed record Audit(string Assembly, string Class, string Method, string Cases = "")
{
    /// <summary>Whether a case is one of those.</summary>
    public bool IsWanted(object?[] arguments) => string.Join(", ", arguments).Contains(Cases, StringComparison.Ordinal);
}
