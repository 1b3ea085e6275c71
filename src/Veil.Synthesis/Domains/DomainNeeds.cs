using Veil.Data.Schemas;

namespace Veil.Synthesis.Domains;

/// <summary>What learning a domain will need, told from public facts.</summary>
public static class DomainNeeds
{
    /// <summary>Whether a column's categories may have to be learnt privately, which takes some of delta.</summary>
    public static bool MayLearnCategories(ColumnSchema column) => DomainPlan.MayDiscoverCategories(column);
}
