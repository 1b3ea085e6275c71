using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Tests.Mechanisms;

namespace Veil.Privacy.Tests.Audits;

/// <summary>A row of the tables of the audits.</summary>
internal sealed record Record(string X = "b", string Y = "b", string Z = "b", long Number = 0, string Text = "7");

/// <summary>What is compared, in whose currency.</summary>
/// <param name="Rule">How the budget adds up.</param>
/// <param name="Neighbours">The neighbouring relation.</param>
/// <param name="MaxRows">The rows of the unit in which the tables differ; 1 for rows as units.</param>
/// <param name="Others">The rows that are in both.</param>
public sealed record AuditCase(CompositionRule Rule, Neighbours Neighbours, int MaxRows, int Others)
{
    internal PrivacyUnit Unit => MaxRows == 1 ? PrivacyUnit.Row : Sample.Person(MaxRows);

    /// <inheritdoc/>
    public override string ToString() => $"{Rule}, {Neighbours}, {MaxRows} rows, {Others} others";
}

/// <summary>Two neighbouring tables.</summary>
internal sealed class Worlds
{
    /// <summary>The claim under Gaussian differential privacy: one at which a factor of two is seen by few runs.</summary>
    public const double GaussianEpsilon = 4;

    /// <summary>The delta at which Gaussian claims are stated.</summary>
    public const double Delta = 1e-5;

    private const double PureEpsilon = 2;

    private readonly AuditCase _case;
    private readonly Table _with;
    private readonly Table _without;

    /// <summary>Makes the tables.</summary>
    /// <param name="compared">What is compared.</param>
    /// <param name="target">The rows of the unit on the first side, by number.</param>
    /// <param name="instead">The rows that it is replaced by; not used when it is taken out.</param>
    /// <param name="other">A row that is in both.</param>
    /// <param name="insteadRows">How many rows it is replaced by.</param>
    public Worlds(
        AuditCase compared, Func<int, Record> target, Func<int, Record> instead, Func<int, Record>? other = null, int? insteadRows = null)
    {
        _case = compared;
        Cost = compared.Rule == CompositionRule.GaussianDp ? GaussianDp.HalfMuSquared(GaussianEpsilon, Delta) : PureEpsilon;
        var others = Enumerable.Range(0, compared.Others).Select(i => ($"p{i}", other?.Invoke(i) ?? new Record())).ToList();
        _with = Table([.. others, .. Enumerable.Range(0, compared.MaxRows).Select(i => ("target", target(i)))]);
        _without = compared.Neighbours == Neighbours.AddRemove
            ? Table(others)
            : Table([.. others, .. Enumerable.Range(0, insteadRows ?? compared.MaxRows).Select(i => ("target", instead(i)))]);
    }

    /// <summary>The cost of one release at the claim.</summary>
    public double Cost { get; }

    /// <summary>
    /// Audits numbers with independent noise. The distinguisher knows both tables, hence the exact numbers, and uses the
    /// likelihood ratio: nothing can be better.
    /// </summary>
    /// <param name="floor">The least part of the claim that has to be found.</param>
    /// <param name="release">Numbers and the deviation of the noise in each, at a cost.</param>
    public void AuditNumbers(double floor, Func<PrivateTable, double, IEnumerable<(double Value, double Deviation)>> release)
    {
        // With practically no noise the numbers are the exact ones.
        const double NoNoise = 1e5;
        var (with, without) = (Exact(_with), Exact(_without));
        Verdict(floor, observe: session => release(session, Cost).Select((number, i) => Evidence(i, number.Value, number.Deviation)).Sum());

        double[] Exact(Table table) => [.. release(Open(table, 0), NoNoise).Select(number => number.Value)];

        double Evidence(int i, double value, double deviation) => _case.Rule == CompositionRule.GaussianDp
            ? (value - ((with[i] + without[i]) / 2)) * (with[i] - without[i]) / (deviation * deviation)
            : (Math.Abs(value - without[i]) - Math.Abs(value - with[i])) / deviation;
    }

    /// <summary>Audits outcomes that are not numbers. The distinguisher learns how likely each is from the first runs.</summary>
    /// <param name="floor">The least part of the claim that has to be found.</param>
    /// <param name="release">An outcome, at a cost.</param>
    public void AuditOutcomes(double floor, Func<PrivateTable, double, object> release)
    {
        var numbers = new Dictionary<object, int>();
        Verdict(
            floor,
            session => Number(release(session, Cost)),
            (with, without) =>
            {
                var ratios = numbers.Values.ToDictionary(number => (double)number, number =>
                    Math.Log((Count(with, number) + .5) / (Count(without, number) + .5)));
                return number => ratios[number];

                static int Count(double[] outcomes, int number) => outcomes[..Audit.Rated].Count(outcome => outcome == number);
            });

        double Number(object outcome)
        {
            lock (numbers)
            {
                if (!numbers.TryGetValue(outcome, out var number))
                    numbers.Add(outcome, number = numbers.Count);
                return number;
            }
        }
    }

    private void Verdict(
        double floor, Func<PrivateTable, double> observe, Func<double[], double[], Func<double, double>>? learn = null)
    {
        var (with, without) = (new double[Audit.Runs], new double[Audit.Runs]);
        double claim = 0, other = 0;
        Parallel.Invoke(() => claim = Fill(with, Open(_with, 1)), () => other = Fill(without, Open(_without, 2)));
        Assert.Equal(claim, other);
        if (learn?.Invoke(with, without) is { } score)
            (with, without) = (Array.ConvertAll(with, outcome => score(outcome)), Array.ConvertAll(without, outcome => score(outcome)));

        // The claim is what the ledger says of one release, but for the rounding of the division.
        Assert.InRange(claim, .999 * Cost, Cost * (1 + 1e-12));
        if (_case.Rule == CompositionRule.GaussianDp)
            Audit.Demand(Convert(claim), Convert(Math.Pow(Audit.Mu(with, without), 2) / 2), Convert(Math.Pow(Audit.MuCeiling, 2) / 2), floor);
        else
            Audit.Demand(claim, Audit.Epsilon(with, without, 0), Audit.EpsilonCeiling, floor);

        double Fill(double[] scores, PrivateTable session)
        {
            for (var i = 0; i < scores.Length; i++)
                scores[i] = observe(session);
            return session.Accountant.Spent / scores.Length;
        }

        static double Convert(double halfMuSquared) => halfMuSquared > 0 ? GaussianDp.Epsilon(halfMuSquared, Delta) : 0;
    }

    private PrivateTable Open(Table table, ulong seed) =>
        Sample.Open(table, _case.Rule, _case.Unit, _case.Neighbours, seed);

    private static Table Table(IReadOnlyList<(string Person, Record Cells)> rows) => new(
    [
        Sample.Labels("person", [.. rows.Select(row => row.Person)]),
        Sample.Labels("x", ColumnType.Category, [.. rows.Select(row => row.Cells.X)]),
        Sample.Labels("y", ColumnType.Category, [.. rows.Select(row => row.Cells.Y)]),
        Sample.Labels("z", ColumnType.Category, [.. rows.Select(row => row.Cells.Z)]),
        Sample.Integers("number", [.. rows.Select(row => row.Cells.Number)]),
        Sample.Labels("text", [.. rows.Select(row => row.Cells.Text)]),
    ]);
}
