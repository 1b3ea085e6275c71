using Veil.Data.Domains;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Synthesis.Domains;

namespace Veil.Synthesis.Synthesizers;

/// <summary>Rows that nobody wants protected, as cells so fine that hardly any holds two values.</summary>
/// <param name="Domain">The attributes of all columns that are used.</param>
/// <param name="Cells">For each attribute the cell of each row.</param>
internal sealed record ExactTable(Domain Domain, ushort[][] Cells)
{
    private const int NumericCells = 60_000;

    /// <summary>Reads the rows.</summary>
    public static ExactTable Read(Schema schema, UnprotectedTable table)
    {
        var domain = new Domain(DomainPlan.Used(schema).Select(column => AttributeFactory.Create(column, NumericCells)));
        return new ExactTable(domain, [.. domain.Attributes.Select(table.Encode)]);
    }

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
