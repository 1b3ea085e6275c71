using System.Globalization;
using System.Text.Json;
using Veil.Data.Errors;
using Veil.Data.Formats;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Text;
using Veil.Data.Tables;
using Veil.Evaluation;
using Veil.Evaluation.Results;
using Veil.Reports.Evaluations;
using Veil.Reports.Pages;
using Veil.Synthesis.Models;
using Veil.Workflows.Files;
using Veil.Workflows.Schemas;

namespace Veil.Workflows.Evaluating;

/// <summary>The request of an evaluation job.</summary>
public sealed record EvaluateRequest
{
    /// <summary>The synthetic table; where it is a file, its privacy statement is looked for beside it.</summary>
    public required ITableSource Synthetic { get; init; }

    /// <summary>The real table that it was made from.</summary>
    public required ITableSource Real { get; init; }

    /// <summary>Hold-out rows; null for none.</summary>
    public ITableSource? Holdout { get; init; }

    /// <summary>The schema of the tables; what it lacks is copied from the real one.</summary>
    public Schema? Schema { get; init; }

    /// <summary>The column that models predict; null for none.</summary>
    public string? Target { get; init; }

    /// <summary>Columns that name groups of people.</summary>
    public IReadOnlyList<string> Protected { get; init; } = [];

    /// <summary>Columns that an attacker knows of every person.</summary>
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <summary>Seed of resampling and of random choices.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Thresholds that numbers must meet.</summary>
    public IReadOnlyList<EvaluationCheck> Checks { get; init; } = [];

    /// <summary>The place that all numbers go to, as one JSON document; null for none.</summary>
    public ByteOutput? Numbers { get; init; }

    /// <summary>The place that a report goes to: one HTML file that opens offline. Null for none.</summary>
    public ByteOutput? Report { get; init; }

    /// <summary>Further files that the request was read from, such as the schema's: no result may replace them.</summary>
    public IReadOnlyList<string> AlsoReads { get; init; } = [];
}

/// <summary>The result of an evaluation job: computed on real rows, internal.</summary>
/// <param name="Result">The numbers and series.</param>
/// <param name="Facts">The facts of the comparison, for reports.</param>
/// <param name="Failures">A sentence for each number that does not meet a threshold; empty when all do.</param>
public sealed record EvaluateResult(
    EvaluationResult Result, IReadOnlyList<(string Name, string Value)> Facts, IReadOnlyList<string> Failures)
{
    /// <summary>Sentences on what the tables do not share: columns, and cells that are not of their column's type.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];
}

/// <summary>Compares a synthetic table with the real one. Never part of a release.</summary>
public sealed class EvaluateJob : IJob<EvaluateRequest, EvaluateResult>
{
    private const double EndOfReading = 0.2;

    /// <inheritdoc/>
    public void Check(EvaluateRequest request)
    {
        OutputFiles.RefuseSame(
            [request.Report?.Path, request.Numbers?.Path],
            [request.Synthetic.Path, request.Real.Path, request.Holdout?.Path, .. request.AlsoReads]);
        request.Report?.Check();
        request.Numbers?.Check();
        foreach (var check in request.Checks)
        {
            check.RefuseImpossible(request.Target is not null, request.Holdout is not null, request.Protected.Count > 0);
        }

        if (request.Schema is { } known)
        {
            RefuseUnknownColumns(request, known);
        }
    }

    /// <summary>Reads the tables with one schema, measures, and writes the numbers and the report.</summary>
    /// <exception cref="VeilException">A table cannot be read, or a column that is named is not there.</exception>
    public EvaluateResult Run(EvaluateRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        Check(request);
        progress?.Report(new JobProgress(Stage.Reading, 0));
        var given = request.Schema is null ? null : RowsOnly(request.Schema);
        var real = ComparedSource.Read(request.Real, given, Names(given), cancellationToken);
        var schema = CopiedSchema.Complete(given ?? CopiedSchema.Unknown(real.Table), real.Table, cancellationToken);
        RefuseUnknownColumns(request, schema);
        progress?.Report(new JobProgress(Stage.Reading, EndOfReading / 2));
        var names = real.Table.Columns.Select(column => column.Name).ToList();
        var synthetic = ComparedSource.Read(request.Synthetic, given, names, cancellationToken);
        var holdout = request.Holdout is null ? null : ComparedSource.Read(request.Holdout, given, names, cancellationToken);
        var fittedReal = FittedTable.Of(real.Table, schema);
        var fitted = FittedTable.Of(synthetic.Table, schema, fittedReal.Table);
        var fittedHoldout = holdout is null ? null : FittedTable.Of(holdout.Table, schema, fittedReal.Table);
        var differences = ColumnDifferences.Of(
            request.Real, real.Table, request.Synthetic, synthetic.Table, holdout?.Table, schema,
            [("synthetic", fitted), ("real", fittedReal), .. fittedHoldout is null ? [] : new[] { ("hold-out", fittedHoldout) }]);
        (string Table, TableRead? Read)[] reads = [("synthetic", synthetic), ("real", real), ("hold-out", holdout)];
        var leftOut = reads.Where(each => each.Read is { DroppedRows: > 0 }).Select(each => (each.Table, Read: each.Read!)).ToList();
        var evaluation = new EvaluationInput
        {
            Real = fittedReal.Table,
            RealMisfits = fittedReal.Misfits,
            Synthetic = new Table([.. fitted.Table.Columns, .. differences.OnlySynthetic.Select(name => synthetic.Table[name])]),
            SyntheticMisfits = fitted.Misfits,
            Holdout = fittedHoldout?.Table,
            HoldoutMisfits = fittedHoldout?.Misfits ?? EvaluationInput.NoMisfits,
            Schema = schema,
            Target = request.Target,
            Protected = request.Protected,
            Known = request.Known,
            Seed = request.Seed,
        };
        var result = new Evaluator().Run(evaluation, progress.Part(EndOfReading, 1).OfEvaluation(), cancellationToken);
        List<(string Name, string Value)> facts =
        [
            .. Facts(request, evaluation), .. differences.Facts(),
            .. leftOut.Select(each => ($"Rows left out of the {each.Table} table", Number(each.Read.DroppedRows))),
        ];
        request.Numbers?.Write(stream => MetricsJson.Write(result, facts, stream));
        request.Report?.Write(stream => PageHtml.Write(EvaluationReport.Of(result, facts), stream));
        return new EvaluateResult(result, facts, [.. request.Checks.SelectMany(check => check.Failures(result))])
        {
            Differences = [.. differences.Sentences(), .. leftOut.Select(each => LeftOut(each.Table, each.Read))],
        };
    }

    private static IEnumerable<string> Names(Schema? schema) => schema?.Columns.Select(column => column.Name) ?? [];

    private static string LeftOut(string table, TableRead read) =>
        $"Rows of the {table} table that cannot be read are left out: {Number(read.DroppedRows)}"
            + (read.DroppedRows > read.Table.RowCount ? ", more than half of them." : ".");

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    // Rows are compared, not entities: the column that names those is a key, and a synthetic table may be without it.
    private static Schema RowsOnly(Schema schema) => schema with
    {
        Entity = null,
        Columns =
        [
            .. schema.Columns.Select(column => column.Name == schema.Entity && column.Role.Value == ColumnRole.Use
                ? column with { Role = new Fact<ColumnRole>(ColumnRole.Identifier, Provenance.Declared) }
                : column),
        ],
    };

    private static void RefuseUnknownColumns(EvaluateRequest request, Schema schema)
    {
        string[] named = [.. request.Protected, .. request.Known, .. request.Target is { } target ? (string[])[target] : []];
        foreach (var name in named)
        {
            if (schema.Find(name) is not { Role.Value: ColumnRole.Use })
            {
                var usable = schema.Columns.Where(column => column.Role.Value == ColumnRole.Use).Select(column => column.Name);
                throw new VeilException(
                    FaultKind.Usage,
                    "column-not-evaluated",
                    $"There is no column '{name}' whose values are compared.",
                    Spelling.DidYouMean(name, usable) ?? "Name a column of the table whose role is 'use'.");
            }
        }
    }

    private static List<(string Name, string Value)> Facts(EvaluateRequest request, EvaluationInput tables)
    {
        var facts = new List<(string Name, string Value)>
        {
            ("Synthetic", Named(request.Synthetic, tables.Synthetic, tables.Real)),
            ("Real", Named(request.Real, tables.Real, tables.Synthetic)),
            ("Hold-out", request.Holdout is { } holdout ? Named(holdout, tables.Holdout!, tables.Real) : "none"),
            ("Schema", request.Schema is null ? "copied from the real table" : "given"),
        };
        if (request.Target is { } target)
        {
            facts.Add(("Target", target));
        }

        if (request.Protected.Count > 0)
        {
            facts.Add(("Protected", string.Join(", ", request.Protected)));
        }

        if (request.Known.Count > 0)
        {
            facts.Add(("Known to an attacker", string.Join(", ", request.Known)));
        }

        facts.Add(("Seed", request.Seed.ToString(CultureInfo.InvariantCulture)));
        facts.Add(("Statement", Statement(request.Synthetic.Path)));
        return facts;
    }

    private static string Named(ITableSource source, Table table, Table other) => string.Create(
        CultureInfo.InvariantCulture,
        $"{source.DisplayName}, {table.RowCount:#,0} rows, "
            + $"{table.Columns.Count(column => other.Find(column.Name) is not null)} columns compared");

    // A synthetic table of another program has none, and that is no fault of the table's.
    private static string Statement(string? table)
    {
        if (table is null || new OutputFiles(table, Overwrite: false).StatementJson is not { } path || !File.Exists(path))
        {
            return "no privacy statement beside the table";
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var statement = StatementJson.Read(document.RootElement);
            return statement switch
            {
                { Mode: StatementMode.Research } => "research mode: no protection",
                { Mode: StatementMode.Unprotected } => $"{statement.Method} without privacy: no protection",
                { Guarantee: { } guarantee } => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{statement.Method}, epsilon {NumberText.AtMost(guarantee.Epsilon, 6)}, delta {NumberText.AtMost(guarantee.Delta)}, "
                        + $"for {(guarantee.Unit.EntityColumn is { } entity ? $"each '{entity}'" : "each row")}"),
                _ => $"{statement.Method}, no data were read",
            };
        }
        catch (Exception fault) when (fault is JsonException or VeilException or IOException or UnauthorizedAccessException)
        {
            return "the privacy statement beside the table cannot be read";
        }
    }
}
