using Veil.Data.Domains;
using Veil.Privacy.Accounting;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Tests.Mechanisms;

namespace Veil.Privacy.Tests.Audits;

/// <summary>
/// Audits of the mechanisms under the rules that methods use, each on the neighbours that it tells apart best, by the best
/// distinguisher there is. What is refuted must stay below the claim and come near it: half the noise, or twice the
/// sensitivity, would be seen; so would twice the noise.
/// </summary>
[Slow]
public class MechanismAuditTests
{
    private static readonly CategoryAttribute s_x = Sample.Category("x", "a", "b", "c");
    private static readonly CategoryAttribute s_y = Sample.Category("y", "a", "b", "c");
    private static readonly CategoryAttribute s_z = Sample.Category("z", "a", "b", "c");
    private static readonly CategoryAttribute s_largerZ = Sample.Category("z", "a", "b", "c", "d");

    public static TheoryData<AuditCase> GaussianCases =>
    [
        new AuditCase(CompositionRule.GaussianDp, Neighbours.AddRemove, 1, 2),
        new AuditCase(CompositionRule.GaussianDp, Neighbours.AddRemove, 1, 50),
        new AuditCase(CompositionRule.GaussianDp, Neighbours.AddRemove, 3, 2),
        new AuditCase(CompositionRule.GaussianDp, Neighbours.ReplaceOne, 1, 1),
        new AuditCase(CompositionRule.GaussianDp, Neighbours.ReplaceOne, 3, 2),
    ];

    // Laplace noise is drawn by the same mechanisms; a few are enough.
    public static TheoryData<AuditCase> Cases =>
    [
        .. GaussianCases,
        new AuditCase(CompositionRule.PureEpsilon, Neighbours.AddRemove, 1, 2),
        new AuditCase(CompositionRule.PureEpsilon, Neighbours.ReplaceOne, 3, 2),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Numbers_of_rows(AuditCase compared)
    {
        // Under replacement an entity with one row comes instead of one with all; the number of rows as units is public.
        if (Sensitivities.RowCount(compared.Unit, compared.Neighbours) > 0)
        {
            new Worlds(compared, _ => new(), _ => new(), insteadRows: 1).AuditNumbers(Audit.Near, (session, cost) =>
            {
                var count = session.CountRows(cost);
                return [(count.Value, count.StandardDeviation)];
            });
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Counts(AuditCase compared) =>
        new Worlds(compared, _ => new("a"), _ => new("c")).AuditNumbers(Audit.Near, (session, cost) => Numbers(session.Measure([s_x], cost)));

    [Theory]
    [MemberData(nameof(GaussianCases))]
    public void Counts_of_pairs(AuditCase compared) =>
        new Worlds(compared, _ => new("a", "a"), _ => new("a", "c")).AuditNumbers(Audit.Near, (session, cost) => Numbers(session.Measure([s_x, s_y], cost)));

    [Theory]
    [MemberData(nameof(GaussianCases))]
    public void Kinds_of_text(AuditCase compared) =>
        new Worlds(compared, i => new(Text: $"new {i}"), _ => new()).AuditNumbers(Audit.Near, (session, cost) =>
        {
            var kinds = session.MeasureKinds("text", cost);
            return [.. kinds.Counts.Append(kinds.Distinct).Select(count => ((double)count, kinds.StandardDeviation))];
        });

    [Theory]
    [MemberData(nameof(GaussianCases))]
    public void Forms_of_keys(AuditCase compared) =>
        new Worlds(compared, i => new(Text: $"P-{i % 10}"), _ => new(Text: "")).AuditNumbers(Audit.Near, (session, cost) =>
        {
            var forms = session.MeasureKeyForms("text", cost);
            return [.. forms.Counts.Select(count => ((double)count, forms.StandardDeviation))];
        });

    [Theory]
    [MemberData(nameof(GaussianCases))]
    public void Categories(AuditCase compared)
    {
        // Known to more people than any threshold asks for.
        var many = compared with { Others = 300 };
        new Worlds(many, _ => new("a"), _ => new("c"), i => new(i % 2 == 0 ? "a" : "c")).AuditNumbers(Audit.Near, (session, cost) =>
        {
            var found = session.DiscoverCategories("x", cost, 1e-4 / Audit.Runs);
            return found.Counts.Select(count => ((double)count, found.StandardDeviation));
        });
    }

    [Theory]
    [MemberData(nameof(GaussianCases))]
    public void Intervals(AuditCase compared) =>
        new Worlds(compared, _ => new(Number: 1), _ => new(Number: -1)).AuditNumbers(Audit.Near, (session, cost) =>
        {
            var counted = session.MeasureIntervals("number", [-0.5, 0.5], cost);
            return counted.Counts.Select(count => ((double)count, counted.StandardDeviation));
        });

    [Theory]
    [MemberData(nameof(Cases))]
    public void Choices_of_marginals(AuditCase compared)
    {
        // Each candidate is right about one of the tables.
        var with = Candidate(compared, compared.MaxRows, 0);
        var without = Candidate(compared, 0, compared.Neighbours == Neighbours.AddRemove ? 0 : compared.MaxRows);
        new Worlds(compared, _ => new("a"), _ => new("c")).AuditOutcomes(Choice(compared), (session, cost) => session.Select([with, without], cost));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Choices_of_pairs(AuditCase compared)
    {
        // The target is where x and y are believed to be, and where x and z are not.
        var added = compared.Neighbours == Neighbours.AddRemove;
        var candidates = Pairs(added ? s_largerZ : s_z, added ? compared.MaxRows / (double)s_x.Size : 0, (0, 1), (0, 2));
        new Worlds(compared, _ => new("a", "a", "b"), _ => new("a", "b", "a"))
            .AuditOutcomes(Choice(compared), (session, cost) => session.SelectPairs(candidates, 1, cost)[0]);
    }

    [Theory]
    [MemberData(nameof(GaussianCases))]
    public void Errors_of_pairs(AuditCase compared)
    {
        var candidates = Pairs(s_z, 0, (0, 1), (0, 2), (1, 2));
        new Worlds(compared, _ => new("a", "a", "a"), _ => new("c", "c", "c"))
            .AuditNumbers(Audit.Near, (session, cost) =>
                Numbers(session.MeasureErrors(candidates, cost)));
    }

    [Theory]
    [MemberData(nameof(GaussianCases))]
    public void Products_of_scores(AuditCase compared)
    {
        // Scores far beyond the bound, which have to be scaled down to it.
        CellScores[] scores = [new(s_x, [900, 0, 0, 0, 0]), new(s_y, [900, 0, 0, 0, 0])];
        new Worlds(compared, _ => new("a", "b"), _ => new("b", "a"))
            .AuditNumbers(Audit.Near, (session, cost) =>
            {
                var products = session.MeasureProducts(scores, 50, cost);
                return products.Products.Select(product => ((double)product, products.StandardDeviation));
            });
    }

    [Theory]
    [MemberData(nameof(GaussianCases))]
    public void Votes_of_teachers(AuditCase compared)
    {
        var teachers = new System.Runtime.CompilerServices.ConditionalWeakTable<PrivateTable, PrivateTeachers>();
        new Worlds(compared, _ => new("a"), _ => new())
            .AuditNumbers(Audit.Near, (session, cost) =>
            {
                var votes = teachers.GetValue(session, Taught).Vote([0, 0, 0], cost);
                return votes.Counts.Select(count => ((double)count, votes.StandardDeviation));
            });

        static PrivateTeachers Taught(PrivateTable session)
        {
            var taught = session.Teach([s_x], [new Teacher(), new Teacher()]);
            taught.Train([]);
            return taught;
        }
    }

    [Theory]
    [MemberData(nameof(GaussianCases))]
    public void Sessions_of_several_measurements(AuditCase compared) =>
        new Worlds(compared, i => new("a", "a", Text: $"new {i}"), _ => new("b", "b"))
            .AuditNumbers(Audit.Near, (session, cost) =>
            {
                var kinds = session.MeasureKinds("text", cost / 4);
                return
                [
                    .. Numbers(session.Measure([s_x], cost / 4)),
                    .. kinds.Counts.Append(kinds.Distinct).Select(count => ((double)count, kinds.StandardDeviation)),
                    .. Numbers(session.Measure([s_y], cost / 2)),
                ];
            });

    // Two outcomes alone: what the mechanism can show of a pure epsilon is less than all of it.
    private static double Choice(AuditCase compared) => compared.Rule == CompositionRule.GaussianDp ? Audit.Near : .4;

    private static IEnumerable<(double Value, double Deviation)> Numbers(NoisyMarginal marginal) =>
        marginal.Counts.Select(count => ((double)count, marginal.StandardDeviation));

    private static IEnumerable<(double Value, double Deviation)> Numbers(NoisyScores scores) =>
        scores.Values.Select(score => (score, scores.StandardDeviation));

    // Right about all others, who have b.
    private static MarginalCandidate Candidate(AuditCase compared, int a, int c) => new([s_x], [a, compared.Others, c, 0, 0], 0);

    private static PairCandidates Pairs(CategoryAttribute z, double biasPerCell, params (int First, int Second)[] pairs)
    {
        Attribute[] attributes = [s_x, s_y, z];
        double[][] weights = [.. attributes.Select(attribute => Enumerable.Range(0, attribute.Size).Select(cell => cell == 0 ? 1.0 : 0).ToArray())];
        return new PairCandidates(attributes, weights, 100, pairs) { BiasPerCell = biasPerCell };
    }

    /// <summary>Votes for everything once it has seen the target.</summary>
    private sealed class Teacher : ITeacher
    {
        private bool _seen;

        public void Train(RecordBatch rows, RecordBatch fakes)
        {
            for (var i = 0; i < rows.Count; i++)
                _seen |= rows[i][0] == 0;
        }

        public void Vote(RecordBatch candidates, Span<bool> votes) => votes.Fill(_seen);
    }
}
