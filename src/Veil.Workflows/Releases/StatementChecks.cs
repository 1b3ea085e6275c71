using System.Globalization;
using System.Text.Json;
using Veil.Data.Errors;
using Veil.Data.Text;
using Veil.Privacy.Accounting;
using Veil.Synthesis.Models;

namespace Veil.Workflows.Releases;

/// <summary>Checks a privacy statement against itself: nothing but the statement is needed.</summary>
internal static class StatementChecks
{
    // The conversion of charges back to an epsilon may round a little above what was promised: docs/privacy.md, "The accountant".
    private const double Tolerance = 1e-6;

    /// <summary>Reads a statement.</summary>
    /// <exception cref="InvalidDataException">
    /// It is none of this version, was damaged, or what it says of its mode does not follow from its facts: the message is a sentence.
    /// </exception>
    public static PrivacyStatement Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var statement = StatementJson.Read(document.RootElement);
            return !StatementJson.IsAsWritten(utf8)
                ? throw new InvalidDataException("It was changed after it was written: its SHA-256 is absent or another.")
                : document.RootElement.GetProperty("mode").GetString() != ModeOf(statement)
                ? throw new InvalidDataException("Its facts are not those of the mode that it states.")
                : statement;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or OverflowException or VeilException
            or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException("It is not a privacy statement of this version.", fault);
        }
    }

    /// <summary>The bytes of a statement as the program writes it.</summary>
    public static byte[] Write(PrivacyStatement statement)
    {
        using var stream = new MemoryStream();
        StatementJson.Write(statement, stream);
        return stream.ToArray();
    }

    /// <summary>Checks whether the charges that a statement lists are covered by the guarantee that it states.</summary>
    public static IEnumerable<VerifiedPoint> Of(PrivacyStatement statement)
    {
        if (statement.Mode != StatementMode.Release)
        {
            yield return VerifiedPoint.NotChecked(
                "guarantee", $"The statement is of the mode {ModeOf(statement)}: it promises nothing, so there is nothing to check.");
        }
        else if (statement.Guarantee is { } promised && statement.Rule is { } rule)
        {
            yield return Costs(statement, rule);
            yield return Guarantee(statement, promised, rule);
        }
        else
        {
            yield return VerifiedPoint.Of(
                "guarantee",
                statement.Charges.IsEmpty && statement.RowsSource is null,
                "No data were read: epsilon 0.",
                "The statement says that no data were read, and lists what was learnt from them.");
        }
    }

    private static string ModeOf(PrivacyStatement statement) => statement.Mode.ToString().ToLowerInvariant();

    // The cost of each charge follows from its event; those of a training are parts of a budget that no single event tells.
    private static VerifiedPoint Costs(PrivacyStatement statement, CompositionRule rule)
    {
        var wrong = statement.Charges.Count(charge => charge.Event is not SubsampledGaussianEvent
            && !IsClose(charge.Cost, charge.Event.Cost(charge.Prelude ? CompositionRule.PureEpsilon : rule)));
        var spent = statement.Charges.Where(charge => !charge.Prelude && charge.Event is not SubsampledGaussianEvent)
            .Sum(charge => charge.Cost);
        return VerifiedPoint.Of(
            "charges",
            wrong == 0 && IsClose(spent, statement.Spent) && statement.Spent <= statement.Total * (1 + Tolerance),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{statement.Charges.Length} charges cost what their noise costs; together {NumberText.AtMost(statement.Spent, 6)} of "
                    + $"{NumberText.AtMost(statement.Total, 6)} {rule.Currency()}."),
            wrong > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{wrong} charges cost something else than their noise does.")
                : "The charges do not add up to what the statement says was spent, or were more than the budget.");
    }

    private static VerifiedPoint Guarantee(PrivacyStatement statement, PrivacyGuarantee promised, CompositionRule rule)
    {
        try
        {
            var replayed = PrivacyAccountant.Replay(statement.Charges, rule, promised.Delta, promised.Unit, promised.Neighbours);
            var (stated, delta) = (NumberText.AtMost(promised.Epsilon, 6), NumberText.AtMost(promised.Delta));
            return VerifiedPoint.Of(
                "guarantee",
                replayed.Epsilon <= promised.Epsilon * (1 + Tolerance),
                $"The charges give epsilon {NumberText.Of(replayed.Epsilon, 6)} at delta {delta}; the statement says {stated}.",
                $"The charges give epsilon {NumberText.AtMost(replayed.Epsilon, 9)} at delta {delta}, and the statement says {stated}.");
        }
        catch (VeilException fault)
        {
            return VerifiedPoint.Failed("guarantee", fault.Message);
        }
    }

    private static bool IsClose(double one, double other) => Math.Abs(one - other) <= Tolerance * Math.Max(one, other);
}
