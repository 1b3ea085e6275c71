using System.Collections.Immutable;
using Veil.Data.Domains;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Privacy;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Models;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Methods.Correlated;

/// <summary>PrivBayes as its authors published it: for comparisons.</summary>
/// <remarks>
/// Reference: Zhang, Cormode, Procopiuc, Srivastava and Xiao, "PrivBayes: private data release via Bayesian networks", SIGMOD
/// 2014 and TODS 2017. With delta = 0 its choices and its Laplace noise; with delta above 0 the same with Gaussian noise. The
/// domain must be declared. Privacy: d - 1 choices by the exponential mechanism over a score of the exact counts, and one noisy
/// table per column. Cost: one pass over the rows for each candidate that was not seen before.
/// </remarks>
internal sealed class PublishedNetwork
{
    /// <summary>The share of the choices (beta).</summary>
    internal const double ShareOfChoice = 0.3;

    /// <summary>The part of the budget for the number of rows where it is private and unknown.</summary>
    internal const double ShareOfRows = 0.01;

    private const double DefaultUsefulness = 4;
    private const int DefaultBins = 16;
    private const double DefaultMegabytes = 256;

    // The most candidates of one round: their number grows with the power of the degree.
    private const int MostCandidates = 10_000;

    private readonly PrivateTable _table;
    private readonly ImmutableArray<Attribute> _attributes;
    private readonly int? _degree;
    private readonly double _mostCells;

    private PublishedNetwork(PrivateTable table, ImmutableArray<Attribute> attributes, CorrelatedOptions options, double rows)
    {
        var budget = table.Accountant.Remaining * (1 - ShareOfChoice);
        var wanted = options.Usefulness ?? DefaultUsefulness;
        var most = (options.MaxModelMegabytes ?? DefaultMegabytes) * (1 << 20) / sizeof(double);
        _table = table;
        _attributes = attributes;
        _degree = options.Degree
            ?? (attributes.All(attribute => attribute.Size == 2) ? BinaryDegree(table, attributes.Length, rows, wanted, budget) : null);

        // When a degree is given, the size of a table follows from it.
        _mostCells = _degree is not null ? most : Math.Min(most, rows / (wanted * MeanNoise.Of(table, budget / attributes.Length)));
    }

    /// <summary>Learns a model.</summary>
    /// <param name="session">The fit; every column that is used must be declared.</param>
    /// <param name="options">The options that the user chose.</param>
    /// <exception cref="VeilException">The domain is not declared, or the score is not for this table.</exception>
    public static SynthesisModel Fit(FitSession session, CorrelatedOptions options)
    {
        var (schema, table) = (session.Schema, session.Table);
        var attributes = Attributes(schema);
        var score = Score(attributes, options);
        RefuseUnsound(score, table);
        var rows = session.Options.Rows?.Rows ?? table.CountRows(table.Accountant.Share(ShareOfRows)).Value;
        var families = new List<AttributeSet>();
        var measured = new List<NoisyMarginal>();
        if (!attributes.IsEmpty)
        {
            var network = new PublishedNetwork(table, attributes, options, rows);
            session.Report(FitStage.ChoosingFamilies, 0.1);
            families = network.Choose(score, session.CancellationToken);
            session.Report(FitStage.CountingFamilies, 0.7);
            measured = network.Measure(families, session.CancellationToken);
        }

        var declared = new LearnedDomain(schema, new Domain(attributes), [.. measured], Math.Max(0, rows), []);
        return session.Model(session.Content(
            declared,
            declared.Domain,
            [
                "The method was used as it was first published, for comparison; Veil's own variant is more accurate at the same guarantee.",
                "Each column is kept together with the columns that were chosen as its parents; "
                    + "other relations only as far as they follow from these.",
                .. DomainPlan.ImpossibleIgnored(schema),
            ]));
    }

    /// <summary>A sampler from a kept model: each column given its parents.</summary>
    /// <exception cref="VeilException">The model is not what this method makes.</exception>
    public static IRecordSampler Sampler(ModelContent model)
    {
        var sets = model.Measurements.Select(measured => measured.Attributes.Select(model.Domain.IndexOf).ToArray()).ToList();
        int[] sizes = [.. model.Domain.Attributes.Select(attribute => attribute.Size)];
        var isWhole = sets.SelectMany(set => set).Distinct().Count() == sizes.Length
            && sets.Zip(model.Measurements).All(pair =>
                pair.First.Zip(pair.First.Skip(1)).All(two => two.First < two.Second)
                && pair.First.Aggregate(1.0, (cells, attribute) => cells * sizes[attribute]) == pair.Second.Counts.Length);
        return isWhole
            ? new AncestralSampler(
                sizes, sets, [.. model.Measurements.Select(measured => measured.Counts.Select(count => Math.Max(0.0, count)).ToArray())])
            : throw DamagedModel.Fault();
    }

    private static ImmutableArray<Attribute> Attributes(Schema schema)
    {
        var columns = DomainPlan.Used(schema).ToList();
        return columns.FirstOrDefault(column => !AttributeFactory.IsDeclared(column)) is { } unknown
            ? throw new VeilException(
                FaultKind.BadInput,
                "domain-not-declared",
                $"The domain of column '{unknown.Name}' is not declared, and the original variant does not learn it.",
                "Declare its type with bounds or categories in the schema, or leave ‹variant› out.")
            : [.. columns.Select(column => AttributeFactory.Binned(column, column.Bins ?? DefaultBins))];
    }

    private static DependenceScore Score(ImmutableArray<Attribute> attributes, CorrelatedOptions options)
    {
        var other = attributes.FirstOrDefault(attribute => attribute.Size != 2);
        return options.Score == DependenceScore.F && other is not null
            ? throw new VeilException(
                FaultKind.Usage,
                "score-not-for-columns",
                $"The score f is for columns of two values, and '{other.Name}' has {other.Size}, missing and other ones counted.",
                "Set ‹score› to r, or declare every column as a boolean one that is always there.")
            : options.Score ?? (other is null ? DependenceScore.F : DependenceScore.R);
    }

    // Before anything is charged; the private table would refuse the choice itself.
    private static void RefuseUnsound(DependenceScore score, PrivateTable table)
    {
        if (score == DependenceScore.MutualInformation && (table.Neighbours != Neighbours.ReplaceOne || table.Unit.MaxRows > 1))
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "score-needs-public-rows",
                "How much one row can change mutual information depends on the number of rows, which is private here.",
                "Set ‹score› to r, or protect what rows hold and not their number: "
                    + "compare tables in which one row is replaced.");
        }
    }

    // The largest at which the tables are useful.
    private static int BinaryDegree(PrivateTable table, int columns, double rows, double wanted, double budget) =>
        Enumerable.Range(0, columns).LastOrDefault(
            degree => rows >= wanted * Math.Pow(2, degree + 1) * MeanNoise.Of(table, budget / (columns - degree)));

    private List<AttributeSet> Choose(DependenceScore score, CancellationToken cancellationToken)
    {
        var families = new List<AttributeSet> { new(0) };
        var open = Enumerable.Range(1, _attributes.Length - 1).ToList();
        var cost = _table.Accountant.Remaining * ShareOfChoice / Math.Max(1, open.Count);
        while (open.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] joined = [.. Enumerable.Range(0, _attributes.Length).Except(open)];
            var candidates = open.SelectMany(child => ParentSets(child, joined)
                .Take(Math.Max(1, MostCandidates / open.Count)).Select(parents => (Child: child, Parents: parents))).ToList();
            var (chosen, given) = candidates.TrueForAll(candidate => candidate.Parents.Length == 0)
                ? candidates[0]
                : candidates[_table.SelectDependence(
                    [.. candidates.Select(candidate => new DependenceCandidate(
                        _attributes[candidate.Child], [.. candidate.Parents.Select(parent => _attributes[parent])]))],
                    score,
                    cost)];
            families.Add(new AttributeSet(given.Append(chosen)));
            open.Remove(chosen);
        }

        return families;
    }

    // A fixed degree: all sets of so many. Else the sets to which no column can be added without the table getting too large.
    private IEnumerable<int[]> ParentSets(int child, int[] joined)
    {
        var room = _mostCells / _attributes[child].Size;
        var sets = _degree is { } degree
            ? Subsets(joined, Math.Min(degree, joined.Length)).Where(set => Cells(set) <= room)
            : Maximal(joined, room);
        return sets.DefaultIfEmpty([]);
    }

    private IEnumerable<int[]> Maximal(int[] joined, double room) =>
        Within(joined, 0, room).Where(set => joined.All(other => set.Contains(other) || Cells(set) * _attributes[other].Size > room));

    private IEnumerable<int[]> Within(int[] joined, int first, double room)
    {
        if (room < 1)
        {
            yield break;
        }

        if (first == joined.Length)
        {
            yield return [];
            yield break;
        }

        foreach (var rest in Within(joined, first + 1, room / _attributes[joined[first]].Size))
        {
            yield return [joined[first], .. rest];
        }

        foreach (var rest in Within(joined, first + 1, room))
        {
            yield return rest;
        }
    }

    private double Cells(int[] set) => set.Aggregate(1.0, (cells, attribute) => cells * _attributes[attribute].Size);

    // With a fixed degree k the table of the column after the first k holds those, too.
    private List<NoisyMarginal> Measure(List<AttributeSet> families, CancellationToken cancellationToken)
    {
        var first = _degree is { } degree && families.FindIndex(family => family.Count == degree + 1) is >= 0 and var whole
            && families[whole].Count == whole + 1 ? whole : 0;
        var tables = families[first..];
        var costs = _table.Accountant.Split([.. tables.Select(_ => 1.0)]);
        var measured = new List<NoisyMarginal>();
        for (var i = 0; i < tables.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            measured.Add(_table.Measure([.. tables[i].Select(attribute => _attributes[attribute])], costs[i]));
        }

        return measured;
    }

    private static IEnumerable<int[]> Subsets(int[] of, int count) => NetworkGrowth.Subsets(of, count);
}
