using System.Globalization;
using Veil.Data.Tables;
using Veil.Evaluation.Fidelity;
using Veil.Evaluation.Statistics;
using Veil.Evaluation.Tables;

namespace Veil.Quality;

/// <summary>How much of a column was read back from points of its rows.</summary>
/// <param name="Column">Its name.</param>
/// <param name="IsNumeric">Whether it holds numbers.</param>
/// <param name="Recovered">The share of rows whose very value was read back.</param>
/// <param name="Guessed">The same of one who sees no points and always says what is most frequent.</param>
internal sealed record InvertedColumn(string Column, bool IsNumeric, double Recovered, double Guessed);

/// <summary>
/// Reads rows back from their points in the space of an encoder or of principal components: points of real rows protect nobody.
/// The attacker has other rows of the same population and their points, which anybody gets who has the encoder; whoever is near in
/// that space is alike, so that each value is voted on by the nearest of them.
/// </summary>
/// <remarks>
/// Reference: nearest neighbours, votes weighted by the inverse of the distance (Dudani 1976). No knowledge of the encoder is
/// used, so that it is a floor: who inverts the encoder itself reads more. Cost: rows attacked times rows known times dimensions.
/// </remarks>
internal static class EncodingInversion
{
    private const int Neighbours = 9;

    // Beside this a distance of zero counts as near.
    private const double Nearest = 1e-9;

    // Rows that are attacked, and as many that the attacker knows.
    private const int MostRows = 6000;

    /// <summary>
    /// Publishes the principal components of a table and where half of its rows lie along them, and reads those rows back with the
    /// other half, which the attacker knows.
    /// </summary>
    /// <param name="table">Real rows.</param>
    /// <param name="components">The number of components.</param>
    /// <param name="seed">Of which rows are attacked.</param>
    /// <param name="cancellationToken">Stops the attack.</param>
    public static IReadOnlyList<InvertedColumn> OfPrincipalComponents(
        Table table, int components, ulong seed, CancellationToken cancellationToken)
    {
        var order = new SeededRandom(seed).Permutation(table.RowCount);
        var half = Math.Min(table.RowCount / 2, MostRows);
        var (attacked, known) = (new TableRows(0, order[..half]), new TableRows(0, order[half..(2 * half)]));
        var all = new TableRows(0, [.. Enumerable.Range(0, table.RowCount)]);
        return PrincipalComponents.Of(CommonTables.OfAll(table).Columns, all, components) is { } space
            ? Run(table.Take(attacked.Rows), Points(space, attacked), table.Take(known.Rows), Points(space, known), cancellationToken)
            : [];
    }

    /// <summary>Reads rows back from their points.</summary>
    /// <param name="attacked">The rows, to tell how much was read.</param>
    /// <param name="points">For each its point: all that the attacker has of it.</param>
    /// <param name="known">Rows that the attacker knows.</param>
    /// <param name="knownPoints">For each its point.</param>
    /// <param name="cancellationToken">Stops the attack.</param>
    private static IReadOnlyList<InvertedColumn> Run(
        Table attacked, double[][] points, Table known, double[][] knownPoints, CancellationToken cancellationToken)
    {
        if (points.Length == 0 || knownPoints.Length == 0)
        {
            return [];
        }

        var nearest = new (int Row, double Weight)[points.Length][];
        Parallel.For(
            0,
            points.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            row => nearest[row] = NearestOf(points[row], knownPoints));
        return [.. attacked.Columns.Select(column => Invert(column, known[column.Name], nearest))];
    }

    private static double[][] Points(PrincipalComponents space, TableRows rows)
    {
        var places = space.Project(rows);
        return [.. Enumerable.Range(0, rows.Rows.Length).Select(row => Array.ConvertAll(places, component => component[row]))];
    }

    private static (int Row, double Weight)[] NearestOf(double[] point, double[][] known)
    {
        // The nearest so far, in order.
        var nearest = new (int Row, double Distance)[Math.Min(Neighbours, known.Length)];
        var found = 0;
        for (var row = 0; row < known.Length; row++)
        {
            var distance = Distance(point, known[row]);
            if (found == nearest.Length && distance >= nearest[^1].Distance)
            {
                continue;
            }

            found = Math.Min(found + 1, nearest.Length);
            var at = found - 1;
            for (; at > 0 && nearest[at - 1].Distance > distance; at--)
            {
                nearest[at] = nearest[at - 1];
            }

            nearest[at] = (row, distance);
        }

        return Array.ConvertAll(nearest, neighbour => (neighbour.Row, 1 / (neighbour.Distance + Nearest)));
    }

    private static double Distance(double[] left, double[] right)
    {
        double sum = 0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += (left[i] - right[i]) * (left[i] - right[i]);
        }

        return Math.Sqrt(sum);
    }

    private static InvertedColumn Invert(Column attacked, Column known, (int Row, double Weight)[][] nearest)
    {
        var (truth, voters) = (Values(attacked), Values(known));
        var usual = voters.CountBy(value => value).MaxBy(value => value.Value).Key;
        var recovered = nearest.Where((neighbours, row) =>
            neighbours.GroupBy(neighbour => voters[neighbour.Row]).MaxBy(votes => votes.Sum(vote => vote.Weight))!.Key == truth[row]).Count();
        return new InvertedColumn(
            attacked.Name,
            attacked is not LabelColumn,
            (double)recovered / truth.Length,
            truth.Count(value => value == usual) / (double)truth.Length);
    }

    // Values that can be compared between tables; a missing one is a value like others.
    private static string[] Values(Column column) =>
    [
        .. Enumerable.Range(0, column.Count).Select(row => column.IsMissing(row) ? "" : column switch
        {
            LabelColumn labels => "=" + labels.Labels[labels.Codes[row]],
            IntegerColumn integers => integers.Values[row].ToString(CultureInfo.InvariantCulture),
            _ => ((DecimalColumn)column).Values[row].ToString("R", CultureInfo.InvariantCulture),
        }),
    ];
}
