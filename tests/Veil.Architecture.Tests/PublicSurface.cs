using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Veil.Architecture.Tests;

/// <summary>What an assembly shows to those who use it, as text.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>A line a type and a line a member, sorted.</summary>
    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(type.IsEnum ? "enum " : type.IsInterface ? "interface " : type.IsSealed ? "sealed " : type.IsAbstract ? "abstract " : "open ");
            text.Append(type.FullName).Append('\n');
            foreach (var member in type.GetMembers(Declared).Where(IsShown).Select(member => $"  {Line(member)}").Order(StringComparer.Ordinal))
                text.Append(member).Append('\n');
        }

        return text.ToString();
    }

    // Accessors are shown by their property; what records generate is the same for all of them.
    private static bool IsShown(MemberInfo member) => !member.IsDefined(typeof(CompilerGeneratedAttribute)) && member switch
    {
        ConstructorInfo constructor => IsOpen(constructor),
        MethodInfo method => IsOpen(method) && !method.IsSpecialName,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsOpen),
        FieldInfo field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName,
        _ => false,
    };

    private static bool IsOpen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Line(MemberInfo member) => member is PropertyInfo { SetMethod: { } set } property && IsOpen(set)
        ? $"{property} (set)"
        : member.ToString()!;
}
