using System.Collections.Immutable;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Parts;

namespace Veil.Evaluation.Fidelity;

/// <summary>
/// The tables of an evaluation reduced to the columns that can be compared, and put on common cells: made once, used by all
/// parts that measure how near a synthetic table is to the real one.
/// </summary>
internal sealed class FidelityData
{
    /// <summary>The place of the real table among the tables.</summary>
    public const int Real = 0;

    /// <summary>The place of the synthetic table.</summary>
    public const int Synthetic = 1;

    /// <summary>The place of the table of independently drawn columns.</summary>
    public const int Independent = 2;

    /// <summary>The place of the table of uniform rows.</summary>
    public const int Uniform = 3;

    /// <summary>The place of the hold-out table, if there is one.</summary>
    public const int Holdout = 4;

    // With a fifth fewer rows the difference begins to show.
    private const double FewerRows = 0.8;

    private readonly Lazy<BinnedTables> _binned;
    private readonly Dictionary<(int Table, string Column), NumericValues> _numbers = [];

    private FidelityData(ImmutableArray<string> names, Table[] tables, IReadOnlyList<string> notes)
    {
        Names = names;
        Tables = tables;
        Notes = notes;
        _binned = new(() => BinnedTables.Of(names, OneWayTotalVariation.Bins, tables));
    }

    /// <summary>The columns that are compared: those the schema uses that both tables have and that hold the same kind of value.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The tables, in the order of the constants.</summary>
    public IReadOnlyList<Table> Tables { get; }

    /// <summary>What could not be compared.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The tables on common cells.</summary>
    public BinnedTables Binned => _binned.Value;

    /// <summary>The columns that hold numbers, dates or date-times.</summary>
    public IEnumerable<string> NumericNames => Names.Where(name => Tables[Real][name] is not LabelColumn);

    /// <summary>The data of an evaluation.</summary>
    public static FidelityData Of(EvaluationContext context) => context.Share(() => Make(context));

    /// <summary>The numbers of a column of a table.</summary>
    public NumericValues Numbers(int table, string column)
    {
        lock (_numbers)
        {
            if (!_numbers.TryGetValue((table, column), out var values))
            {
                _numbers[(table, column)] = values = NumericValues.Of(Tables[table][column]);
            }

            return values;
        }
    }

    /// <summary>Measures every table in place of the synthetic one.</summary>
    /// <param name="measure">The measure of the table at a place.</param>
    public Measured Measure(Func<int, double?> measure) => new(
        measure(Synthetic), Tables.Count > Holdout ? measure(Holdout) : null, measure(Independent), measure(Uniform));

    private static FidelityData Make(EvaluationContext context)
    {
        var notes = new List<string>();
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var column in context.Real.Columns.Where(column => IsCompared(context.Schema, column)))
        {
            var other = context.Synthetic.Find(column.Name);
            if (other?.GetType() == column.GetType())
            {
                names.Add(column.Name);
            }
            else
            {
                notes.Add(other is null
                    ? $"The synthetic table has no column '{column.Name}': it is left out of all comparisons."
                    : $"Column '{column.Name}' is {column.Type} in the real table and {other.Type} in the synthetic one: it is left out of all comparisons.");
            }
        }

        var tables = new List<Table> { context.Real, context.Synthetic, context.Independent, context.Uniform };
        if (context.Holdout is not { } holdout)
        {
            notes.Add("There are no hold-out rows, so no number says how near other real rows would come.");
        }
        else if (names.All(name => holdout.Find(name)?.GetType() == context.Real[name].GetType()))
        {
            tables.Add(holdout);
            if (holdout.RowCount < FewerRows * context.Synthetic.RowCount)
            {
                notes.Add(FormattableString.Invariant($"There are {holdout.RowCount:N0} hold-out rows and {context.Synthetic.RowCount:N0} synthetic ones: the fewer rows, the larger distances are by chance, so the synthetic table can come nearer than the hold-out rows."));
            }
        }
        else
        {
            notes.Add("The hold-out rows lack a column, or hold another kind of value there, and are left out of all comparisons.");
        }

        return new FidelityData(names.ToImmutable(), [.. tables], notes);
    }

    private static bool IsCompared(Schema schema, Column column) =>
        column.Type is not ColumnType.Text && schema.Find(column.Name) is null or { Role.Value: ColumnRole.Use };
}

/// <summary>A measure of the synthetic table, and of those that stand in its place.</summary>
/// <param name="Value">That of the synthetic table; null where it is not defined.</param>
/// <param name="OfHoldout">That of real rows kept apart.</param>
/// <param name="OfIndependent">That of independently drawn columns.</param>
/// <param name="OfUniform">That of uniform rows.</param>
internal sealed record Measured(double? Value, double? OfHoldout, double? OfIndependent, double? OfUniform);
