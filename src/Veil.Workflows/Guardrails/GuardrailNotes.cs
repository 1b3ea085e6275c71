using Veil.Data.Schemas;
using Veil.Data.Text;
using Veil.Workflows.Training;

namespace Veil.Workflows.Guardrails;

/// <summary>What the rules say of a request that they do not refuse, from public facts alone.</summary>
public static class GuardrailNotes
{
    private const double NotedEpsilon = 3;
    private const double WarnedEpsilon = 5;
    private const long FewRows = 500;

    /// <summary>The notes on a promise.</summary>
    /// <param name="privacy">A request that was not refused.</param>
    /// <param name="schema">The schema of the table, as far as it is known.</param>
    public static IEnumerable<GuardrailNote> Of(PrivacyRequest privacy, Schema? schema)
    {
        if (privacy.Research)
        {
            yield break;
        }

        if (privacy.Epsilon > NotedEpsilon)
        {
            var factor = NumberText.Of(Math.Exp(privacy.Epsilon), 2);
            yield return new(
                GuardrailCatalog.Epsilon,
                $"Epsilon {NumberText.Of(privacy.Epsilon, 6)} is a {(privacy.Epsilon > WarnedEpsilon ? "weak" : "moderate")} promise: "
                    + $"the odds that a person is in the table may change by a factor of {factor}.");
        }

        if (schema?.Rows is { } rows && privacy.Delta * rows.Value >= 0.1)
        {
            yield return new(
                GuardrailCatalog.Delta,
                "Delta is more than a tenth of 1 divided by the number of rows: leave ‹delta› out to have it chosen far below.");
        }

        if (schema?.Rows is { Value: < FewRows })
        {
            yield return new(
                GuardrailCatalog.FewRows,
                "The schema declares fewer than 500 rows: most of what a model of so few can tell is noise.");
        }
    }
}
