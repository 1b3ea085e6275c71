namespace Veil.Data.Formats;

/// <summary>The treatment of a row that cannot be read.</summary>
public enum BadRows
{
    /// <summary>Reading stops with an error that names the line.</summary>
    Fail,

    /// <summary>The row is left out, counted and listed. In delimited text each line is then a row of its own, quotes or not.</summary>
    Drop,
}
