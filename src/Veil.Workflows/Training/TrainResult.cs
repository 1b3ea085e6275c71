using Veil.Data.Formats;
using Veil.Synthesis.Models;

namespace Veil.Workflows.Training;

/// <summary>A trained model and how the training went.</summary>
/// <param name="Model">The model.</param>
/// <param name="Reading">Time spent reading the table.</param>
/// <param name="Measuring">Time spent on the private measurements and the fit.</param>
/// <param name="BytesRead">Bytes read.</param>
/// <param name="DroppedRows">
/// Rows left out because they could not be read. An exact number: for the owner's eyes, never part of a release.
/// </param>
public sealed record TrainResult(
    SynthesisModel Model, TimeSpan Reading, TimeSpan Measuring, long BytesRead, long DroppedRows)
{
    /// <summary>Path of the file that the model was saved to; null when it was not, or to a stream.</summary>
    public string? SavedTo { get; init; }

    /// <summary>
    /// True when more rows were left out than kept. An exact fact: for the owner's eyes, never part of a release.
    /// </summary>
    public bool MostRowsDropped { get; init; }

    /// <summary>The reason for which the method was chosen, as a clause that follows "because"; null when the request named it.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Cells in which bytes that are no text were replaced. An exact number: for the owner's eyes, never part of a release.
    /// </summary>
    public long ReplacedCells { get; init; }

    /// <summary>The names that were made for columns of the table: public, as its names are.</summary>
    public IReadOnlyList<MadeName> MadeNames { get; init; } = [];
}
