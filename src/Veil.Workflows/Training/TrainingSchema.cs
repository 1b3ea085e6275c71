using Veil.Data.Schemas;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Domains;

namespace Veil.Workflows.Training;

/// <summary>What a schema says to a training and to its plan.</summary>
internal static class TrainingSchema
{
    /// <summary>The unit of privacy that a schema declares.</summary>
    public static PrivacyUnit UnitOf(Schema? schema) =>
        schema is { Entity: { } entity } ? new PrivacyUnit(entity, schema.MaxRowsPerEntity) : PrivacyUnit.Row;

    /// <summary>True when the categories of a column may have to be learnt.</summary>
    public static bool CategoriesMayBeLearnt(Schema schema) => schema.Columns.Any(DomainNeeds.MayLearnCategories);

    /// <summary>The schema that goes into a model.</summary>
    // The model's file holds the schema, so nothing may be left in it that was not used: facts about a column that is
    // left out may come from the rows. The column that names the entity is a key, whatever else is declared about it.
    public static Schema Prepared(Schema schema) => schema with
    {
        Columns =
        [
            .. schema.Columns.Select(column =>
                column.Role.Value == ColumnRole.Drop ? new ColumnSchema { Name = column.Name, Role = column.Role }
                : column.Name == schema.Entity && column.Role.Value == ColumnRole.Use ? new ColumnSchema
                {
                    Name = column.Name,
                    Type = column.Type,
                    Role = new Fact<ColumnRole>(ColumnRole.Identifier, Provenance.Declared),
                    MissingCodes = column.MissingCodes,
                    Description = column.Description,
                }
                : column),
        ],
    };
}
