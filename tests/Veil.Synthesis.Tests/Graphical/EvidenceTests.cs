using FsCheck;
using FsCheck.Fluent;
using Veil.Synthesis.Graphical;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Graphical;

/// <summary>Conditioning gives the conditional of the joint distribution, computed cell by cell.</summary>
public sealed class EvidenceTests
{
    [Fact]
    public void Marginals_given_evidence_are_those_of_the_conditional_joint() =>
        Prop.ForAll(RandomModel.Seeds, seed =>
        {
            var model = RandomModel.Create(seed, 2, 0.15);
            if (model.IsPossible)
            {
                Check(model, new SamplingRandom((ulong)seed, 1));
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));

    [Fact]
    public void Evidence_that_nothing_fits_leaves_nothing()
    {
        var sampler = Sampler(new RandomModel([2, 2], [new(0, 1)], [[0, double.NegativeInfinity, double.NegativeInfinity, 0]]));

        Assert.Equal(0, sampler.Given([[1, 0], [0, 1]], TestContext.Current.CancellationToken).Probability);
        Assert.Equal(0.5, sampler.Given([[1, 0], null], TestContext.Current.CancellationToken).Probability, 1e-12);
    }

    [Fact]
    public void Rows_given_evidence_hold_it()
    {
        var given = Sampler(new RandomModel([3, 4, 2], [new(0, 1), new(1, 2)], [Enumerable.Range(0, 12).Select(i => i / 3.0).ToArray(), new double[8]]))
            .Given([null, [0, 1, 0.5, 0], [0, 1]], TestContext.Current.CancellationToken).Sampler;

        var columns = given.Sample(10_000, new SamplingRandom(3), TestContext.Current.CancellationToken);

        Assert.All(columns[1], cell => Assert.InRange(cell, 1, 2));
        Assert.All(columns[2], cell => Assert.Equal(1, cell));
    }

    private static void Check(RandomModel model, SamplingRandom random)
    {
        var tree = JunctionTree.Build(model.Sizes, model.Sets);
        var calibration = new Calibration(tree, model.Sets);
        var beliefs = calibration.NewBeliefs();
        calibration.Run(model.Potentials, 100, beliefs);
        var evidence = model.Sizes.Select(size => random.NextBelow(2) == 0 ? null : Enumerable.Range(0, size).Select(_ => random.NextBelow(3) / 2.0).ToArray()).ToArray();

        var largest = model.LogJoint.Max();
        var joint = model.LogJoint.Select(value => Math.Exp(value - largest)).ToArray();
        var left = joint.Select((weight, cell) => weight * Enumerable.Range(0, evidence.Length)
            .Aggregate(1.0, (part, attribute) => part * (evidence[attribute]?[RandomModel.Project(model.Sizes, [attribute], cell)] ?? 1))).ToArray();

        var probability = Evidence.Enter(calibration, beliefs, evidence);

        Assert.Equal(left.Sum() / joint.Sum(), probability, 1e-10);
        if (probability > 0)
        {
            for (var i = 0; i < tree.Cliques.Length; i++)
            {
                var expected = RandomModel.Marginal(model.Sizes, tree.Cliques[i], left);
                Assert.All(expected.Zip(beliefs[i]), pair => Assert.Equal(pair.First / left.Sum() * 100, pair.Second, 1e-8));
            }
        }
    }

    private static TreeSampler Sampler(RandomModel model)
    {
        var calibration = new Calibration(JunctionTree.Build(model.Sizes, model.Sets), model.Sets);
        var beliefs = calibration.NewBeliefs();
        calibration.Run(model.Potentials, 100, beliefs);
        return new TreeSampler(calibration, beliefs);
    }
}
