using Veil.Data.Schemas;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;

namespace Veil.Synthesis.Catalog;

/// <summary>A method, and the reason for the choice.</summary>
/// <param name="Method">The method.</param>
/// <param name="Reason">The reason, as a clause that follows "because"; null when the user named the method.</param>
public sealed record MethodDecision(ISynthesizer Method, string? Reason);

/// <summary>Chooses a method from public facts alone: the schema, never the rows.</summary>
public static class AutomaticMethod
{
    /// <summary>The name that requests an automatic choice.</summary>
    public const string Name = "auto";

    // Beyond this the adaptive method has too many relations to consider in every round.
    private const int MostColumnsOfAdaptive = 30;

    /// <summary>The method of a name, or the one that suits a table.</summary>
    /// <param name="name">Name of a method, or <see cref="Name"/>.</param>
    /// <param name="schema">The schema of the table; its columns are enough.</param>
    /// <exception cref="Veil.Data.Errors.VeilException">There is no such method.</exception>
    public static MethodDecision Choose(string name, Schema schema)
    {
        if (name != Name)
        {
            return new MethodDecision(SynthesizerCatalog.Get(name), null);
        }

        var columns = DomainPlan.Used(schema).Count();
        var (chosen, reason) = columns switch
        {
            < 2 => ("independent", "there are no relations to keep"),
            <= MostColumnsOfAdaptive => ("aim", $"with {columns} columns the adaptive method is the most accurate"),
            _ => ("clique-tree", $"with {columns} columns the adaptive method would take too long"),
        };
        return new MethodDecision(SynthesizerCatalog.Get(chosen), reason);
    }
}
