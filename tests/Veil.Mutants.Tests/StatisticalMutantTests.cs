namespace Veil.Mutants.Tests;

/// <summary>
/// The statistical audits have the power that they claim: each planted fault is refuted, and the same code without it, compiled and
/// run the same way, is not.
/// </summary>
[Slow]
public class StatisticalMutantTests
{
    private const string Refuted = "The claim is refuted";
    private const string Weak = "The audit found less";

    public static TheoryData<string, Fault, Audit, string> Mutants => new()
    {
        {
            "noise halved",
            Kernel("Mechanisms/CountNoise.cs", "new RoundedGaussian(cost.Sigma)", "new RoundedGaussian(cost.Sigma / 2)"),
            Mechanism("Counts", "GaussianDp"),
            Refuted
        },
        {
            "Laplace noise halved",
            Kernel("Mechanisms/CountNoise.cs", "FromScaleAtLeast(cost.Scale)", "FromScaleAtLeast(cost.Scale / 2)"),
            Mechanism("Numbers_of_rows", "PureEpsilon, AddRemove"),
            Refuted
        },
        {
            "noise of a training halved",
            Kernel("Mechanisms/PrivateTraining.cs", "MultiplyUp(deviation, widening) / grid", "MultiplyUp(deviation, widening) / (2 * grid)"),
            new("Veil.Privacy.Tests", "Audits.TrainingStepAuditTests", "Steps_of_everybody"),
            Refuted
        },
        {
            "choices twice as sharp",
            Kernel("Noise/AnswerGate.cs", "Select(scores, sensitivity, choice.Epsilon", "Select(scores, sensitivity, 2 * choice.Epsilon"),
            Mechanism("Choices_of_marginals", "GaussianDp, AddRemove"),
            Refuted
        },
        {
            "sensitivity of added rows where rows are replaced",
            Kernel("Accounting/Sensitivities.cs", "DirectedRounding.MultiplyUp(unit.MaxRows, _rootTwoUp)", "unit.MaxRows"),
            Mechanism("Counts", "GaussianDp, ReplaceOne"),
            Refuted
        },
        {
            "one kind of answer without its own sensitivity",
            Kernel("Mechanisms/KindHistogram.cs", "(context.L2 * context.L2) + (distinct * distinct)", "context.L2 * context.L2"),
            Mechanism("Kinds_of_text", "GaussianDp"),
            Refuted
        },
        {
            "clip-then-use-raw",
            Kernel("Counting/ProductSums.cs", "Clip(vector, bound);\n                var count", "Clip((long[])vector.Clone(), bound);\n                var count"),
            Mechanism("Products_of_scores", "GaussianDp"),
            Refuted
        },
        {
            "nan-through-clip",
            Kernel("Mechanisms/GradientSum.cs", "return square <= limit * limit;", "return !(square > limit * limit);"),
            new("Veil.Privacy.Tests", "Audits.TrainingStepAuditTests", "Steps_in_which_the_target_has_a_gradient_that_is_no_number"),
            Refuted
        },
        {
            "noise doubled",
            Kernel("Mechanisms/CountNoise.cs", "new RoundedGaussian(cost.Sigma)", "new RoundedGaussian(cost.Sigma * 2)"),
            Mechanism("Counts", "GaussianDp"),
            Weak
        },
    };

    [Theory]
    [MemberData(nameof(Mutants))]
    public async Task A_mutant_is_caught(string name, Fault fault, Audit audit, string alarm)
    {
        using var laboratory = new Laboratory([fault.Project], [fault]);
        var alarms = await laboratory.Alarms(audit);
        Assert.True(alarms.Count > 0, $"{name}: no alarm.");
        Assert.All(alarms, one => Assert.StartsWith(alarm, one));
    }

    [Fact]
    public async Task The_code_as_it_is_raises_no_alarm()
    {
        using var laboratory = new Laboratory(["Veil.Privacy"], []);
        foreach (var audit in Mutants.Select(mutant => mutant.Data.Item3).Distinct())
            Assert.Empty(await laboratory.Alarms(audit));
    }

    [Fact]
    public void A_mutant_that_the_source_has_outgrown_is_an_error()
    {
        var gone = Kernel("PrivateTable.cs", "no such code", "");
        Assert.Contains("not there", Assert.Throws<InvalidOperationException>(() => SourceCopy.Compile(gone.Project, [gone])).Message, StringComparison.Ordinal);
        var common = Kernel("PrivateTable.cs", "lock (_gate)", "");
        Assert.Contains("more than once", Assert.Throws<InvalidOperationException>(() => SourceCopy.Compile(common.Project, [common])).Message, StringComparison.Ordinal);
    }

    private static Fault Kernel(string file, string original, string planted) => new("Veil.Privacy", file, original, planted);

    private static Audit Mechanism(string method, string cases) => new("Veil.Privacy.Tests", "Audits.MechanismAuditTests", method, cases);
}
