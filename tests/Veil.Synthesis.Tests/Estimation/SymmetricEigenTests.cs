using Veil.Data.Numerics;
using Veil.Synthesis.Estimation;
using Veil.Synthesis.Sampling;

namespace Veil.Synthesis.Tests.Estimation;

/// <summary>Eigenvectors put a matrix together again.</summary>
public sealed class SymmetricEigenTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    public void A_matrix_is_the_sum_of_its_parts(int size)
    {
        var matrix = Random(size);

        var (values, vectors) = SymmetricEigen.Of(matrix);

        Assert.Equal(values.OrderDescending(), values);
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                Assert.Equal(matrix[i, j], Enumerable.Range(0, size).Sum(k => values[k] * vectors[k][i] * vectors[k][j]), 1e-9);
                Assert.Equal(i == j ? 1 : 0, vectors[i].Zip(vectors[j], (a, b) => a * b).Sum(), 1e-9);
            }
        }
    }

    [Fact]
    public void The_largest_are_those_of_the_whole()
    {
        // Eigenvalues far apart, as those that a few components stand out by.
        var size = 60;
        var (_, directions) = SymmetricEigen.Of(Random(size));
        double[] wanted = [.. Enumerable.Range(0, size).Select(i => i < 4 ? 10.0 - (2 * i) : 0.5 * Math.Cos(i))];
        var matrix = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                matrix[i, j] = Enumerable.Range(0, size).Sum(k => wanted[k] * directions[k][i] * directions[k][j]);
            }
        }

        var (values, vectors) = LargestEigen.Of(matrix, 4);

        for (var k = 0; k < 4; k++)
        {
            Assert.Equal(wanted[k], values[k], 1e-8);
            Assert.Equal(1, Math.Abs(vectors[k].Zip(directions[k], (a, b) => a * b).Sum()), 1e-8);
        }
    }

    [Fact]
    public void Quantiles_are_where_the_tail_has_the_probability()
    {
        foreach (var probability in new[] { 1e-300, 1e-20, 1e-8, 0.001, 0.2, 0.4999, 0.5 })
        {
            var quantile = StandardNormal.Quantile(probability);
            Assert.Equal(1, StandardNormal.Above(-quantile) / probability, 1e-9);
            Assert.Equal(-quantile, probability < 1e-15 ? -quantile : StandardNormal.Quantile(1 - probability), 1e-6);
        }

        Assert.Equal(1.959963984540054, StandardNormal.Quantile(0.975), 1e-12);
        Assert.Equal(double.NegativeInfinity, StandardNormal.Quantile(0));
        Assert.Equal(double.PositiveInfinity, StandardNormal.Quantile(1));
    }

    private static double[,] Random(int size)
    {
        var random = new SamplingRandom((ulong)size);
        var matrix = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                matrix[i, j] = matrix[j, i] = random.NextNormal();
            }
        }

        return matrix;
    }
}
