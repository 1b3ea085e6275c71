namespace Veil.Data.Formats;

/// <summary>The progress of reading.</summary>
/// <param name="BytesRead">Bytes of the source read so far, as stored.</param>
/// <param name="TotalBytes">Size of the source; null when it is not known, as of a pipe.</param>
/// <param name="Rows">Rows kept so far.</param>
public sealed record ReadProgress(long BytesRead, long? TotalBytes, long Rows)
{
    /// <summary>The part that is done, 0 to 1; a half where the size is not known.</summary>
    public double Fraction => TotalBytes is > 0 and var total ? Math.Min(1, BytesRead / (double)total) : 0.5;
}
