using System.Collections.Immutable;
using Veil.Data.Schemas;
using Veil.Data.Tables;
using Veil.Privacy.Accounting;
using Veil.Privacy.Noise;

namespace Veil.Privacy.Counting;

/// <summary>
/// The exact answers that mechanisms ask of a sensitive table, wherever its rows are: nothing else of the table is ever looked at.
/// An implementation is a part of the trusted base. Mechanisms charge before they ask, and pass what they get to
/// <see cref="AnswerGate"/> alone.
/// </summary>
/// <remarks>
/// Privacy rests on this: an answer depends on the multiset of rows alone, never on their order; each row counts once and in the one
/// cell that its attribute gives it; no value makes an answer fail. Calls take turns.
/// </remarks>
internal interface ISensitiveCounts
{
    /// <summary>The number of rows; changed by <see cref="BoundContributions"/> alone.</summary>
    int RowCount { get; }

    /// <summary>The type of a column, a public fact; null where there is no such column.</summary>
    ColumnType? TypeOf(string column);

    /// <summary>Gives raw columns their types. A text that does not parse becomes missing.</summary>
    void ApplyTypes(Schema schema);

    /// <summary>Keeps a random choice of at most the unit's limit of each entity's rows, and none of rows without an entity.</summary>
    /// <exception cref="Data.Errors.VeilException">The entity column is absent.</exception>
    void BoundContributions(PrivacyUnit unit, AnswerGate draws);

    /// <summary>
    /// The number of rows of each <see cref="Data.Cells.ValueKind"/> in a column of labels, then the number of distinct texts.
    /// </summary>
    long[] Kinds(string column);

    /// <summary>The number of rows of each of <see cref="Data.Schemas.KeyForms.All"/> in a column of labels.</summary>
    long[] KeyForms(string column);

    /// <summary>The labels that occur in a column of labels, each with its number of rows.</summary>
    LabelCounts Labels(string column);

    /// <summary>The number of values in each interval, as <see cref="IntervalCounts"/> defines them; missing values are in none.</summary>
    /// <param name="column">A column of numbers or of dates.</param>
    /// <param name="edges">Increasing, finite numbers.</param>
    long[] Intervals(string column, double[] edges);

    /// <summary>The counts over some attributes of columns of their kind, row-major. Not to be written to.</summary>
    int[] Marginal(Attribute[] attributes);

    /// <summary>A score of each of some marginals. Marginals are likely to be asked for again.</summary>
    long[] ScoreMarginals(Attribute[][] marginals, CountScore score);

    /// <summary>A score of each of many pairs of attributes, whose counts are asked for once.</summary>
    long[] ScorePairs(ImmutableArray<Attribute> attributes, ImmutableArray<(int First, int Second)> pairs, CountScore score);

    /// <summary>The sums over the rows of the products of every two scores of a row, as <see cref="ProductSums"/> defines them.</summary>
    /// <param name="attributes">The attributes, one of which may occur several times.</param>
    /// <param name="scores">For each attribute the score of each of its cells.</param>
    /// <param name="bound">The longest vector of scores of a row; longer ones are scaled down.</param>
    long[] Products(Attribute[] attributes, ImmutableArray<int>[] scores, int bound);
}

/// <summary>A table that has rows to lend to gradients and teachers, and not only counts.</summary>
internal interface ISensitiveRows : ISensitiveCounts
{
    /// <summary>The cells of some attributes.</summary>
    LentRows Lend(Attribute[] attributes);
}

/// <summary>A whole number computed from exact counts and public facts; its sensitivity is the caller's to prove.</summary>
/// <param name="counts">The counts, row-major; more may follow.</param>
/// <param name="index">The index among the marginals that were asked for.</param>
internal delegate long CountScore(ReadOnlySpan<int> counts, int index);

/// <summary>The labels that occur, with exact counts.</summary>
/// <param name="Pool">The texts of the codes.</param>
/// <param name="Codes">The labels that occur.</param>
/// <param name="Counts">A count for each of them and, last, the number of missing values.</param>
internal sealed record LabelCounts(LabelPool Pool, int[] Codes, long[] Counts);
