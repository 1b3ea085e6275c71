using System.Collections.Immutable;

namespace Veil.Workflows.Guardrails;

/// <summary>The rules, one a line: the command line names them in refusals, the documents list them.</summary>
public static class GuardrailCatalog
{
    /// <summary>Epsilon.</summary>
    public static Guardrail Epsilon { get; } = new(
        "G2",
        "An epsilon above 3 is noted, above 5 warned of, above 10 needs a reason that the statement quotes, above 50 is refused.",
        "The odds that a person is in the table may change by a factor of e to the power of epsilon: above 10 that hardly protects.",
        ["epsilon-above-limit", "epsilon-not-positive", "epsilon-too-small"]);

    /// <summary>Delta.</summary>
    public static Guardrail Delta { get; } = new(
        "G3",
        "A delta of 1 divided by the number of rows or more is refused, a tenth of it is warned of, above 0.001 it needs a reason.",
        "Delta is the chance that the promise fails; at one over the number of rows a mechanism may publish a whole row.",
        ["delta-too-large", "delta-out-of-range", "delta-above-ceiling"]);

    /// <summary>The unit of privacy.</summary>
    public static Guardrail Unit { get; } = new(
        "G6",
        "What is protected is stated: each row, or each entity with at most so many rows, of which more are left out at random.",
        "A person with thirty rows is protected thirty times less where each row is.",
        ["max-rows-out-of-range", "entity-not-in-schema", "unit-of-another-kind"]);

    /// <summary>Small tables.</summary>
    public static Guardrail FewRows { get; } = new(
        "G10",
        "A declared number of rows below 500 is warned of, below 100 it is refused.",
        "The noise that hides one person hides most of what so few rows could tell.",
        ["table-too-small", "budget-too-small"]);

    /// <summary>All rules, by name.</summary>
    public static ImmutableArray<Guardrail> All { get; } =
    [
        new(
            "G1",
            "A run protects the rows unless research or no privacy is asked for by name; then the model, the file and the statement are "
                + "stamped.",
            "Outputs without a guarantee look like those with one.",
            ["research-in-ledger"]),
        Epsilon,
        Delta,
        new(
            "G4",
            "A charge that does not fit the account is refused; the refusal names the epsilon that would fit.",
            "Releases about the same people add up, so a limit that can be passed once is none.",
            ["account-exceeded", "reservation-expired"]),
        new(
            "G5",
            "Bounds, categories and other facts that were copied from the rows are refused.",
            "An exact minimum is a value of one person.",
            ["fact-from-data", "rows-of-another-run"]),
        Unit,
        new(
            "G8",
            "What was computed from the real rows by an evaluation is internal and enters no release.",
            "An evaluation compares with real rows and protects nobody.",
            ["not-for-release"]),
        new(
            "G9",
            "Identifiers, personal data and free text are never read by a method; they are made up or left empty.",
            "No noise hides a name that is written out.",
            []),
        FewRows,
        new(
            "G12",
            "The same rows under another name or in another order belong to the account that they were charged to.",
            "A fresh account would forget what was spent on the same people.",
            ["rows-of-another-account"]),
        new(
            "G13",
            "A table with the columns of another account is noted: the same people belong into one account.",
            "Next month's extract is about mostly the same people.",
            []),
        new(
            "G14",
            "The number of rows is published only as declared, or measured with noise, or where all compared tables have the same.",
            "An exact count tells whether one person was counted.",
            ["bad-rows-with-replace", "score-needs-public-rows"]),
        new(
            "G16",
            "Noise with a known seed is refused outside research.",
            "Who knows the seed can subtract the noise.",
            ["noise-seed-in-release"]),
    ];

    /// <summary>The rule by which a fault of a code refuses; null where it is no rule's.</summary>
    public static Guardrail? Of(string code) => All.FirstOrDefault(rule => rule.Codes.Contains(code));
}
