using Veil.Evaluation.Learners;

namespace Veil.Evaluation.Tests.Learners;

/// <summary>
/// Nine hundred rows of made-up numbers that any program can make again: two numeric columns with more distinct values than
/// there are bins, the second with missing values, and a category of seven levels.
/// </summary>
internal static class Samples
{
    private const int Rows = 900;

    public static double Score(int i) => (2 * A(i)) - B(i) + (0.3 * (C(i) % 3)) + (i * 15485863L % 997 / 997.0);

    public static Features Training(bool missing = true) => Of(
        [.. Enumerable.Range(0, Rows).Select(A)],
        [.. Enumerable.Range(0, Rows).Select(i => missing && i % 13 == 0 ? double.NaN : B(i))],
        [.. Enumerable.Range(0, Rows).Select(i => (double)C(i))]);

    /// <summary>Five rows, one with a missing value and one with a category that training does not have.</summary>
    public static Features Fresh() =>
        Of([.5, .1, .9, .3, .72], [.5, double.NaN, .2, .8, .05], [3, 0, 6, Feature.Unseen, 2]);

    public static LearningTarget Binary() => Classes(i => Score(i) > 1.3 ? 1 : 0, 2);

    public static LearningTarget Three() => Classes(i => Score(i) < 0.9 ? 0 : Score(i) < 1.6 ? 1 : 2, 3);

    public static LearningTarget Number() => LearningTarget.OfNumbers([.. Enumerable.Range(0, Rows).Select(Score)]);

    public static LearningTarget Classes(Func<int, int> code, int classes) =>
        LearningTarget.OfClasses([.. Enumerable.Range(0, Rows).Select(code)], classes);

    public static Features Of(double[] a, double[] b, double[] c) =>
        new([new Feature("a", 0), new Feature("b", 0), new Feature("c", 7)], [a, b, c], a.Length);

    public static void Equal(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    private static double A(int i) => i * 7919L % 1009 / 1009.0;

    private static double B(int i) => i * 104729L % 499 / 499.0;

    private static int C(int i) => i * 31 % 7;
}
