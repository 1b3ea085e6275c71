using Veil.Evaluation.Metrics;
using Veil.Evaluation.Results;
using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Fidelity;

/// <summary>The validity of the rows and values of every table, and the equality of rows.</summary>
internal sealed class TableValidity
{
    private readonly bool[][] _isAllowed;

    /// <summary>Computes the shares.</summary>
    public TableValidity(EvaluationContext context)
    {
        (Context, Data) = (context, ComparedTables.Of(context));
        _isAllowed = [.. Data.Sources.Select(table => Enumerable.Repeat(true, table.RowCount).ToArray())];
        var schema = context.Request.Schema;
        foreach (var column in Data.Columns)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var known = schema.Find(column.Name);
            var values = Enumerable.Range(0, Data.Count).Select(column.Values).ToArray();
            var allowed = new AllowedValues(column, values[ComparedTables.Real], known);
            var misfits = Enumerable.Range(0, Data.Count).Select(table => Misfits(table, column.Name)).ToArray();
            Values.Add((
                column.Name, Data.Measure(table => allowed.Share(values[table], misfits[table], _isAllowed[table])), allowed.IsDeclared));
            MissingShares.Add([.. values.Zip(misfits, MissingShare)]);
            if (Precision.Of(known, column, values[ComparedTables.Real]) is { } precision)
            {
                Precisions.Add((column.Name, Data.Measure(table => precision.Share(values[table])), known?.Step is not null));
            }
        }

        foreach (var combination in schema.Impossible)
        {
            var shares = Data.Sources.Select((table, i) => ImpossibleRows.Share(combination, table, _isAllowed[i])).ToArray();
            Impossible.Add((
                [.. combination.Parts.Select(part => part.Column)], Data.Measure(table => shares[table]), shares[ComparedTables.Real]));
        }

        context.Report(0.4);
        Keys = Data.Columns.IsEmpty ? null : RowKeys.Of(Data.Common);
    }

    /// <summary>The tables and the settings of the comparison.</summary>
    public EvaluationContext Context { get; }

    /// <summary>The tables.</summary>
    public ComparedTables Data { get; }

    /// <summary>Keys of the rows; null without a column.</summary>
    public RowKeys? Keys { get; }

    /// <summary>The share of allowed values per column, and whether the schema states them.</summary>
    public List<(string Column, Measured Shares, bool IsDeclared)> Values { get; } = [];

    /// <summary>The share of missing values per column in every table; null without rows.</summary>
    public List<double?[]> MissingShares { get; } = [];

    /// <summary>The share of values with the right precision, per column with a precision.</summary>
    public List<(string Column, Measured Shares, bool IsDeclared)> Precisions { get; } = [];

    /// <summary>The share of rows with each combination that was declared impossible.</summary>
    public List<(string[] Columns, Measured Shares, double? Real)> Impossible { get; } = [];

    /// <summary>The synthetic rows.</summary>
    public int SyntheticRows => Data.Rows(ComparedTables.Synthetic);

    /// <summary>The share of a table's rows that are allowed; null without rows.</summary>
    public double? AllowedRows(int table) => _isAllowed[table].Length == 0
        ? null
        : (double)_isAllowed[table].AsSpan().Count(true) / _isAllowed[table].Length;

    private IReadOnlyList<int> Misfits(int table, string column) => (table switch
    {
        ComparedTables.Real => Context.Request.RealMisfits,
        ComparedTables.Synthetic => Context.Request.SyntheticMisfits,
        ComparedTables.Holdout => Context.Request.HoldoutMisfits,
        _ => EvaluationInput.NoMisfits,
    }).GetValueOrDefault(column, []);

    private static double? MissingShare(double[] values, IReadOnlyList<int> misfits) => values.Length == 0
        ? null
        : (double)(values.Count(double.IsNaN) - misfits.Count(row => double.IsNaN(values[row]))) / values.Length;
}
