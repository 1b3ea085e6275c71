using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Veil.Synthesis.Neural;

/// <summary>
/// The innermost loop of a product: a tile of C, as many rows as requested and two vectors wide, kept in registers.
/// </summary>
/// <remarks>
/// Reference: Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008. The tile must leave registers
/// for two vectors of B and one number of A: 12 x 2 of 32, or 6 x 2 of 16. The number of rows is a type, so the compiler drops
/// the lines of rows that a tile does not have and makes a separate loop for each height.
/// </remarks>
internal abstract class MicroKernel
{
    /// <summary>The kernel of this machine.</summary>
    public static MicroKernel Best { get; } =
        Vector512.IsHardwareAccelerated ? new MicroKernel<Vector512<float>, Lanes512>(12)
        : Vector256.IsHardwareAccelerated ? new MicroKernel<Vector256<float>, Lanes256>(6)
        : new MicroKernel<Vector128<float>, Lanes128>(6);

    /// <summary>Makes a kernel.</summary>
    protected MicroKernel(int maxRows, int columns) => (MaxRows, Columns) = (maxRows, columns);

    /// <summary>The most rows of a tile.</summary>
    public int MaxRows { get; }

    /// <summary>The columns of a tile.</summary>
    public int Columns { get; }

    /// <summary>Computes a tile.</summary>
    /// <param name="rows">Rows of the tile, 1 to <see cref="MaxRows"/>.</param>
    /// <param name="k">The inner dimension, above 0.</param>
    /// <param name="a">A panel of A: for each inner index the numbers of all rows.</param>
    /// <param name="b">A panel of B: for each inner index the numbers of all columns.</param>
    /// <param name="c">The tile.</param>
    /// <param name="ldc">The distance between its rows.</param>
    /// <param name="add">True when the tile is added to.</param>
    public abstract void Multiply(int rows, int k, ref float a, ref float b, ref float c, int ldc, bool add);
}

/// <summary>The kernel of a width of vectors.</summary>
internal sealed class MicroKernel<TVector, TLanes>(int maxRows) : MicroKernel(maxRows, 2 * TLanes.Count)
    where TVector : struct
    where TLanes : ILanes<TVector>
{
    private interface IRows
    {
        static abstract int Count { get; }
    }

    /// <inheritdoc/>
    public override void Multiply(int rows, int k, ref float a, ref float b, ref float c, int ldc, bool add)
    {
        switch (rows)
        {
            case 1:
                Tile<Rows1>(k, ref a, ref b, ref c, ldc, add);
                break;
            case 2:
                Tile<Rows2>(k, ref a, ref b, ref c, ldc, add);
                break;
            case 3:
                Tile<Rows3>(k, ref a, ref b, ref c, ldc, add);
                break;
            case 4:
                Tile<Rows4>(k, ref a, ref b, ref c, ldc, add);
                break;
            case 5:
                Tile<Rows5>(k, ref a, ref b, ref c, ldc, add);
                break;
            case 6:
                Tile<Rows6>(k, ref a, ref b, ref c, ldc, add);
                break;
            case 7:
                Tile<Rows7>(k, ref a, ref b, ref c, ldc, add);
                break;
            case 8:
                Tile<Rows8>(k, ref a, ref b, ref c, ldc, add);
                break;
            case 9:
                Tile<Rows9>(k, ref a, ref b, ref c, ldc, add);
                break;
            case 10:
                Tile<Rows10>(k, ref a, ref b, ref c, ldc, add);
                break;
            case 11:
                Tile<Rows11>(k, ref a, ref b, ref c, ldc, add);
                break;
            case 12:
                Tile<Rows12>(k, ref a, ref b, ref c, ldc, add);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<TRows>(int k, ref float a, ref float b, ref float c, int ldc, bool add)
        where TRows : IRows
    {
        TVector c0x0 = default, c0x1 = default;
        TVector c1x0 = default, c1x1 = default;
        TVector c2x0 = default, c2x1 = default;
        TVector c3x0 = default, c3x1 = default;
        TVector c4x0 = default, c4x1 = default;
        TVector c5x0 = default, c5x1 = default;
        TVector c6x0 = default, c6x1 = default;
        TVector c7x0 = default, c7x1 = default;
        TVector c8x0 = default, c8x1 = default;
        TVector c9x0 = default, c9x1 = default;
        TVector c10x0 = default, c10x1 = default;
        TVector c11x0 = default, c11x1 = default;
        for (; k > 0; k--)
        {
            var b0 = TLanes.Load(ref b);
            var b1 = TLanes.Load(ref Unsafe.Add(ref b, TLanes.Count));
            if (TRows.Count > 0) MultiplyAdd(Unsafe.Add(ref a, 0), b0, b1, ref c0x0, ref c0x1);
            if (TRows.Count > 1) MultiplyAdd(Unsafe.Add(ref a, 1), b0, b1, ref c1x0, ref c1x1);
            if (TRows.Count > 2) MultiplyAdd(Unsafe.Add(ref a, 2), b0, b1, ref c2x0, ref c2x1);
            if (TRows.Count > 3) MultiplyAdd(Unsafe.Add(ref a, 3), b0, b1, ref c3x0, ref c3x1);
            if (TRows.Count > 4) MultiplyAdd(Unsafe.Add(ref a, 4), b0, b1, ref c4x0, ref c4x1);
            if (TRows.Count > 5) MultiplyAdd(Unsafe.Add(ref a, 5), b0, b1, ref c5x0, ref c5x1);
            if (TRows.Count > 6) MultiplyAdd(Unsafe.Add(ref a, 6), b0, b1, ref c6x0, ref c6x1);
            if (TRows.Count > 7) MultiplyAdd(Unsafe.Add(ref a, 7), b0, b1, ref c7x0, ref c7x1);
            if (TRows.Count > 8) MultiplyAdd(Unsafe.Add(ref a, 8), b0, b1, ref c8x0, ref c8x1);
            if (TRows.Count > 9) MultiplyAdd(Unsafe.Add(ref a, 9), b0, b1, ref c9x0, ref c9x1);
            if (TRows.Count > 10) MultiplyAdd(Unsafe.Add(ref a, 10), b0, b1, ref c10x0, ref c10x1);
            if (TRows.Count > 11) MultiplyAdd(Unsafe.Add(ref a, 11), b0, b1, ref c11x0, ref c11x1);
            a = ref Unsafe.Add(ref a, TRows.Count);
            b = ref Unsafe.Add(ref b, 2 * TLanes.Count);
        }

        if (TRows.Count > 0) Store(c0x0, c0x1, ref Unsafe.Add(ref c, (nint)0 * ldc), add);
        if (TRows.Count > 1) Store(c1x0, c1x1, ref Unsafe.Add(ref c, (nint)1 * ldc), add);
        if (TRows.Count > 2) Store(c2x0, c2x1, ref Unsafe.Add(ref c, (nint)2 * ldc), add);
        if (TRows.Count > 3) Store(c3x0, c3x1, ref Unsafe.Add(ref c, (nint)3 * ldc), add);
        if (TRows.Count > 4) Store(c4x0, c4x1, ref Unsafe.Add(ref c, (nint)4 * ldc), add);
        if (TRows.Count > 5) Store(c5x0, c5x1, ref Unsafe.Add(ref c, (nint)5 * ldc), add);
        if (TRows.Count > 6) Store(c6x0, c6x1, ref Unsafe.Add(ref c, (nint)6 * ldc), add);
        if (TRows.Count > 7) Store(c7x0, c7x1, ref Unsafe.Add(ref c, (nint)7 * ldc), add);
        if (TRows.Count > 8) Store(c8x0, c8x1, ref Unsafe.Add(ref c, (nint)8 * ldc), add);
        if (TRows.Count > 9) Store(c9x0, c9x1, ref Unsafe.Add(ref c, (nint)9 * ldc), add);
        if (TRows.Count > 10) Store(c10x0, c10x1, ref Unsafe.Add(ref c, (nint)10 * ldc), add);
        if (TRows.Count > 11) Store(c11x0, c11x1, ref Unsafe.Add(ref c, (nint)11 * ldc), add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAdd(float a, TVector b0, TVector b1, ref TVector c0, ref TVector c1)
    {
        var spread = TLanes.Spread(a);
        c0 = TLanes.MultiplyAdd(spread, b0, c0);
        c1 = TLanes.MultiplyAdd(spread, b1, c1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector c0, TVector c1, ref float c, bool add)
    {
        ref var right = ref Unsafe.Add(ref c, TLanes.Count);
        if (add)
        {
            c0 = TLanes.Add(c0, TLanes.Load(ref c));
            c1 = TLanes.Add(c1, TLanes.Load(ref right));
        }

        TLanes.Store(c0, ref c);
        TLanes.Store(c1, ref right);
    }

    private readonly struct Rows1 : IRows
    {
        public static int Count => 1;
    }

    private readonly struct Rows2 : IRows
    {
        public static int Count => 2;
    }

    private readonly struct Rows3 : IRows
    {
        public static int Count => 3;
    }

    private readonly struct Rows4 : IRows
    {
        public static int Count => 4;
    }

    private readonly struct Rows5 : IRows
    {
        public static int Count => 5;
    }

    private readonly struct Rows6 : IRows
    {
        public static int Count => 6;
    }

    private readonly struct Rows7 : IRows
    {
        public static int Count => 7;
    }

    private readonly struct Rows8 : IRows
    {
        public static int Count => 8;
    }

    private readonly struct Rows9 : IRows
    {
        public static int Count => 9;
    }

    private readonly struct Rows10 : IRows
    {
        public static int Count => 10;
    }

    private readonly struct Rows11 : IRows
    {
        public static int Count => 11;
    }

    private readonly struct Rows12 : IRows
    {
        public static int Count => 12;
    }
}
