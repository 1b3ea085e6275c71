using Veil.Synthesis.Certificates;
using Veil.Synthesis.Models;
using Veil.Workflows.Files;

namespace Veil.Workflows.Models;

/// <summary>The request to show what a model holds.</summary>
public sealed record ModelRequest
{
    /// <summary>The model.</summary>
    public required ModelSource Model { get; init; }

    /// <summary>The confidence with which bounds of errors hold, all together; null when they are not asked for.</summary>
    public double? Confidence { get; init; }
}

/// <summary>What a model holds; it may be published like the model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Certificate">The bounds of its errors; null when they were not asked for.</param>
public sealed record ModelResult(SynthesisModel Model, ErrorCertificate? Certificate);

/// <summary>Opens a model and certifies its errors: free of privacy cost.</summary>
public sealed class ModelJob : IJob<ModelRequest, ModelResult>
{
    /// <inheritdoc/>
    public void Check(ModelRequest request)
    {
    }

    /// <inheritdoc/>
    public ModelResult Run(ModelRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        var model = request.Model.Load();
        return new ModelResult(
            model, request.Confidence is { } confidence ? ErrorCertificate.Of(model, confidence, cancellationToken) : null);
    }
}
