using FsCheck;
using FsCheck.Fluent;
using Veil.Data.Domains;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Graphical;

/// <summary>A small random model and its joint distribution, computed cell by cell.</summary>
internal sealed class RandomModel
{
    public RandomModel(int[] sizes, AttributeSet[] sets, double[][] potentials)
    {
        Sizes = sizes;
        Sets = sets;
        Potentials = potentials;
        LogJoint = [.. Enumerable.Range(0, Cells(sizes)).Select(cell => sets.Select((set, i) => potentials[i][Project(sizes, [.. set], cell)]).Sum())];
    }

    /// <summary>Numbers that stand for random cases.</summary>
    public static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    public int[] Sizes { get; }

    public AttributeSet[] Sets { get; }

    public double[][] Potentials { get; }

    public double[] LogJoint { get; }

    public bool IsPossible => LogJoint.Any(double.IsFinite);

    /// <summary>Up to six attributes of up to four values; potentials of the given spread, some cells impossible.</summary>
    public static RandomModel Create(int seed, double spread, double zeros)
    {
        var random = new SamplingRandom((ulong)seed);
        var sizes = Enumerable.Range(0, 1 + Below(random, 6)).Select(_ => 1 + Below(random, 4)).ToArray();
        var sets = RandomSets(random, sizes.Length, Below(random, 7));
        var potentials = sets.Select(set => Enumerable.Range(0, Cells([.. set.Select(a => sizes[a])]))
            .Select(_ => random.NextDouble() < zeros ? double.NegativeInfinity : spread * ((2 * random.NextDouble()) - 1)).ToArray()).ToArray();
        return new RandomModel(sizes, sets, potentials);
    }

    /// <summary>Distinct sets of one to three attributes.</summary>
    public static AttributeSet[] RandomSets(SamplingRandom random, int attributes, int count) =>
        [.. Enumerable.Range(0, count)
            .Select(_ => new AttributeSet(Enumerable.Range(0, 1 + Below(random, 3)).Select(_ => Below(random, attributes)).ToArray().Distinct()))
            .ToArray().Distinct()];

    public static int Below(SamplingRandom random, int bound) => (int)random.NextBelow(bound);

    public static int Cells(int[] sizes) => sizes.Aggregate(1, (cells, size) => cells * size);

    /// <summary>The cell of a table over some attributes that a cell of the whole table falls into.</summary>
    public static int Project(int[] sizes, int[] kept, int cell)
    {
        var values = new int[sizes.Length];
        for (var i = sizes.Length - 1; i >= 0; i--)
        {
            values[i] = cell % sizes[i];
            cell /= sizes[i];
        }

        return kept.Aggregate(0, (index, attribute) => (index * sizes[attribute]) + values[attribute]);
    }

    /// <summary>The marginal of the joint distribution over some attributes.</summary>
    public double[] Marginal(int[] kept, double total)
    {
        var largest = LogJoint.Max();
        var weights = LogJoint.Select(value => Math.Exp(value - largest)).ToArray();
        var sum = weights.Sum();
        return Marginal(Sizes, kept, [.. weights.Select(weight => weight / sum * total)]);
    }

    /// <summary>The marginal of a table over some attributes.</summary>
    public static double[] Marginal(int[] sizes, int[] kept, double[] table)
    {
        var marginal = new double[Cells([.. kept.Select(a => sizes[a])])];
        for (var cell = 0; cell < table.Length; cell++)
        {
            marginal[Project(sizes, kept, cell)] += table[cell];
        }

        return marginal;
    }
}
