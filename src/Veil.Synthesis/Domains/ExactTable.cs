using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Models;

namespace Veil.Synthesis.Domains;

/// <summary>Rows without protection, as cells so fine that hardly any holds two values.</summary>
/// <param name="Domain">The attributes of all columns that are used.</param>
/// <param name="Cells">For each attribute the cell of each row.</param>
/// <param name="Rows">The number of rows.</param>
internal sealed record ExactTable(Domain Domain, ushort[][] Cells, int Rows)
{
    private const int NumericCells = 60_000;

    /// <summary>Reads the rows.</summary>
    public static ExactTable Read(Schema schema, UnprotectedTable table)
    {
        var domain = new Domain(DomainPlan.Used(schema).Select(column => AttributeFactory.Create(column, NumericCells)));
        return new ExactTable(domain, [.. domain.Attributes.Select(table.Encode)], table.RowCount);
    }

    /// <summary>Refuses a table from which no network can learn.</summary>
    /// <exception cref="VeilException">No column is used, or there is no row.</exception>
    public void RefuseNothing()
    {
        if (Cells.Length == 0 || Cells[0].Length == 0)
        {
            throw new VeilException(
                FaultKind.BadInput,
                "nothing-to-learn",
                Cells.Length == 0 ? "No column of the table is used, so there is nothing to learn."
                    : "The table has no rows, so there is nothing to learn.",
                "Check the table and the roles of its columns, or make rows of the schema alone with the method 'random'.");
        }
    }

    /// <summary>The content of every model of the rows; its statement says that there is no protection.</summary>
    /// <param name="method">The method.</param>
    /// <param name="schema">The whole domain.</param>
    /// <param name="limitations">The limitations that a user of the model should know.</param>
    public ModelContent Content(SynthesizerInfo method, Schema schema, params IEnumerable<string> limitations) => new()
    {
        Method = method.Name,
        Schema = schema,
        Domain = Domain,
        Rows = Rows,
        Statement = PrivacyStatement.Unprotected(method.Name, schema) with { Limitations = [.. limitations] },
    };

    /// <summary>For each attribute the number of rows in each cell.</summary>
    public double[][] Counts() =>
    [
        .. Cells.Select((cells, i) =>
        {
            var counts = new double[Domain[i].Size];
            foreach (var cell in cells)
            {
                counts[cell]++;
            }

            return counts;
        }),
    ];
}
