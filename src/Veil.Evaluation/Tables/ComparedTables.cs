using System.Collections.Immutable;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;

namespace Veil.Evaluation.Tables;

/// <summary>
/// The tables of an evaluation in a common representation, with two reference tables, computed once for all parts. The
/// compared columns are those that the schema uses, that are not text, and that both tables hold in the same
/// kind. A hold-out table without rows, or without one of these columns, is ignored.
/// </summary>
internal sealed class ComparedTables
{
    /// <summary>The index of the real table.</summary>
    public const int Real = 0;

    /// <summary>The index of the synthetic table.</summary>
    public const int Synthetic = 1;

    /// <summary>The index of the table of independently drawn columns.</summary>
    public const int Independent = 2;

    /// <summary>The index of the table of uniform rows.</summary>
    public const int Uniform = 3;

    /// <summary>The index of the hold-out table, if there is one.</summary>
    public const int Holdout = 4;

    // With a fifth fewer rows the effect becomes visible.
    private const double FewerRows = 0.8;

    private readonly CommonTables _tables;
    private readonly Lazy<BinnedTables> _binned;
    private readonly Dictionary<(int Table, string Column), NumericValues> _numbers = [];
    private readonly Dictionary<(int Table, string Column), CellColumn> _labels = [];
    private readonly Dictionary<int, Records> _records = [];

    private ComparedTables(CommonTables tables, IReadOnlyList<Table> sources, IReadOnlyList<string> notes)
    {
        (_tables, Sources, Notes) = (tables, sources, notes);
        _binned = new(() => BinnedTables.Of(tables, BinnedTables.DefaultBins));
    }

    /// <summary>The tables as they were given, in the order of the constants.</summary>
    public IReadOnlyList<Table> Sources { get; }

    /// <summary>The tables with their common columns.</summary>
    public CommonTables Common => _tables;

    /// <summary>The columns that are compared.</summary>
    public ImmutableArray<CommonColumn> Columns => _tables.Columns;

    /// <summary>The names of the columns.</summary>
    public ImmutableArray<string> Names => _tables.Names;

    /// <summary>The number of tables.</summary>
    public int Count => Sources.Count;

    /// <summary>Whether there are hold-out rows.</summary>
    public bool HasHoldout => Count > Holdout;

    /// <summary>Whether there is nothing to attack: no column, no real or no synthetic row.</summary>
    public bool IsEmpty => Columns.IsEmpty || Rows(Real) == 0 || Rows(Synthetic) == 0;

    /// <summary>Notes on what could not be compared.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The binned tables.</summary>
    public BinnedTables Binned => _binned.Value;

    /// <summary>The columns that hold numbers, dates or date-times.</summary>
    public IEnumerable<string> NumericNames => Columns.Where(column => column.IsNumeric).Select(column => column.Name);

    /// <summary>The tables of an evaluation, computed once for all parts.</summary>
    public static ComparedTables Of(EvaluationContext context) => context.Share(() => Make(context.Request));

    /// <summary>The number of rows of a table.</summary>
    public int Rows(int table) => _tables.Rows[table];

    /// <summary>The column of a name; null when it is not compared.</summary>
    public CommonColumn? Find(string name) => _tables.Find(name);

    /// <summary>The numbers of a column of a table; cached.</summary>
    public NumericValues Numbers(int table, string column)
    {
        lock (_numbers)
        {
            if (!_numbers.TryGetValue((table, column), out var values))
            {
                _numbers[(table, column)] = values = NumericValues.Of(_tables.Find(column)!.Values(table));
            }

            return values;
        }
    }

    /// <summary>The label of each row of a column of a table: its code, or the number of labels where it is missing; cached.</summary>
    public CellColumn Labels(int table, CommonColumn column)
    {
        lock (_labels)
        {
            if (!_labels.TryGetValue((table, column.Name), out var cells))
            {
                var bins = new EqualWidthBins(column, 1);
                _labels[(table, column.Name)] = cells = new CellColumn(bins.Of(column.Values(table)), bins.Cells);
            }

            return cells;
        }
    }

    /// <summary>
    /// The rows of a table as records for distances; those of the reference tables are computed on each call, the others are
    /// cached.
    /// </summary>
    public Records RecordsOf(int table)
    {
        if (!_records.TryGetValue(table, out var records))
        {
            records = Records.Of(_tables, table);
            if (table is not (Independent or Uniform))
            {
                _records[table] = records;
            }
        }

        return records;
    }

    /// <summary>The hold-out rows as records for distances; null when there are none.</summary>
    public Records? HoldoutRecords => HasHoldout ? RecordsOf(Holdout) : null;

    /// <summary>Computes a measure for every table in place of the synthetic one.</summary>
    /// <param name="measure">The measure of the table with an index.</param>
    public Measured Measure(Func<int, double?> measure) => new(
        measure(Synthetic), HasHoldout ? measure(Holdout) : null, measure(Independent), measure(Uniform));

    private static ComparedTables Make(EvaluationInput request)
    {
        var notes = new List<string>();
        var names = new List<string>();
        foreach (var column in request.Real.Columns.Where(column => IsCompared(request.Schema, column)))
        {
            var other = request.Synthetic.Find(column.Name);
            if (CommonColumn.IsSameKind(column, other))
            {
                names.Add(column.Name);
            }
            else
            {
                notes.Add(other is null
                    ? $"The synthetic table has no column '{column.Name}': it is left out of all comparisons."
                    : $"Column '{column.Name}' is {column.Type} in the real table and {other.Type} in the synthetic one: it is left "
                        + "out of all comparisons.");
            }
        }

        if (request.Holdout is { RowCount: > 0 } rows)
        {
            // A column that not all tables have is compared in none: numbers of different columns would stand beside each other.
            var absent = names.Where(name => !CommonColumn.IsSameKind(rows.Find(name), request.Real[name])).ToList();
            if (absent.Count < names.Count)
            {
                names.RemoveAll(absent.Contains);
                notes.AddRange(absent.Select(name =>
                    $"The hold-out rows have no column '{name}', or another kind of value there: it is left out of all comparisons."));
            }
        }

        var tables = new List<Table>
        {
            request.Real, request.Synthetic, ReferenceTables.Independent(request), ReferenceTables.Uniform(request),
        };
        if (request.Holdout is not { RowCount: > 0 } holdout)
        {
            notes.Add("There are no hold-out rows, so there is no reference for the distance of other real rows.");
        }
        else if (names.All(name => CommonColumn.IsSameKind(holdout.Find(name), request.Real[name])))
        {
            tables.Add(holdout);
            if (holdout.RowCount < FewerRows * request.Synthetic.RowCount)
            {
                notes.Add(FormattableString.Invariant($"There are {holdout.RowCount:N0} hold-out rows and ")
                    + FormattableString.Invariant($"{request.Synthetic.RowCount:N0} synthetic ones: with fewer rows, ")
                    + "distances are larger by chance, so the synthetic table can be closer than the hold-out rows.");
            }
        }
        else
        {
            notes.Add("The hold-out rows have none of the columns, or other kinds of value there, and are left out of all comparisons.");
        }

        return new ComparedTables(CommonTables.Of(names, [.. tables]), tables, notes);
    }

    private static bool IsCompared(Schema schema, Column column) =>
        column.Type is not ColumnType.Text && schema.Find(column.Name) is null or { Role.Value: ColumnRole.Use };
}
