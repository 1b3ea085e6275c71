using System.Collections.Immutable;
using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Privacy.Accounting;
using Veil.Privacy.Counting;
using Veil.Privacy.Mechanisms;
using Veil.Privacy.Noise;

namespace Veil.Privacy;

/// <summary>
/// The only handle on sensitive rows that the rest of the system gets. Its methods are the mechanisms: each charges the
/// budget first, then reads, and returns nothing but noisy results. Costs are in the currency of the budget's rule
/// (epsilon, rho, or mu^2/2). Safe for use by several threads, which take turns: no two of them can get the same noise.
/// </summary>
/// <remarks>
/// Every method works in the same order: it copies its arguments, takes the lock, checks the copies against public facts
/// (names and types of columns, sizes of attributes), computes sensitivities from the copies, charges, and reads.
/// Nothing that a row holds can make a method fail. Exact answers leave through <see cref="AnswerGate"/> alone. No code from
/// outside the kernel runs under the lock.
/// </remarks>
public sealed partial class PrivateTable
{
    private readonly Lock _gate = new();
    private readonly MechanismContext _context;

    /// <summary>Puts a budget before exact counts.</summary>
    /// <param name="counts">The exact counts of the sensitive table.</param>
    /// <param name="accountant">The budget that every mechanism charges.</param>
    /// <param name="unit">
    /// The unit of privacy. Of the rows of an entity that has more than its limit, a random choice is kept; rows without an
    /// entity are left out.
    /// </param>
    /// <param name="neighbours">The neighbouring relation of the guarantee.</param>
    /// <param name="noise">The source of noise; the operating system's generator by default.</param>
    /// <exception cref="VeilException">The entity column is not in the table.</exception>
    internal PrivateTable(
        ISensitiveCounts counts, PrivacyAccountant accountant, PrivacyUnit unit, Neighbours neighbours, NoiseSource? noise = null)
        : this(new MechanismContext(counts, accountant, unit, neighbours, OpenGate(counts, unit, noise)))
    {
    }

    /// <summary>Puts a budget before exact counts of which contributions are bounded already.</summary>
    internal PrivateTable(MechanismContext context) => _context = context;

    /// <summary>The budget that every mechanism charges.</summary>
    public PrivacyAccountant Accountant => _context.Accountant;

    /// <summary>The unit of privacy.</summary>
    public PrivacyUnit Unit => _context.Unit;

    /// <summary>The neighbouring relation of the guarantee.</summary>
    public Neighbours Neighbours => _context.Neighbours;

    /// <summary>True when noise comes from the operating system; if not, nothing made from this table is private.</summary>
    public bool IsSecure => _context.Answers.IsSecure;

    /// <summary>The standard deviation of the noise that each count of a measurement gets, in rows. A public fact, and free.</summary>
    /// <param name="cost">Cost of the measurement; where it buys nothing, the noise is infinite.</param>
    public double NoiseAt(double cost) => CountNoise.StandardDeviationAt(Accountant.Rule, cost, _context.L1, _context.L2);

    /// <summary>Gives columns their types. A text that does not parse becomes missing, so that no row can make this fail.</summary>
    /// <param name="schema">The types; columns that it does not name or has no type for stay as they are.</param>
    public void ApplyTypes(Schema schema)
    {
        schema = schema with
        {
            Columns = [.. schema.Columns.AsSpan()],
            MissingCodes = schema.MissingCodes with { Value = [.. schema.MissingCodes.Value.AsSpan()] },
        };
        lock (_gate)
        {
            _context.Counts.ApplyTypes(schema);
        }
    }

    /// <summary>The number of rows, with noise. Public, exact and free when one-row units are replaced.</summary>
    /// <param name="cost">Cost of the measurement.</param>
    public NoisyCount CountRows(double cost)
    {
        lock (_gate)
        {
            return RowCounting.Measure(_context, cost);
        }
    }

    /// <summary>Noisy counts of the kinds of text of a raw column, and the noisy number of distinct texts.</summary>
    /// <param name="column">A column that has no type yet.</param>
    /// <param name="cost">Cost of the measurement.</param>
    public NoisyKinds MeasureKinds(string column, double cost)
    {
        lock (_gate)
        {
            return KindHistogram.Measure(_context, column, cost);
        }
    }

    /// <summary>Noisy counts of the forms of keys of a raw column, from which the form of fresh keys can be learnt.</summary>
    /// <param name="column">A column that has no type yet.</param>
    /// <param name="cost">Cost of the measurement.</param>
    public NoisyKeyForms MeasureKeyForms(string column, double cost)
    {
        lock (_gate)
        {
            return KeyFormHistogram.Measure(_context, column, cost);
        }
    }

    /// <summary>Noisy counts of the values of a numeric or calendar column between edges, from which its range can be learnt.</summary>
    /// <param name="column">A typed column.</param>
    /// <param name="edges">
    /// Increasing, finite numbers, from public facts and paid answers: values of the column, days or milliseconds since 1970.
    /// </param>
    /// <param name="cost">Cost of the measurement.</param>
    /// <exception cref="ArgumentException">The column is absent or of another type, or the edges do not increase.</exception>
    public NoisyIntervals MeasureIntervals(string column, IReadOnlyList<double> edges, double cost)
    {
        // Copied once: what is checked and counted is the same list, whatever the caller's list does.
        double[] all = [.. edges];
        lock (_gate)
        {
            return IntervalHistogram.Measure(_context, column, all, cost);
        }
    }

    /// <summary>The labels that many rows hold, with noisy counts.</summary>
    /// <param name="column">A column of labels.</param>
    /// <param name="cost">Cost of the counts.</param>
    /// <param name="delta">Chance, charged to the budget's delta, that a label of a single unit is released.</param>
    public DiscoveredCategories DiscoverCategories(string column, double cost, double delta)
    {
        lock (_gate)
        {
            return PartitionSelection.Discover(_context, column, cost, delta);
        }
    }

    /// <summary>The counts over some attributes, with noise in every cell.</summary>
    /// <param name="attributes">Attributes of typed columns; their names identify the columns.</param>
    /// <param name="cost">Cost of the measurement.</param>
    /// <exception cref="ArgumentException">
    /// A column is absent or of another type, an attribute occurs twice, or there are too many cells.
    /// </exception>
    public NoisyMarginal Measure(IReadOnlyList<Attribute> attributes, double cost)
    {
        // Copied once: what is checked, charged and counted is the same list, whatever the caller's list does.
        Attribute[] measured = [.. attributes];
        lock (_gate)
        {
            return MarginalMeasurement.Measure(_context, measured, cost);
        }
    }

    /// <summary>
    /// The candidate whose marginal is believed most wrongly, by the exponential mechanism over the L1 errors.
    /// </summary>
    /// <param name="candidates">The candidates of the choice; the beliefs come from released results and public facts only.</param>
    /// <param name="cost">Cost of the choice.</param>
    /// <returns>The index of the chosen candidate; its error is not released.</returns>
    /// <exception cref="VeilException">Code <c>budget-exceeded</c>.</exception>
    /// <exception cref="ArgumentException">
    /// There is no candidate, an estimate does not fit its attributes, a column is absent or of another type, or an attribute
    /// occurs twice.
    /// </exception>
    public int Select(IReadOnlyList<MarginalCandidate> candidates, double cost)
    {
        MarginalCandidate[] all = [.. candidates];
        lock (_gate)
        {
            return MarginalSelection.Select(_context, all, cost);
        }
    }

    /// <summary>
    /// The candidate whose child depends most on its parents, by the exponential mechanism over a score of the exact counts.
    /// </summary>
    /// <param name="candidates">The candidates of the choice.</param>
    /// <param name="score">The score that measures dependence.</param>
    /// <param name="cost">Cost of the choice.</param>
    /// <returns>The index of the chosen candidate; its score is not released.</returns>
    /// <exception cref="ArgumentException">
    /// There is no candidate, one has too many cells for an array, a child has not the two cells that F needs, a column is
    /// absent or of another type, or an attribute occurs twice.
    /// </exception>
    /// <exception cref="VeilException">Code <c>score-needs-public-rows</c>: mutual information needs a public number of rows.</exception>
    public int SelectDependence(IReadOnlyList<DependenceCandidate> candidates, DependenceScore score, double cost)
    {
        DependenceCandidate[] all = [.. candidates];
        lock (_gate)
        {
            return DependenceSelection.Select(_context, all, score, cost);
        }
    }

    /// <summary>The distances of pairs of attributes from independence, each with noise: their L1 errors as one vector.</summary>
    /// <param name="candidates">The pairs, and what is believed of their attributes.</param>
    /// <param name="cost">Cost of the whole vector.</param>
    /// <returns>One noisy error per pair, in rows, and the standard deviation of the noise in each.</returns>
    /// <exception cref="ArgumentException">There is no pair, or a column is absent or of another type.</exception>
    public NoisyScores MeasureErrors(PairCandidates candidates, double cost)
    {
        lock (_gate)
        {
            return PairErrors.Measure(_context, candidates, cost);
        }
    }

    /// <summary>
    /// The pairs of attributes that are furthest from being independent, one after the other, each by the exponential
    /// mechanism over the L1 errors of those that are left. The rows are read once.
    /// </summary>
    /// <param name="candidates">The pairs, and what is believed of their attributes.</param>
    /// <param name="count">The number of pairs to choose; at most as many as there are.</param>
    /// <param name="cost">Cost of all choices together.</param>
    /// <returns>Indexes of the chosen pairs in the order of choice; their errors are not released.</returns>
    /// <exception cref="ArgumentException">
    /// There is no pair, a column is absent or of another type, or too many are to be chosen.
    /// </exception>
    public ImmutableArray<int> SelectPairs(PairCandidates candidates, int count, double cost)
    {
        lock (_gate)
        {
            return PairErrors.Select(_context, candidates, count, cost);
        }
    }

    /// <summary>
    /// The sums, over the rows, of the products of every two scores of a row, with noise. A row whose scores are longer than
    /// the bound, in the Euclidean norm, counts with scores scaled down to it.
    /// </summary>
    /// <param name="scores">Scores of the cells of attributes of typed columns; an attribute may occur several times.</param>
    /// <param name="bound">Between 1 and 32768.</param>
    /// <param name="cost">Cost of all products together.</param>
    /// <exception cref="ArgumentException">
    /// There are no scores, not one per cell, scores or the bound are out of range, or a column is absent or of another type.
    /// </exception>
    public NoisyProducts MeasureProducts(IReadOnlyList<CellScores> scores, int bound, double cost)
    {
        CellScores[] all = [.. scores];
        lock (_gate)
        {
            return ScoreProducts.Measure(_context, all, bound, cost);
        }
    }

    /// <summary>Opens the gate through which answers leave, and bounds by its draws the rows that a unit has.</summary>
    /// <exception cref="VeilException">The entity column is not in the table.</exception>
    internal static AnswerGate OpenGate(ISensitiveCounts counts, PrivacyUnit unit, NoiseSource? noise)
    {
        var answers = (noise ?? NoiseSource.Secure).Open();
        if (unit.EntityColumn is not null)
        {
            counts.BoundContributions(unit, answers);
        }

        return answers;
    }
}
