namespace Veil.Privacy.Accounting;

/// <summary>The discrete Fourier transform of a power of two of complex numbers, in place.</summary>
/// <remarks>
/// Reference: Cooley and Tukey 1965, radix 2. With twiddle factors that are each good to a unit in the last place (no
/// recurrence), the error in the Euclidean norm is below <c>8 log2(N) 2^-53</c> of the result's norm (Higham, "Accuracy
/// and stability of numerical algorithms", 2002, theorem 24.2). Cost: a millisecond for 2^15.
/// </remarks>
internal sealed class FourierTransform
{
    private readonly double[] _cosines;
    private readonly double[] _sines;

    /// <summary>Prepares transforms of a length.</summary>
    /// <param name="length">A power of two, at least 2.</param>
    public FourierTransform(int length)
    {
        Length = length;
        _cosines = new double[length / 2];
        _sines = new double[length / 2];
        for (var i = 0; i < length / 2; i++)
            (_sines[i], _cosines[i]) = Math.SinCos(-2 * Math.PI * i / length);
    }

    /// <summary>The number of points.</summary>
    public int Length { get; }

    /// <summary>Bound of the error of one transform, as a part of the norm of its result.</summary>
    public double RelativeError => 8 * Math.Log2(Length) * Math.ScaleB(1, -53);

    /// <summary>Transforms in place.</summary>
    public void Forward(double[] real, double[] imaginary)
    {
        Reverse(real, imaginary);
        for (int half = 1, step = Length / 2; half < Length; half *= 2, step /= 2)
        {
            for (var start = 0; start < Length; start += 2 * half)
            {
                for (var i = 0; i < half; i++)
                {
                    var (low, high) = (start + i, start + i + half);
                    var (cosine, sine) = (_cosines[i * step], _sines[i * step]);
                    var re = (real[high] * cosine) - (imaginary[high] * sine);
                    var im = (real[high] * sine) + (imaginary[high] * cosine);
                    (real[high], imaginary[high]) = (real[low] - re, imaginary[low] - im);
                    (real[low], imaginary[low]) = (real[low] + re, imaginary[low] + im);
                }
            }
        }
    }

    /// <summary>Undoes <see cref="Forward"/>.</summary>
    public void Inverse(double[] real, double[] imaginary)
    {
        // The inverse is the transform with the two parts exchanged.
        Forward(imaginary, real);
        for (var i = 0; i < Length; i++)
        {
            real[i] /= Length;
            imaginary[i] /= Length;
        }
    }

    private void Reverse(double[] real, double[] imaginary)
    {
        for (int i = 1, j = 0; i < Length; i++)
        {
            var bit = Length >> 1;
            for (; (j & bit) != 0; bit >>= 1)
                j ^= bit;
            j ^= bit;
            if (i < j)
            {
                (real[i], real[j]) = (real[j], real[i]);
                (imaginary[i], imaginary[j]) = (imaginary[j], imaginary[i]);
            }
        }
    }
}
