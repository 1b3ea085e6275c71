using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Domains;
using Veil.Synthesis.Graphical;

namespace Veil.Synthesis.Tests.Graphical;

/// <summary>Marginals over any attributes are those of the joint distribution, whether a clique holds them or several.</summary>
public sealed class MarginalQueryTests
{
    private const double Total = 1234.5;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0.2)]
    [InlineData(40, 0.1)]
    public void Every_marginal_of_a_small_model_is_that_of_the_joint(double spread, double zeros) =>
        Prop.ForAll(RandomModel.Seeds, seed =>
        {
            var random = RandomModel.Create(seed, spread, zeros);
            if (random.IsPossible)
            {
                var model = Model(random);
                for (var part = 0; part < 1 << random.Sizes.Length; part++)
                {
                    Check(random, model, part);
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150).WithQuietOnSuccess(true));

    [Fact]
    public void Ends_of_a_chain_and_parts_without_a_tie_are_found()
    {
        double[] Table(int cells, int salt) => [.. Enumerable.Range(0, cells).Select(cell => Math.Sin((cell * 7) + salt))];
        RandomModel[] models =
        [
            new([3, 2, 4, 2, 3, 2], [new(0, 1), new(1, 2), new(2, 3), new(3, 4), new(4, 5)], [Table(6, 1), Table(8, 2), Table(8, 3), Table(6, 4), Table(6, 5)]),
            new([2, 3, 2, 3, 2, 2], [new(0, 3), new(1, 4)], [Table(6, 1), Table(6, 2)]),
            new([2, 3, 4, 2, 2, 3], [new(0, 1), new(0, 2), new(0, 3), new(0, 4), new(0, 5)], [Table(6, 1), Table(8, 2), Table(4, 3), Table(4, 4), Table(6, 5)]),
            new([1, 3, 1, 2], [new(0, 1), new(1, 2), new(2, 3)], [Table(3, 1), Table(3, 2), Table(2, 3)]),
            new([4], [], []),
            new([4], [new(0)], [Table(4, 1)]),
            new([1], [], []),
        ];
        foreach (var random in models)
        {
            var model = Model(random);
            for (var part = 0; part < 1 << random.Sizes.Length; part++)
            {
                Check(random, model, part);
            }
        }
    }

    [Fact]
    public void A_table_on_the_way_that_is_too_large_gives_nothing_and_every_ceiling_above_the_same()
    {
        var random = RandomModel.Create(4, 2, 0);
        for (var seed = 4; random.Sizes.Length < 5 || random.Sets.Length < 4; seed++)
        {
            random = RandomModel.Create(seed, 2, 0);
        }

        var model = Model(random);
        for (var part = 1; part < 1 << random.Sizes.Length; part++)
        {
            var set = Set(random, part);
            var cells = RandomModel.Cells([.. set.Select(attribute => random.Sizes[attribute])]);
            var known = model.Marginal(set)!;
            var isKnown = false;
            Assert.Null(cells > 1 ? model.Marginal(set, cells - 1) : null);
            foreach (var most in Enumerable.Range(1, 4096))
            {
                var marginal = model.Marginal(set, most);
                Assert.True(marginal is not null || !isKnown);
                isKnown |= marginal is not null;
                if (marginal is not null)
                {
                    Assert.Equal(known, marginal);
                    break;
                }
            }

            Assert.True(isKnown);
        }
    }

    [Fact]
    public void Several_threads_get_the_same_answers()
    {
        for (var seed = 100; seed < 130; seed++)
        {
            var random = RandomModel.Create(seed, 3, 0);
            var parts = 1 << random.Sizes.Length;
            var (alone, shared) = (Model(random), Model(random));
            var answers = new double[8 * parts][];

            Parallel.For(0, answers.Length, i => answers[i] = shared.Marginal(Set(random, i % parts))!);

            for (var i = 0; i < answers.Length; i++)
            {
                Assert.Equal(alone.Marginal(Set(random, i % parts)), answers[i]);
            }
        }
    }

    private static GraphicalModel Model(RandomModel random) => GraphicalModel.Of(random.Sizes, random.Sets, random.Potentials, Total);

    private static AttributeSet Set(RandomModel random, int part) => new(Enumerable.Range(0, random.Sizes.Length).Where(i => (part >> i & 1) != 0));

    private static void Check(RandomModel random, GraphicalModel model, int part)
    {
        var set = Set(random, part);
        var (expected, actual) = (random.Marginal([.. set], Total), model.Marginal(set)!);
        Assert.Equal(expected.Length, actual.Length);
        for (var cell = 0; cell < expected.Length; cell++)
        {
            // Written so that what is not a number fails.
            Assert.True(Math.Abs(expected[cell] - actual[cell]) <= 1e-9 * Total, $"{string.Join(' ', set)}: {expected[cell]} but {actual[cell]}");
        }
    }
}
