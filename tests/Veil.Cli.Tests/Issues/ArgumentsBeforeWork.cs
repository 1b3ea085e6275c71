using Veil.Workflows.Evaluating;

namespace Veil.Cli.Tests.Issues;

/// <summary>
/// Some commands read tables, or trained, before they found that an option was wrong or an output taken. Here every input is
/// absent or nonsense: whoever looked at it first would complain of that. An @ stands for the folder of the test.
/// </summary>
public sealed class ArgumentsBeforeWork : Workplace
{
    public static TheoryData<string, string> Contradictions { get; } = new()
    {
        // What exists, or has no folder.
        { "file-exists", "synth ABSENT --epsilon 1 -o TAKEN" },
        { "folder-absent", "synth ABSENT --epsilon 1 -o @nowhere/x.csv" },
        { "file-exists", "train ABSENT --epsilon 1 -o TAKEN" },
        { "folder-absent", "train ABSENT --epsilon 1 -o @x.veil --checkpoint @nowhere/c.veil -m dp-ar" },
        { "file-exists", "embed ABSENT -s SCHEMA --epsilon 1 -o TAKEN" },
        { "file-exists", "sample ABSENT -o TAKEN" },
        { "file-exists", "fake ABSENT -o TAKEN" },
        { "file-exists", "split ABSENT -o TAKEN --rest @r.csv" },
        { "file-exists", "split ABSENT -o @t.csv --rest TAKEN" },
        { "folder-absent", "split ABSENT -o @t.csv --rest @nowhere/r.csv" },
        { "file-exists", "evaluate ABSENT --real ABSENT --report TAKEN" },
        { "file-exists", "evaluate ABSENT --real ABSENT --json TAKEN" },
        { "file-exists", "schema infer ABSENT -o TAKEN" },
        { "file-exists", "model report ABSENT -o TAKEN" },

        // Two results in one place, or a result in the place of what is read.
        { "two-outputs", "synth ABSENT --epsilon 1 -o - --json" },
        { "output-is-input", "synth TAKEN --epsilon 1 -o TAKEN --force" },
        { "output-is-input", "synth ABSENT -s SCHEMA --epsilon 1 -o SCHEMA --force" },
        { "output-is-input", "train TAKEN --epsilon 1 -o TAKEN --force" },
        { "same-output", "train ABSENT --epsilon 1 -o @x.veil --checkpoint @x.veil -m dp-ar" },
        { "same-output", "embed ABSENT -s SCHEMA --epsilon 1 -o @x.unprotected.csv --encode-real @x.csv" },
        { "points-to-stdout", "embed ABSENT -s SCHEMA --epsilon 1 -o -" },
        { "points-to-stdout", "embed SCHEMA -s SCHEMA --epsilon 1 -o @x.csv --encode-real -" },
        { "output-absent", "embed - -s SCHEMA --epsilon 1" },
        { "two-outputs", "sample ABSENT --json" },
        { "output-is-input", "sample TAKEN -o TAKEN --force" },
        { "output-is-input", "fake TAKEN -o TAKEN --force" },
        { "same-output", "split ABSENT -o @t.csv --rest @t.csv" },
        { "output-is-input", "split TAKEN -o TAKEN --rest @r.csv --force" },
        { "split-to-stdout", "split ABSENT -o - --rest @r.csv" },
        { "same-output", "evaluate ABSENT --real ABSENT --report @x --json @x" },
        { "output-is-input", "evaluate TAKEN --real ABSENT --report TAKEN --force" },
        { "report-to-stdout", "evaluate ABSENT --real ABSENT --report -" },
        { "output-is-input", "schema infer TAKEN -o TAKEN --force" },
        { "output-is-input", "model report TAKEN -o TAKEN --force" },
        { "report-to-stdout", "model report ABSENT -o -" },

        // Numbers that are out of range, or that nothing asks for.
        { "bad-option", "split ABSENT -o @t.csv --rest @r.csv --holdout 1" },
        { "bad-option", "evaluate ABSENT --real ABSENT --fail-under columns.total-variation.mean" },
        { "unknown-finding", "evaluate ABSENT --real ABSENT --fail-under columns.totl-variation.mean=1" },
        { "unknown-finding", "evaluate ABSENT --real ABSENT --fail-under nonsense=1" },
        { "finding-not-measured", "evaluate ABSENT --real ABSENT --fail-under utility.logistic-regression.auc.synthetic=1" },
        { "finding-not-measured", "evaluate ABSENT --real ABSENT --holdout ABSENT --fail-under fairness.group-share=1" },
        { "finding-not-measured", "evaluate ABSENT --real ABSENT --fail-under privacy.membership.distance.auc=1" },
        { "confidence-without-errors", "model show ABSENT --confidence 0.9" },
        { "measurements-as-json", "model show ABSENT --measurements --json" },
        { "delta-too-large", "synth ABSENT --epsilon 1 --delta 0.9 -o @x.csv" },
        { "delta-too-large", "train ABSENT --epsilon 1 --delta 0.9 -o @x.veil" },
        { "delta-too-large", "embed ABSENT -s SCHEMA --epsilon 1 --delta 0.9" },
        { "delta-too-large", "plan -s SCHEMA --epsilon 1 --delta 0.9" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Are_refused_before_anything_is_read(string code, string line)
    {
        var taken = Write("taken.csv", "mine");

        var run = Run([.. line.Split(' ').Select(word => word switch
        {
            "ABSENT" => PathOf("absent"),
            "TAKEN" => taken,
            "SCHEMA" => Schema,
            ['@', .. var name] => PathOf(name),
            _ => word,
        })]);

        run.AssertFault(code == "delta-too-large" ? ExitCodes.PrivacyRefusal : ExitCodes.Usage, code);
        Assert.Equal("mine", File.ReadAllText(taken));
        Assert.Equal(["people.csv", "people.schema.json", "taken.csv"], Files);
    }

    [Fact]
    public void A_name_of_a_number_is_known_beforehand_if_an_evaluation_has_it()
    {
        Assert.Equal(0, Run("split", Table, "-o", PathOf("t.csv"), "--rest", PathOf("h.csv"), "--seed", "1", "-q").Exit);
        Assert.Equal(0, Run("fake", Schema, "-n", "150", "-o", PathOf("s.csv"), "-q").Exit);
        var run = Run(
            "evaluate", PathOf("s.csv"), "--real", PathOf("t.csv"), "--holdout", PathOf("h.csv"), "-s", Schema, "--target", "age", "--protected", "town", "--json");

        Assert.Equal(0, run.Exit);
        var names = run.Json.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("id").GetString()!).Distinct().ToList();
        Assert.InRange(names.Count, 20, 400);
        foreach (var name in names)
        {
            EvaluationCheck.Parse($"{name}=1")!.RefuseImpossible(hasTarget: true, hasHoldout: true, hasGroups: true);
        }
    }
}
