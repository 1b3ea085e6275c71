using Veil.Data.Errors;
using Veil.Data.Schemas;

namespace Veil.Synthesis.Domains;

/// <summary>The requirements of learning a domain, computed from public facts.</summary>
public static class DomainNeeds
{
    /// <summary>True when a column's categories may have to be learnt privately, which takes some of delta.</summary>
    public static bool MayLearnCategories(ColumnSchema column) => DomainPlan.MayDiscoverCategories(column);

    /// <summary>True when the type or the range of some column has to be learnt, which takes more of the budget of a small table.</summary>
    public static bool MayLearnTypesOrRanges(Schema schema) => DomainPlan.Used(schema).Any(DomainPlan.MayNeedBounds);

    /// <summary>Refuses a schema with a column whose categories would have to be learnt where delta is 0.</summary>
    /// <exception cref="VeilException">Code <c>categories-need-delta</c>.</exception>
    public static void RefuseToLearnCategories(Schema schema)
    {
        if (schema.Columns.FirstOrDefault(column => column.Type is not null && MayLearnCategories(column)) is { } column)
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "categories-need-delta",
                $"The categories of column '{column.Name}' are not declared, and with delta 0 they cannot be learnt privately.",
                "List the categories in the schema, give the column another role, or allow a delta above 0.");
        }
    }
}
