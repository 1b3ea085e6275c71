using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Data.Text;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Domains;

namespace Veil.Workflows.Training;

/// <summary>The guarantee that is asked for.</summary>
public sealed record PrivacyRequest
{
    /// <summary>Above this an epsilon needs a reason, which the statement then carries.</summary>
    public const double UsualLargestEpsilon = 10;

    /// <summary>Above this an epsilon is refused, whatever the reason.</summary>
    public const double MostEpsilon = 50;

    /// <summary>Below this a declared number of rows is refused.</summary>
    public const long FewestRows = 100;

    /// <summary>The largest delta that is chosen by default.</summary>
    public const double LargestDefaultDelta = 1e-6;

    /// <summary>Above this a delta needs a reason, which the statement then carries.</summary>
    public const double UsualLargestDelta = 1e-3;

    private const string TooLarge = "delta-too-large";
    private const double SmallestEpsilon = 1e-6;
    private const double SmallestDelta = 1e-200;
    private const int LargestMaxRows = 1_000_000;

    /// <summary>Epsilon of the whole run.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Delta of the whole run; null for min(1e-6, 1/n^2) with the declared or a noisy number n of rows.</summary>
    public double? Delta { get; init; }

    /// <summary>The neighbouring relation of the guarantee.</summary>
    public Neighbours Neighbours { get; init; } = Neighbours.AddRemove;

    /// <summary>The reason for which an epsilon above <see cref="UsualLargestEpsilon"/> is accepted.</summary>
    public string? AcceptedBecause { get; init; }

    /// <summary>The reason for which a delta above <see cref="UsualLargestDelta"/> is accepted.</summary>
    public string? AcceptedDeltaBecause { get; init; }

    /// <summary>The limit that no reason lifts: tests that look at files and not at privacy have none.</summary>
    internal double LargestEpsilon { get; init; } = MostEpsilon;

    /// <summary>
    /// True when what the schema lacks is copied from the data for free. Nothing is protected then, and all that is made
    /// says so.
    /// </summary>
    public bool Research { get; init; }

    /// <summary>Seed of repeatable noise, in research mode only.</summary>
    public ulong? NoiseSeed { get; init; }

    /// <summary>The delta for a number of rows.</summary>
    public static double DefaultDelta(double rows) => Math.Min(LargestDefaultDelta, 1 / (Math.Max(1, rows) * Math.Max(1, rows)));

    /// <summary>Refuses what no run may promise, from public facts alone.</summary>
    /// <exception cref="VeilException">The request is out of range or breaks a rule.</exception>
    public void Validate(Schema? schema)
    {
        if (!(Epsilon > 0 && double.IsFinite(Epsilon)))
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "epsilon-not-positive",
                "Epsilon must be a number above 0: there is no privacy budget of zero, and no such thing as switching privacy off.",
                "Give an epsilon such as 1; for values that need no data use ‹job fake›.");
        }

        if (Epsilon < SmallestEpsilon)
        {
            throw new VeilException(
                FaultKind.Usage,
                "epsilon-too-small",
                "With an epsilon below a millionth the noise is larger than any table.",
                "Give an epsilon such as 0.1, or use ‹job fake›, which reads no data at all.");
        }

        if (schema is { MaxRowsPerEntity: > LargestMaxRows })
        {
            throw new VeilException(
                FaultKind.Usage,
                "max-rows-out-of-range",
                "More than a million rows of one entity cannot be protected.",
                "Allow fewer rows per entity; of those that have more, some are chosen at random.");
        }

        if (Epsilon > UsualLargestEpsilon && string.IsNullOrWhiteSpace(AcceptedBecause) && !Research)
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "epsilon-above-limit",
                $"Epsilon {NumberText.Of(Epsilon, 6)} promises very little: the odds that a person is in the data may change by a "
                    + $"factor of {NumberText.Of(Math.Exp(Epsilon), 2)}.",
                "Choose an epsilon of at most 10, or state the reason with ‹accept-epsilon› \"reason\"; "
                    + "it will stand in the statement.");
        }

        if (Epsilon > LargestEpsilon && !Research)
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "epsilon-above-limit",
                $"Epsilon {NumberText.Of(Epsilon, 6)} promises nothing: no reason makes a guarantee of it.",
                "Choose an epsilon of at most 50, with a reason above 10, or use ‹research› for experiments on public tables.");
        }

        if (NoiseSeed is not null && !Research)
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "noise-seed-in-release",
                "Noise with a known seed can be subtracted, so it gives no protection.",
                "Use ‹seed› to repeat the drawing of rows, or ‹research› for experiments on public tables.");
        }

        if (Delta is { } delta && !(delta == 0 || (delta >= SmallestDelta && delta < 1)))
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "delta-out-of-range",
                "Delta must be 0, or a number above 0 and below 1.",
                "Leave it out, or give one far below 1 divided by the number of people, such as 1e-9.");
        }

        if (Delta > UsualLargestDelta && string.IsNullOrWhiteSpace(AcceptedDeltaBecause) && !Research)
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                TooLarge,
                "A delta above 0.001 allows a person's row to be published more often than once in a thousand releases.",
                "Leave it out, give one far below 1 divided by the number of people, or state the reason with ‹accept-delta› "
                    + "\"reason\"; it will stand in the statement.");
        }

        if (schema?.Rows is { } rows)
        {
            RefuseLargeDelta(rows.Value);
        }

        if (!Research && schema is not null)
        {
            RefuseFactsFromData(schema);
            RefuseFewRows(schema);
        }
    }

    private static void RefuseFewRows(Schema schema)
    {
        if (schema.Rows is { Value: < FewestRows })
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "table-too-small",
                "The schema declares fewer than 100 rows: the noise that protects one of so few hides all of them.",
                "Use ‹job fake›, which makes rows from a schema alone, or wait for more rows.");
        }
    }

    private static void RefuseFactsFromData(Schema schema)
    {
        if (schema.Rows?.Source == Provenance.Data)
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "fact-from-data",
                "The schema says that the number of rows was copied from the data, which tells whether one row is in it.",
                "State it with ‹job schema declare› if it is no secret, remove it to have it measured privately, "
                    + "or use ‹research›.");
        }

        if (schema.Rows?.Source == Provenance.Dp)
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "rows-of-another-run",
                "The schema says that the number of rows was learnt privately, which no charge of this run pays for.",
                "Remove it to have it measured from this budget, or state where it comes from with ‹job schema declare› "
                    + "and ‹rows›.");
        }

        if (schema.Dialect?.Source == Provenance.Data)
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "fact-from-data",
                "The schema says that the dialect of the file was read off the rows, where one row may have decided it.",
                "Check the dialect in the schema. If it is right, state it whole with ‹job schema declare SCHEMA› "
                    + "and ‹header›, ‹delimiter›, ‹encoding› and the like; remove it with ‹unknown› dialect to have it "
                    + "read off the header line; or use ‹research›.");
        }

        if (schema.MissingCodes.Source == Provenance.Data)
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "fact-from-data",
                "The schema says that the table's missing codes were copied from the data, which gives no protection.",
                "State them with ‹job schema declare› and ‹missing›, or use ‹research›.");
        }

        var columns = schema.Columns.Where(HasDataFact).ToList();
        if (columns.Count > 0)
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                "fact-from-data",
                $"The schema says that facts about {InWords(columns)} were copied from the data, which gives no protection.",
                "State them with ‹job schema declare SCHEMA COLUMN› where you can vouch for them without looking, "
                    + "remove them with ‹unknown› to have them learnt privately, or use ‹research›.");
        }
    }

    // All columns at once, so that the owner does not have to come back for each.
    private static string InWords(List<ColumnSchema> columns)
    {
        const int Most = 8;
        var named = columns.Take(Most).Select(column =>
            $"'{column.Name}' ({string.Join(", ", FromData(column).Select(fact => fact.Words))})");
        var more = columns.Count > Most ? $" and {columns.Count - Most} more" : "";
        return $"{(columns.Count == 1 ? "column" : "columns")} {string.Join(", ", named)}{more}";
    }

    /// <summary>
    /// Refuses a delta that is too large for a number of rows. Where that number is not declared, delta is compared with one that
    /// was measured with noise, so that a refusal reveals nothing that was not paid for.
    /// </summary>
    /// <param name="rows">A declared, public or noisy number.</param>
    /// <exception cref="VeilException">Code <c>delta-too-large</c>.</exception>
    internal void RefuseLargeDelta(double rows)
    {
        if (Delta * rows >= 1)
        {
            throw new VeilException(
                FaultKind.PrivacyRefusal,
                TooLarge,
                "A delta of 1 divided by the number of rows or more allows whole rows to be published.",
                "Leave it out, or give one far below 1 divided by the number of people.");
        }
    }

    /// <summary>
    /// True when the number of rows is measured before all else: the default delta depends on it, so does whether a delta above the
    /// default ones is refused, the plan of a training, and the budget that learning types and ranges takes.
    /// </summary>
    internal bool CountsRowsFirst(Schema schema, SynthesizerInfo method) =>
        schema.Rows is null
        && (Delta is null or > LargestDefaultDelta
            || (Delta > 0 && (method.ChecksFeasibility || DomainNeeds.MayLearnTypesOrRanges(schema))));

    /// <summary>Refuses what a method can never promise, before anything is read.</summary>
    /// <exception cref="VeilException">Code <c>training-needs-delta</c> or <c>training-needs-add-remove</c>.</exception>
    internal void RefuseUnfit(SynthesizerInfo method)
    {
        if (method.TrainsByStep)
        {
            SubsampledGaussian.CheckAllowed(Delta ?? LargestDefaultDelta, Neighbours);
        }
    }

    private static bool HasDataFact(ColumnSchema column) => FromData(column).Any();

    // Of a column that is left out nothing but the role is used.
    private static IEnumerable<ColumnFact> FromData(ColumnSchema column) => ColumnFact.Of(column)
        .Where(known => known.Source == Provenance.Data && (column.Role.Value != ColumnRole.Drop || known.Fact.Key == "role"))
        .Select(known => known.Fact);
}
