using System.Collections.Immutable;
using System.Globalization;
using Veil.Data.Cells;
using Veil.Data.Domains;
using Veil.Data.Inference;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Estimation;

namespace Veil.Synthesis.Domains;

/// <summary>
/// Completes a schema to a finite domain and measures every attribute once. What the owner declared is taken as it is;
/// what is missing is learnt through the private table and paid from the same budget: types from the kinds of value,
/// ranges from magnitudes, categories from the counts that measure them.
/// </summary>
internal sealed class DomainLearner
{
    // Counts of kinds are taken as absent up to this many standard deviations: among a few hundred noisy zeros, one
    // above it is a rare event.
    private const double KindDeviations = 4.5;

    // One value in a thousand that does not fit a column's type is an error of entry, not another type.
    private const double KindTolerance = 0.001;

    // Above this part of the table, what is taken as absent may be most of a column.
    private const double MostTolerance = 0.3;

    // Decimals of which no step is known are counted in units of about a millionth.
    private const double FinestUnit = 1.0 / (1 << 20);

    private const double NearZero = 8;

    private readonly PrivateTable _table;
    private readonly FitOptions _options;
    private readonly double _share;
    private readonly Action<FitProgress> _report;
    private readonly CancellationToken _cancellationToken;
    private readonly RowEstimate _rows = new();
    private readonly ImmutableArray<string>.Builder _limitations = ImmutableArray.CreateBuilder<string>();

    private DomainLearner(
        PrivateTable table, FitOptions options, Action<FitProgress> report, double share, CancellationToken cancellationToken)
    {
        _share = share;
        _table = table;
        _options = options;
        _report = report;
        _cancellationToken = cancellationToken;
        if (options.Rows is { } rows)
        {
            _rows.Add(rows.Rows, rows.Variance);
        }
    }

    /// <summary>Learns the domain and spends what is left of the budget on its one-way marginals.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="table">The private table.</param>
    /// <param name="options">The facts that may be assumed.</param>
    /// <param name="report">Receives the progress of the learning.</param>
    /// <param name="share">Part of what is left after the domain is known that is spent on the one-way marginals; above 0, at
    /// most 1.</param>
    /// <param name="cancellationToken">Checked between charges.</param>
    public static LearnedDomain Learn(
        Schema schema,
        PrivateTable table,
        FitOptions options,
        Action<FitProgress> report,
        double share,
        CancellationToken cancellationToken)
    {
        var learner = new DomainLearner(table, options, report, share, cancellationToken);
        learner.RefuseToLearnCategories(schema);
        schema = learner.LearnTypes(schema);
        learner.RefuseToLearnCategories(schema);
        schema = learner.LearnBounds(schema);
        return learner.Measure(schema);
    }

    // Before more is paid for a run that cannot end well.
    private void RefuseToLearnCategories(Schema schema)
    {
        if (_table.Accountant.Rule == CompositionRule.PureEpsilon)
        {
            DomainNeeds.RefuseToLearnCategories(schema);
        }
    }

    private Schema LearnTypes(Schema schema)
    {
        var unknown = DomainPlan.Used(schema).Where(DomainPlan.NeedsKinds).Select(column => column.Name).ToList();
        if (unknown.Count == 0)
        {
            return schema;
        }

        var accountant = _table.Accountant;
        var share = DomainPlan.ShareOfKinds(schema, _options.Rows?.Rows, accountant.Total, accountant.Rule);
        var cost = accountant.Share(share) / unknown.Count;
        foreach (var name in unknown)
        {
            Step(FitStage.DecidingTypes, name, 0.1);
            var kinds = _table.MeasureKinds(name, cost);
            var total = kinds.Counts.Sum();
            _rows.Add(total, kinds.StandardDeviation * kinds.StandardDeviation * kinds.Counts.Length);
            var tolerance = Math.Max(KindDeviations * kinds.StandardDeviation, KindTolerance * total);
            if (tolerance > MostTolerance * total)
            {
                _limitations.Add(
                    $"The type of '{name}' was decided from counts that hardly stand out of the noise: declare it, or spend more.");
            }

            var decision = TypeDecider.Decide([.. kinds.Counts.Select(count => (double)count)], kinds.Distinct, tolerance);
            schema = Replace(schema, Decided(schema.Find(name)!, decision));
        }

        _table.ApplyTypes(schema);
        return schema;
    }

    private Schema LearnBounds(Schema schema)
    {
        var unknown = DomainPlan.Used(schema).Where(DomainPlan.NeedsBounds).ToList();
        foreach (var column in unknown)
        {
            Step(FitStage.FindingRanges, column.Name, 0.2);
            var cost = _table.Accountant.Share(DomainPlan.ShareOfBounds(schema)) / unknown.Count;
            var isFine = column.Type!.Value == ColumnType.Decimal && column.Step is null;
            var bounds = _table.LearnBounds(column.Name, column.Step?.Value ?? (isFine ? FinestUnit : 1), cost);
            bounds = column.Type.Value is ColumnType.Integer or ColumnType.Decimal ? TowardsZero(bounds) : bounds;
            bounds = isFine ? Plain(bounds) : bounds;
            schema = Replace(schema, column with { Bounds = new Fact<Bounds>(bounds, Provenance.Dp) });
        }

        return schema;
    }

    // Small values lie in many bins of powers of two, few of which stand out. Where zero is near, compared with the
    // width of the range, the range begins there: that costs next to nothing and loses none of them.
    private static Bounds TowardsZero(Bounds bounds) =>
        bounds.Minimum > 0 && bounds.Minimum <= bounds.Maximum / NearZero ? bounds with { Minimum = 0 }
        : bounds.Maximum < 0 && bounds.Maximum >= bounds.Minimum / NearZero ? bounds with { Maximum = 0 }
        : bounds;

    // Sums of powers of two have many digits: a little more room gives bounds, and so values, that have few.
    private static Bounds Plain(Bounds bounds)
    {
        var digits = (int)Math.Clamp(4 - Math.Floor(Math.Log10(Math.Max(FinestUnit, bounds.Maximum - bounds.Minimum))), 0, 15);
        var scale = Math.Pow(10, digits);
        return new Bounds(Math.Floor(bounds.Minimum * scale) / scale, Math.Ceiling(bounds.Maximum * scale) / scale);
    }

    private LearnedDomain Measure(Schema schema)
    {
        var columns = DomainPlan.Used(schema).ToList();
        var rule = _table.Accountant.Rule;
        var attributes = new Attribute?[columns.Count];
        var cells = DomainPlan.NumericCells(_options.Rows?.Rows, TypicalDeviation(columns.Count));
        var weights = new double[columns.Count];
        for (var i = 0; i < columns.Count; i++)
        {
            attributes[i] = AttributeFactory.IsDeclared(columns[i])
                ? StructuralZeros.Cut(schema, AttributeFactory.Create(columns[i], cells)) : null;
            weights[i] = DomainPlan.Weight(attributes[i]?.Size, DomainPlan.IsNumeric(columns[i]), rule);
        }

        var costs = Costs(weights);
        var discoveries = attributes.Count(attribute => attribute is null);
        var measurements = new NoisyMarginal[columns.Count];
        for (var i = 0; i < columns.Count; i++)
        {
            Step(FitStage.CountingColumns, columns[i].Name, 0.3 + (0.6 * i / columns.Count));
            if (attributes[i] is { } known)
            {
                measurements[i] = _table.Measure([known], costs[i]);
            }
            else
            {
                (attributes[i], measurements[i]) = Discover(columns[i], costs[i], discoveries);
                schema = Replace(schema, Completed(columns[i], (CategoryAttribute)attributes[i]!));
            }

            _rows.Add(measurements[i]);
        }

        if (measurements.Length > 0)
        {
            var (least, most) = (measurements.Min(m => m.StandardDeviation), measurements.Max(m => m.StandardDeviation));
            _limitations.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Counts of single columns carry noise of standard deviation {least:0.#} to {most:0.#} rows: "
                    + $"groups smaller than about {3 * most:0} rows are mostly noise."));
        }

        return new LearnedDomain(schema, new Domain(attributes!), [.. measurements], _rows.Rows, _limitations.ToImmutable());
    }

    private (Attribute Attribute, NoisyMarginal Measurement) Discover(ColumnSchema column, double cost, int discoveries)
    {
        // The reserve was sized for every column that might need it; here it is known which do.
        var delta = _table.Accountant.ThresholdDelta / discoveries;
        var found = _table.DiscoverCategories(column.Name, cost, Math.Min(delta, _table.Accountant.DeltaRemaining));
        var attribute = new CategoryAttribute(
            column.Name, ColumnType.Category, found.Labels, AttributeFactory.OtherLabel, hasMissing: true);
        ImmutableArray<long> counts = [.. found.Counts, 0, found.MissingCount];
        var measurement = new NoisyMarginal([column.Name], counts, found.Noise, found.StandardDeviation)
        {
            UnmeasuredCell = attribute.OtherCell,
        };
        return (attribute, measurement);
    }

    // The part that is not spent here stays with the accountant.
    private double[] Costs(double[] weights) => weights.Length == 0 ? []
        : _share < 1 ? _table.Accountant.Split([.. weights, weights.Sum() * (1 - _share) / _share])[..^1]
        : _table.Accountant.Split(weights);

    // About what the counts of a column get, if all columns get the same.
    private double TypicalDeviation(int columns) => _table.NoiseAt(_share * _table.Accountant.Remaining / Math.Max(1, columns));

    private void Step(FitStage stage, string column, double fraction)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        _report(new FitProgress(stage, fraction) { Column = column });
    }

    // Which two words a Boolean column uses is not known from their kind: they are found like any other categories.
    private static ColumnSchema Decided(ColumnSchema column, TypeDecision decision)
    {
        var type = decision.Type == ColumnType.Boolean ? ColumnType.Category : decision.Type;

        // A step has no meaning for a column that is not read, and a model that held one would not open.
        var isRead = decision.Role == ColumnRole.Use;
        return column with
        {
            Type = new Fact<ColumnType>(type, Provenance.Dp),
            Role = new Fact<ColumnRole>(decision.Role, Provenance.Dp),
            Step = isRead && decision.Step is { } step ? new Fact<double>(step, Provenance.Dp) : null,
            Format = decision.Format is { } format ? new Fact<string>(format, Provenance.Dp) : null,
            Granularity = isRead && decision.Granularity is { } finest ? new Fact<Granularity>(finest, Provenance.Dp) : null,
            MissingCodes = new Fact<ImmutableArray<string>>(
                decision.WordsAreMissing ? ["", .. ValueKinds.MissingWords] : [""], Provenance.Dp),
        };
    }

    private static ColumnSchema Completed(ColumnSchema column, CategoryAttribute attribute) =>
        column with { Categories = new Fact<ImmutableArray<string>>(attribute.Labels, Provenance.Dp) };

    private static Schema Replace(Schema schema, ColumnSchema column) =>
        schema with { Columns = [.. schema.Columns.Select(old => old.Name == column.Name ? column : old)] };
}
