namespace Veil.Quality;

/// <summary>The marginals over which the total variation is averaged: those of the reference.</summary>
internal static class ReferenceSets
{
    // Of 15 columns 64 triples are looked at, as the reference drew them; a hexadecimal digit a column.
    private const string TriplesOfFifteen = """
        01d 029 036 037 03c 049 058 05c 067 068 07b 07d 0bc 129 12b 12c 12d 13b 15a 16b 17b 189 19e 1ab 1bd 1de 234 248 256 257 25c 26b
        28c 29a 2bd 34a 34b 35e 368 378 37b 38c 38d 3ae 457 458 46d 47d 49d 4ad 4ae 4cd 59a 5ab 5ad 679 67a 7ce 89b 8be 9ae abd ace cde
        """;

    /// <summary>All sets of a number of columns.</summary>
    public static IEnumerable<int[]> All(int columns, int degree)
    {
        IEnumerable<int[]> sets = [[]];
        for (var i = 0; i < degree; i++)
        {
            sets = sets.SelectMany(set => Enumerable.Range(set.Length == 0 ? 0 : set[^1] + 1, columns - (set.Length == 0 ? 0 : set[^1] + 1)), (set, next) => (int[])[.. set, next]).ToList();
        }

        return sets;
    }

    /// <summary>The triples: of up to eight columns all.</summary>
    public static IEnumerable<int[]> Triples(int columns) => columns == 15
        ? TriplesOfFifteen.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(triple => triple.Select(digit => Convert.ToInt32(digit.ToString(), 16)).ToArray())
        : All(columns, 3);
}
