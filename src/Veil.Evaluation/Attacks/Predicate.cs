using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Attacks;

/// <summary>How a value is compared.</summary>
internal enum Comparison
{
    Equal,
    AtMost,
    AtLeast,
    Missing,
}

/// <summary>Something said about one column of a row.</summary>
internal readonly record struct PredicateTerm(int Column, Comparison Comparison, double Value)
{
    public bool Holds(double value) => Comparison switch
    {
        Comparison.Equal => value == Value,
        Comparison.AtMost => value <= Value,
        Comparison.AtLeast => value >= Value,
        _ => double.IsNaN(value),
    };
}

/// <summary>What all conditions say together. An attacker hopes that exactly one person fits.</summary>
internal sealed record Predicate(PredicateTerm[] Conditions)
{
    /// <summary>The number of rows that fit, counted no further than a number.</summary>
    public int Count(Records rows, int most = int.MaxValue)
    {
        var count = 0;
        for (var row = 0; row < rows.Rows && count < most; row++)
        {
            var fits = true;
            for (var i = 0; fits && i < Conditions.Length; i++)
            {
                fits = Conditions[i].Holds(rows.Values[Conditions[i].Column][row]);
            }

            count += fits ? 1 : 0;
        }

        return count;
    }

    /// <summary>How many rows fit each predicate, on all cores.</summary>
    public static int[] CountAll(IReadOnlyList<Predicate> predicates, Records rows, int most, CancellationToken cancellation)
    {
        var counts = new int[predicates.Count];
        Parallel.For(
            0,
            counts.Length,
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            i => counts[i] = predicates[i].Count(rows, most));
        return counts;
    }
}
