namespace PeopleGenerator;

/// <summary>
/// Random draws that are the same everywhere: SplitMix64 (Steele, Lea and Flood, 2014) and plain arithmetic only, no
/// logarithms or cosines, whose last digits differ between machines.
/// </summary>
internal sealed class Draw(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 up to but not including 1.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 up to but not including <paramref name="count"/>.</summary>
    public int Below(int count) => (int)(Uniform() * count);

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>Nearly a standard normal number, within ±6: twelve uniform ones have variance 1.</summary>
    public double Normal()
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
        {
            sum += Uniform();
        }

        return sum;
    }

    /// <summary>A number of at least 0 with the given mean and a long right tail.</summary>
    public double Skewed(double mean) => mean * Exp(0.6 * Normal()) / 1.197;

    /// <summary>The number of successes in many small trials: nearly Poisson.</summary>
    public int Count(double mean)
    {
        const int trials = 100;
        var count = 0;
        for (var i = 0; i < trials; i++)
        {
            count += Chance(mean / trials) ? 1 : 0;
        }

        return count;
    }

    /// <summary>One of the items, with the given weights.</summary>
    public T Pick<T>(ReadOnlySpan<T> items, params ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        var rest = Uniform() * total;
        for (var i = 0; i < weights.Length; i++)
        {
            rest -= weights[i];
            if (rest < 0)
            {
                return items[i];
            }
        }

        return items[weights.Length - 1];
    }

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>e to the power of <paramref name="x"/>, near enough and to the same bit everywhere.</summary>
    private static double Exp(double x)
    {
        var power = 1 + (x / 256);
        for (var i = 0; i < 8; i++)
        {
            power *= power;
        }

        return power;
    }
}
