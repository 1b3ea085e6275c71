using Veil.Evaluation.Attacks;

namespace Veil.Evaluation.Tests.Attacks;

/// <summary>The chance of fitting exactly one person, where it is known without a formula.</summary>
public sealed class SinglingOutProbabilityTests
{
    [Theory]
    [InlineData(0, 0.5, 0)]
    [InlineData(1, 0.3, 0.3)]
    [InlineData(1, 1, 1)]
    [InlineData(2, 0.5, 0.5)]
    [InlineData(5, 0, 0)]
    [InlineData(5, 1, 0)]
    public void Of_few_people(int people, double weight, double expected) =>
        Assert.Equal(expected, SinglingOutProbability.At(people, weight), 1e-12);

    [Theory]
    [InlineData(0, 0, 1, 0)]
    [InlineData(1, 0, 1, 0.5)]
    [InlineData(7, 0.2, 0.2, 0)]
    public void Over_ranges(int people, double least, double most, double expected) =>
        Assert.Equal(expected, SinglingOutProbability.Integral(people, least, most), 1e-12);

    [Fact]
    public void Weights_are_probabilities()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SinglingOutProbability.At(10, 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SinglingOutProbability.At(10, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => SinglingOutProbability.At(-1, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => SinglingOutProbability.Integral(10, 0.5, 0.4));
    }
}
