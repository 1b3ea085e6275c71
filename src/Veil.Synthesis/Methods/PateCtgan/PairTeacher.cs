using Veil.Privacy.Mechanisms;

namespace Veil.Synthesis.Methods.PateCtgan;

/// <summary>
/// A teacher of a few rows: it takes a candidate for a row when the candidate is more like its own rows than like generated
/// ones. A network would memorise so few rows; a mean of similarities has nothing to fit.
/// </summary>
/// <param name="kernel">The similarity of records, from noisy counts.</param>
/// <param name="likeFakes">The similarity of each candidate of the next vote to generated records; computed once for all
/// teachers.</param>
internal sealed class PairTeacher(PairKernel kernel, double[] likeFakes) : ITeacher
{
    private ushort[] _rows = [];

    /// <inheritdoc/>
    public void Train(RecordBatch rows, RecordBatch fakes)
    {
        _rows = new ushort[rows.Count * rows.Attributes];
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].CopyTo(_rows.AsSpan(i * rows.Attributes));
        }
    }

    /// <inheritdoc/>
    /// <remarks>Without rows it takes no candidate.</remarks>
    public void Vote(RecordBatch candidates, Span<bool> votes)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            votes[i] = _rows.Length > 0 && kernel.Mean(candidates[i], new RecordBatch(_rows, candidates.Attributes)) > likeFakes[i];
        }
    }
}
