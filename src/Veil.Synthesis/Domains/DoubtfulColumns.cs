using System.Globalization;

namespace Veil.Synthesis.Domains;

/// <summary>The columns of which the budget was too small to learn something, with how much more of it would do.</summary>
internal sealed class DoubtfulColumns
{
    private const int NamedColumns = 8;

    // Beyond that, declaring is the only way.
    private const double LargestEpsilon = 20;

    private readonly Dictionary<string, List<string>> _columns = [];
    private double _factor = 1;

    /// <summary>Adds a column.</summary>
    /// <param name="doubt">The doubt, in words that go between the names of the columns: "The type of … was decided".</param>
    /// <param name="column">The name of the column.</param>
    /// <param name="factor">The factor of epsilon with which it would have been learnt; at least 1, computed from noisy counts.</param>
    public void Add((string Fact, string Verb) doubt, string column, double factor)
    {
        var key = $"{doubt.Fact} of {{0}} {doubt.Verb}";
        if (!_columns.TryGetValue(key, out var columns))
        {
            _columns.Add(key, columns = []);
        }

        columns.Add(column);
        _factor = Math.Max(_factor, double.IsFinite(factor) ? factor : LargestEpsilon);
    }

    /// <summary>A sentence per doubt.</summary>
    public IEnumerable<string> Limitations() => _columns.Select(doubt =>
        string.Format(CultureInfo.InvariantCulture, doubt.Key, Named(doubt.Value))
            + " from counts that hardly stand out of the noise: declare it, or spend more.");

    /// <summary>One sentence on all columns in doubt, with what would help; null where there are none.</summary>
    /// <param name="columns">The number of columns that are modelled.</param>
    /// <param name="epsilon">The epsilon that was not enough.</param>
    public string? Summary(int columns, double epsilon)
    {
        string[] all = [.. _columns.SelectMany(doubt => doubt.Value).Distinct()];
        if (all.Length == 0)
        {
            return null;
        }

        var wanted = UpToOneDigit(epsilon * _factor);
        var spend = wanted <= LargestEpsilon
            ? string.Create(CultureInfo.InvariantCulture, $"An epsilon of about {wanted} would be enough, or declare ")
            : "Declare ";
        var what = all.Length == 1 ? $"Column {Named([.. all])} was" : $"{all.Length} of {columns} columns ({Named([.. all])}) were";
        return $"{what} hardly learnt, because the table is small for the budget: values there are guesses or 'other'. "
            + $"{spend}{(all.Length == 1 ? "its" : "their")} types, ranges and categories in a schema.";
    }

    private static string Named(List<string> columns) =>
        string.Join(", ", columns.Take(NamedColumns).Select(name => $"'{name}'"))
            + (columns.Count > NamedColumns ? $" and {columns.Count - NamedColumns} more" : "");

    private static double UpToOneDigit(double value)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return Math.Round(Math.Ceiling((value / unit) - 1e-9) * unit, 10);
    }
}
