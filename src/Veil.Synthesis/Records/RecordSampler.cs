using Veil.Data.Errors;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Records;

/// <summary>
/// Makes records whose marginals are near given ones, however densely those overlap: independent columns first, then
/// pass after pass rows are moved from cells that hold too many to cells that hold too few. For sets of marginals whose
/// junction tree would be too large.
/// </summary>
/// <remarks>
/// Reference: the gradual update of PrivSyn (Zhang, Wang, Li, Honorio, Backes, He, Chen and Zhang 2021). A row is moved
/// in one of two ways: it becomes a copy of a row that is already where one is missing, which keeps relations that no
/// table measures, or only its values in the table change, which can fill empty cells. Moves are random but exact in
/// number, in expectation; the part of the difference that is moved falls from pass to pass, so that tables which
/// disagree come to rest between their wishes.
/// Privacy: post-processing. Cost: passes times tables times rows.
/// </remarks>
internal sealed class RecordSampler : IRecordSampler
{
    private const int Passes = 60;
    private const double FirstStep = 1;
    private const double StepDecay = 0.94;

    // Copies alone never reach a cell that holds no row; the other kind of move alone breaks what else a row held together.
    private const double ShareOfCopies = 0.3;

    private readonly int[] _sizes;
    private readonly IReadOnlyList<Target> _tables;
    private readonly IndependentSampler _start;
    private readonly Action<double>? _report;

    /// <summary>Makes a sampler.</summary>
    /// <param name="sizes">The number of cells of each attribute.</param>
    /// <param name="tables">What the rows shall follow: non-negative tables of about the same total.</param>
    /// <param name="report">Told the part that is done.</param>
    public RecordSampler(IReadOnlyList<int> sizes, IReadOnlyList<Target> tables, Action<double>? report = null)
    {
        _sizes = [.. sizes];
        _tables = [.. tables.Where(table => table.Set.Count > 0)];
        _report = report;
        _start = new IndependentSampler([.. Enumerable.Range(0, _sizes.Length).Select(Single)]);
    }

    /// <summary>Makes a sampler that follows noisy measurements, made consistent.</summary>
    /// <param name="sizes">The number of cells of each attribute.</param>
    /// <param name="measured">The measurements.</param>
    /// <param name="report">Told the part that is done of each sample.</param>
    /// <param name="cancellationToken">Stops the preparation.</param>
    public static RecordSampler Of(
        IReadOnlyList<int> sizes, IReadOnlyList<Target> measured, Action<double>? report, CancellationToken cancellationToken) =>
        new(sizes, ConsistentMarginals.Make(sizes, measured, cancellationToken), report);

    /// <inheritdoc/>
    /// <exception cref="VeilException">Code <c>where-not-for-method</c>: records follow tables, they have no joint distribution to condition.</exception>
    public ConditionalSampler Given(IReadOnlyList<double[]?> evidence) => throw new VeilException(
        FaultKind.Usage,
        "where-not-for-method",
        "This model holds tables that no joint distribution was fitted to, so that no condition can be put on its rows.",
        "Draw rows without a condition and choose among them.");

    /// <inheritdoc/>
    public ushort[][] Sample(int rows, SamplingRandom random, CancellationToken cancellationToken)
    {
        var columns = _start.Sample(rows, random, cancellationToken);
        var work = _tables.Select(table => new TableMoves(table, _sizes, rows)).ToArray();
        var order = Enumerable.Range(0, work.Length).ToArray();
        var step = FirstStep;
        for (var pass = 0; pass < Passes; pass++, step *= StepDecay)
        {
            // The tables that are worst off as of last time come first; the sort is stable.
            order = [.. order.OrderByDescending(i => work[i].Misplaced)];
            foreach (var i in order)
            {
                cancellationToken.ThrowIfCancellationRequested();
                work[i].Improve(columns, step, ShareOfCopies, random);
            }

            _report?.Invoke((pass + 1.0) / Passes);
        }

        return columns;
    }

    // The counts of a single column, from the smallest table that has it; alike where none has.
    private double[] Single(int attribute)
    {
        var table = _tables.Where(table => table.Set.Contains(attribute)).MinBy(table => table.Values.Length);
        var counts = new double[_sizes[attribute]];
        if (table is null)
        {
            Array.Fill(counts, 1);
            return counts;
        }

        new AxisPlan([.. table.Set.Select(other => _sizes[other])], [.. table.Set.Select(other => other == attribute)]).Sum(table.Values, counts);
        return counts;
    }
}
