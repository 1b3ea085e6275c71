using System.Collections.Immutable;
using System.Globalization;
using Veil.Data.Schemas;

namespace Veil.Synthesis.Models;

/// <summary>The facts that an owner stated after looking at the rows, which no guarantee covers.</summary>
/// <param name="Table">Those about the table as a whole, by name.</param>
/// <param name="Facts">The number of those about columns.</param>
/// <param name="Columns">The number of columns that have any.</param>
public sealed record FactsAfterLooking(ImmutableArray<string> Table, int Facts, int Columns)
{
    /// <summary>The meaning of the provenance.</summary>
    public const string Meaning =
        "declared-after-looking: stated by the owner after looking at the rows; the guarantee does not cover what such a fact tells";

    /// <summary>The consequence for the guarantee.</summary>
    public const string Cost =
        "Whoever knows the rule by which the draft was made can learn from such a fact what one row may have decided: "
        + "one cell that is no number, for instance, makes a column text. Epsilon does not cover it.";

    /// <summary>The number of them in words, such as "the dialect and 5 facts about 2 columns".</summary>
    public string Count
    {
        get
        {
            var columns = string.Create(
                CultureInfo.InvariantCulture, $"{Facts} fact{(Facts == 1 ? "" : "s")} about {Columns} column{(Columns == 1 ? "" : "s")}");
            string[] all = [.. Table.Select(fact => $"the {fact}"), .. Facts == 0 ? [] : new[] { columns }];
            return all.Length == 1 ? all[0] : $"{string.Join(", ", all[..^1])} and {all[^1]}";
        }
    }

    /// <summary>The sentence about them in a statement.</summary>
    public string Note => $"{Upper(Count)} {(Table.Length + Facts == 1 ? "is" : "are")} {Meaning}. {Cost}";

    /// <summary>Those that a statement lists; null when there are none.</summary>
    internal static FactsAfterLooking? Of(PrivacyStatement statement) => Of(statement.AllTableFacts, statement.Columns);

    /// <summary>Those of a schema; null when there are none.</summary>
    public static FactsAfterLooking? Of(Schema schema) =>
        Of(PrivacyStatement.TableFactsOf(schema, schema.Rows?.Source), PrivacyStatement.ColumnsOf(schema));

    private static FactsAfterLooking? Of(IEnumerable<StatedFact> table, ImmutableArray<StatedColumn> columns)
    {
        ImmutableArray<string> names = [.. table.Where(IsSuch).Select(fact => fact.Fact)];
        var counts = columns.Select(column => column.Facts.Count(IsSuch)).Where(count => count > 0).ToList();
        return names.IsEmpty && counts.Count == 0 ? null : new FactsAfterLooking(names, counts.Sum(), counts.Count);
    }

    private static bool IsSuch(StatedFact fact) => fact.Source == Provenance.DeclaredAfterLooking;

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
