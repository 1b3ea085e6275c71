using System.Reflection;
using System.Runtime.CompilerServices;
using Veil.Data.Domains;
using Veil.Data.Tables;

namespace Veil.Architecture.Tests;

/// <summary>What the kernel shows, to whom, and who may hand rows to it.</summary>
public class KernelTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static TheoryData<string> Projects => House.Projects;

    /// <summary>
    /// A new public member of the kernel is a new way to learn from rows until somebody has shown that it is not: review it,
    /// write its argument into docs/privacy.md, then approve the list.
    /// </summary>
    [Fact]
    public void Public_members_are_those_that_were_reviewed() => Approval.Verify(PublicSurface.Of(House.Load("Veil.Privacy")));

    /// <summary>An auditor reads the whole kernel: at most 5,000 lines of code, without comments and blank lines.</summary>
    [Fact]
    public void The_kernel_is_small_enough_to_audit()
    {
        var lines = Directory.EnumerateFiles(Path.Combine(House.Root, "src", "Veil.Privacy"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines).Select(line => line.Trim()).ToList();
        Assert.InRange(lines.Count(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)), 1, 5000);
    }

    /// <summary>Of the product, the methods alone are friends: rows are lent to them. See docs/privacy.md, "Who the boundary holds against".</summary>
    [Fact]
    public void Internals_of_the_kernel_are_open_to_methods_tests_and_benchmarks_only() => Assert.Equal(
        ["Veil.Auditing", "Veil.Benchmarks", "Veil.Privacy.Tests", "Veil.Synthesis", "Veil.Synthesis.Tests"],
        House.Load("Veil.Privacy").GetCustomAttributes<InternalsVisibleToAttribute>().Select(to => to.AssemblyName).Order());

    /// <summary>
    /// A friend could use any internal member. A new line here is a new way around the public boundary: review that nothing of
    /// a row gets out by it, then approve the list.
    /// </summary>
    [Fact]
    public void What_methods_use_beyond_public_members_was_reviewed() =>
        Approval.Verify(string.Join('\n', House.InternalsMentioned("Veil.Synthesis", "Veil.Privacy")));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Only_jobs_open_budgets_and_only_budgets_wrap_rows(string project)
    {
        if (project == "Veil.Privacy")
            return;
        var mentioned = House.MembersMentioned(project);
        Assert.DoesNotContain("Veil.Privacy.PrivateTable..ctor", mentioned);
        if (project != "Veil.Workflows")
            Assert.DoesNotContain(mentioned, member => member.StartsWith("Veil.Privacy.BudgetSession.", StringComparison.Ordinal));
    }

    [Fact]
    public void Methods_take_no_rows()
    {
        Type[] rows = [typeof(Table), typeof(Column), typeof(CodeColumn)];
        var takers = House.Load("Veil.Synthesis").GetTypes()
            .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)))
            .SelectMany(type => type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
            .Where(method => method.GetParameters().Any(parameter => Mentions(parameter.ParameterType, rows)))
            .Select(method => $"{method.DeclaringType}.{method.Name}");

        // Rows that nobody protects, which no private table ever held.
        Assert.Equal(["Veil.Synthesis.Contracts.UnprotectedTable..ctor"], takers);
    }

    [Fact]
    public void Methods_read_no_tables() =>
        Assert.DoesNotContain(House.TypesMentioned("Veil.Synthesis"), type => type is "Veil.Data.Formats.CsvReader");

    private static bool Mentions(Type type, Type[] wanted) =>
        wanted.Any(one => one.IsAssignableFrom(type))
        || (type.HasElementType && Mentions(type.GetElementType()!, wanted))
        || type.GenericTypeArguments.Any(argument => Mentions(argument, wanted));
}
