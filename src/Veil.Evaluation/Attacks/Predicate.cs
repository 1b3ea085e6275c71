using Veil.Evaluation.Tables;

namespace Veil.Evaluation.Attacks;

/// <summary>The comparison of a value.</summary>
internal enum Comparison
{
    Equal,
    AtMost,
    AtLeast,
    Missing,
}

/// <summary>A condition on one column of a row.</summary>
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

/// <summary>A conjunction of conditions. An attacker hopes that exactly one person satisfies it.</summary>
internal sealed record Predicate(PredicateTerm[] Conditions)
{
    /// <summary>The number of rows that fit, counted up to a limit.</summary>
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

    /// <summary>The number of rows that fit each predicate, computed on all cores.</summary>
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
