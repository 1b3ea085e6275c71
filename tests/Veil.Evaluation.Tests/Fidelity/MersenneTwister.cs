namespace Veil.Evaluation.Tests.Fidelity;

/// <summary>The random numbers of numpy's RandomState, to draw the very sets of columns that the reference program drew.</summary>
/// <remarks>Reference: MT19937 (Matsumoto and Nishimura 1998), seeded by one 32-bit number.</remarks>
internal sealed class MersenneTwister
{
    private const int Size = 624;

    private readonly uint[] _state = new uint[Size];
    private int _place = Size;

    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (var i = 1; i < Size; i++)
        {
            _state[i] = (1812433253 * (_state[i - 1] ^ (_state[i - 1] >> 30))) + (uint)i;
        }
    }

    /// <summary>What <c>RandomState.choice(count, most, replace=False)</c> gives, sorted.</summary>
    public int[] Choose(int count, int most)
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            var j = (int)Below((uint)i);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return [.. order.Take(most).Order()];
    }

    // A number from 0 to the largest, by throwing away those beyond it.
    private uint Below(uint largest)
    {
        var mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(largest);
        uint value;
        do
        {
            value = Next() & mask;
        }
        while (value > largest);
        return value;
    }

    private uint Next()
    {
        if (_place == Size)
        {
            for (var i = 0; i < Size; i++)
            {
                var y = (_state[i] & 0x80000000) | (_state[(i + 1) % Size] & 0x7fffffff);
                _state[i] = _state[(i + 397) % Size] ^ (y >> 1) ^ ((y & 1) * 0x9908b0df);
            }

            _place = 0;
        }

        var value = _state[_place++];
        value ^= value >> 11;
        value ^= (value << 7) & 0x9d2c5680;
        value ^= (value << 15) & 0xefc60000;
        return value ^ (value >> 18);
    }
}
