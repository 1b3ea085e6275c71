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
    // Counts of kinds are taken as absent up to this many standard deviations: among sixteen hundred noisy zeros, one above it comes
    // in three of a hundred thousand columns. A kind that is not there makes a column of numbers one of text.
    private const double KindDeviations = 5.5;

    // The form of keys costs this part of what the kinds of their column cost. There are some thousand forms.
    private const double ShareOfKeyForm = 0.25;
    private const double KeyFormDeviations = 5.5;

    // One value in a thousand that does not fit a column's type is an error of entry, not another type.
    private const double KindTolerance = 0.001;

    // Above this part of the table, what may have been taken as absent is told.
    private const double ToldTolerance = 0.05;

    // Above this part of the table, what is taken as absent may be most of a column.
    private const double MostTolerance = 0.6;

    // An epsilon this many times larger shows what nearly stood out.
    private const double UndecidedFactor = 2;

    // Labels that were found hold at least this part of the rows, or the column counts as hardly learnt; labels are wanted that hold
    // this part each.
    private const double LeastFound = 0.5;
    private const double WantedLabel = 0.05;

    private readonly PrivateTable _table;
    private readonly FitOptions _options;
    private readonly double _share;
    private readonly Action<FitProgress> _report;
    private readonly CancellationToken _cancellationToken;
    private readonly RowEstimate _rows = new();
    private readonly Dictionary<string, LearnedRange> _ranges = [];
    private readonly Dictionary<string, double> _thresholds = [];
    private double? _deltaOfDiscovery;
    private int _columns;
    private readonly DoubtfulColumns _doubts = new();
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
        learner._columns = DomainPlan.Used(schema).Count();
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
        var hidden = new List<(string Name, double Share)>();
        foreach (var name in unknown)
        {
            Step(FitStage.DecidingTypes, name, 0.1);
            var kinds = _table.MeasureKinds(name, cost);
            var noise = KindDeviations * kinds.StandardDeviation;

            // The noise of the many forms of dates and numbers that do not occur would outweigh the rows: only those count that stand
            // out of it. What is lost by that is less than the noise of the plain kinds.
            var counted = kinds.Counts.Where((count, kind) => kind <= (int)ValueKind.LongText || count > noise).ToList();
            _rows.Add(counted.Sum(), kinds.StandardDeviation * kinds.StandardDeviation * counted.Count);
            double total = kinds.Counts.Where(count => count > noise).Sum();
            var tolerance = Math.Max(noise, KindTolerance * total);
            var decision = TypeDecider.Decide([.. kinds.Counts.Select(count => (double)count)], kinds.Distinct, tolerance, name);
            AddLimitations(name, decision, tolerance, total);
            if (tolerance > ToldTolerance * total && tolerance <= MostTolerance * total
                && decision.Type is not (ColumnType.Category or ColumnType.Text or ColumnType.Boolean))
            {
                hidden.Add((name, tolerance / total));
            }

            var keyForm = LearnKeyForm(name, decision, kinds, noise, cost);
            schema = Replace(schema, Decided(schema.Find(name)!, decision) with { KeyForm = keyForm });
        }

        AddHidden(hidden);
        _table.ApplyTypes(schema);
        return schema;
    }

    // Nearly all keys have one form, so that little budget finds it.
    private Fact<string>? LearnKeyForm(
        string name, TypeDecision decision, NoisyKinds kinds, double noise, double cost)
    {
        if (decision.Role != ColumnRole.Identifier)
        {
            return null;
        }

        var forms = _table.MeasureKeyForms(name, cost * ShareOfKeyForm);
        double values = kinds.Counts.Where((count, kind) => kind > (int)ValueKind.CommonMissingWord && count > noise).Sum();
        var found = KeyForms.Choose(
            forms.Counts.Select((count, index) => (Form: KeyForms.All[index], Count: (double)count))
                .Skip(1)
                .Where(form => form.Count > KeyFormDeviations * forms.StandardDeviation),
            values,
            decision.Type == ColumnType.Integer);
        return found is null ? null : new Fact<string>(found, Provenance.Dp);
    }

    private void AddLimitations(string name, TypeDecision decision, double tolerance, double total)
    {
        if (tolerance > MostTolerance * total)
        {
            _doubts.Add(("The type", "was decided"), name, total > 0 ? tolerance / (MostTolerance * total) : double.PositiveInfinity);
        }

        if (decision.Loss is { } loss)
        {
            _limitations.Add($"Of '{name}': {loss}.");
        }
    }

    // Numbers and dates lose what is of another kind, and the noise may hide that there is any.
    private void AddHidden(List<(string Name, double Share)> hidden)
    {
        if (hidden.Count > 0)
        {
            _limitations.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Values that are not of the type of their column are missing in the model. The noise of the counts hides values of "
                    + $"another kind where they are fewer than about {hidden.Max(column => column.Share):0 %} of the column: "
                    + $"{string.Join(", ", hidden.Select(column => $"'{column.Name}'"))}."));
        }
    }

    private Schema LearnBounds(Schema schema)
    {
        var unknown = DomainPlan.Used(schema).Where(DomainPlan.NeedsBounds).ToList();
        if (unknown.Count == 0)
        {
            return schema;
        }

        // Of the whole budget, whatever part of it the method leaves for single columns.
        var accountant = _table.Accountant;
        var share = DomainPlan.ShareOfBounds(unknown.Count, _rows.RowsIfCounted, accountant.Total, accountant.Rule);
        var cost = accountant.Share(share) / unknown.Count;
        foreach (var column in unknown)
        {
            Step(FitStage.FindingRanges, column.Name, 0.2);
            var range = RangeLearner.Learn(_table, column, cost, _cancellationToken);
            _ranges.Add(column.Name, range);
            if (!range.StandsOut)
            {
                _doubts.Add(("The range", "was guessed"), column.Name, UndecidedFactor);
            }

            schema = Replace(schema, RangeCells.Bounded(column, range));
        }

        return schema;
    }

    private LearnedDomain Measure(Schema schema)
    {
        var columns = DomainPlan.Used(schema).ToList();
        var rule = _table.Accountant.Rule;
        var attributes = new Attribute?[columns.Count];
        var survey = LabelSurvey.Take(
            _table, columns.FindAll(column => !AttributeFactory.IsDeclared(column)), columns.Count, _rows,
            TypicalDeviation(columns.Count), column => Step(FitStage.CountingColumns, column.Name, 0.25));
        var cells = DomainPlan.NumericCells(_options.Rows?.Rows, TypicalDeviation(columns.Count));
        var weights = new double[columns.Count];
        var candidates = new LabelCandidates?[columns.Count];
        for (var i = 0; i < columns.Count; i++)
        {
            if (AttributeFactory.IsDeclared(columns[i]))
            {
                attributes[i] = StructuralZeros.Cut(
                    schema,
                    _ranges.TryGetValue(columns[i].Name, out var range) ? RangeCells.Attribute(columns[i], range, cells)
                        : AttributeFactory.Create(columns[i], cells));
            }
            else if (survey.Candidates(columns[i].Name) is { } some)
            {
                // A code that stands for a missing value here, such as NA for Namibia, is no label.
                candidates[i] = some with
                {
                    Labels = [.. some.Labels.Except(columns[i].MissingCodes?.Value ?? schema.MissingCodes.Value)],
                };
                weights[i] = DomainPlan.Weight(survey.Cells(some, columns[i].Name), isNumeric: false, rule);
                continue;
            }

            weights[i] = DomainPlan.Weight(
                attributes[i]?.Size ?? survey.Cells(columns[i].Name), DomainPlan.IsNumeric(columns[i]), rule);
        }

        // Columns that are due no more than was paid for their survey keep its counts, and leave the rest to the others.
        var isSettled = Settled(columns, attributes, weights, survey.Cost);
        var costs = Costs(weights, isSettled);
        var discoveries = Enumerable.Range(0, columns.Count).Count(
            i => attributes[i] is null && !isSettled[i] && candidates[i] is null);
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
                var found = isSettled[i] ? survey.Of(columns[i].Name)!
                    : candidates[i] is { } some ? Count(columns[i], some, survey.Of(columns[i].Name)!, costs[i])
                    : Discover(columns[i], costs[i], discoveries);
                (attributes[i], measurements[i]) = Counted(columns[i], found);
                schema = Replace(schema, Completed(columns[i], (CategoryAttribute)attributes[i]!));
            }

            _rows.Add(measurements[i]);
        }

        for (var i = 0; i < columns.Count; i++)
        {
            if (_ranges.TryGetValue(columns[i].Name, out var range))
            {
                (var narrowed, measurements[i]) =
                    RangeCells.WithoutEmpty((NumericAttribute)attributes[i]!, measurements[i], range, _rows.Rows);
                attributes[i] = narrowed;
                schema = Replace(schema, RangeCells.Narrowed(columns[i], narrowed));
            }
        }

        if (measurements.Length > 0)
        {
            var (least, most) = (measurements.Min(m => m.StandardDeviation), measurements.Max(m => m.StandardDeviation));
            _limitations.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"Counts of single columns carry noise of standard deviation {least:0.#} to {most:0.#} rows: "
                    + $"groups smaller than about {3 * most:0} rows are mostly noise."));
        }

        for (var i = 0; i < columns.Count; i++)
        {
            var found = measurements[i].Counts.Sum();
            if (measurements[i].UnmeasuredCell >= 0 && found < LeastFound * _rows.Rows && _thresholds[columns[i].Name] is var threshold)
            {
                _doubts.Add(("The categories", "were found"), columns[i].Name, Math.Max(1.5, threshold / (WantedLabel * _rows.Rows)));
            }
        }

        _limitations.AddRange(_doubts.Limitations());
        return new LearnedDomain(schema, new Domain(attributes!), [.. measurements], _rows.Rows, _limitations.ToImmutable())
        {
            Doubts = _doubts.Summary(_columns, _table.Accountant.Epsilon),
        };
    }

    private DiscoveredCategories Discover(ColumnSchema column, double cost, int discoveries)
    {
        // The reserve was sized for every column that might need it; here it is known which do.
        var accountant = _table.Accountant;
        _deltaOfDiscovery ??= accountant.DeltaRemaining / discoveries;
        return _table.DiscoverCategories(column.Name, cost, Math.Min(_deltaOfDiscovery.Value, accountant.DeltaRemaining));
    }

    // Candidates that do not stand out of the noise are others.
    private DiscoveredCategories Count(ColumnSchema column, LabelCandidates candidates, DiscoveredCategories before, double cost)
    {
        if (candidates.List is { } list)
        {
            _limitations.Add($"Nearly all labels of '{column.Name}' that were found are on the public list '{list}', so all labels of "
                + "the list were counted: a rare one may be in the model that is not in the table.");
        }

        return candidates.Found(_table.Measure([Labels(column, candidates.Labels)], cost), before);
    }

    private (Attribute Attribute, NoisyMarginal Measurement) Counted(ColumnSchema column, DiscoveredCategories found)
    {
        _thresholds.Add(column.Name, found.Threshold);
        var attribute = Labels(column, found.Labels);
        ImmutableArray<long> counts = [.. found.Counts, 0, found.MissingCount];
        return (attribute, new NoisyMarginal([column.Name], counts, found.Noise, found.StandardDeviation)
        {
            UnmeasuredCell = attribute.OtherCell,
        });
    }

    private static CategoryAttribute Labels(ColumnSchema column, ImmutableArray<string> labels) =>
        new(column.Name, ColumnType.Category, labels, AttributeFactory.OtherLabel, hasMissing: true);

    private bool[] Settled(List<ColumnSchema> columns, Attribute?[] attributes, double[] weights, double paid)
    {
        var costs = Costs(weights, new bool[columns.Count]);
        return [.. Enumerable.Range(0, columns.Count).Select(i => attributes[i] is null && costs[i] <= paid)];
    }

    // The part that is not spent here stays with the accountant.
    private double[] Costs(double[] weights, bool[] isSettled)
    {
        var costs = new double[weights.Length];
        var open = Enumerable.Range(0, weights.Length).Where(i => !isSettled[i]).ToArray();
        double[] due = [.. open.Select(i => weights[i])];
        var shares = due.Length == 0 ? []
            : _share < 1 ? _table.Accountant.Split([.. due, due.Sum() * (1 - _share) / _share])
            : _table.Accountant.Split(due);
        for (var i = 0; i < open.Length; i++)
        {
            costs[open[i]] = shares[i];
        }

        return costs;
    }

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
            NumberForm = isRead && decision.NumberForm is { } form ? new Fact<NumberForm>(form, Provenance.Dp) : null,
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
