using System.Collections.Immutable;
using Veil.Data.Errors;
using Veil.Privacy.Mechanisms;

namespace Veil.Synthesis.Contracts;

/// <summary>Whose definition of a method is followed.</summary>
public enum MethodVariant
{
    /// <summary>Veil's own: the same idea, with what has been learnt since.</summary>
    Improved,

    /// <summary>As its authors published it, for honest comparisons; end to end private all the same.</summary>
    Original,
}

/// <summary>A set of columns whose joint distribution should be right, and how much it matters.</summary>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Weight">How much it matters, relative to the others; above 0.</param>
public sealed record WorkloadItem(ImmutableArray<string> Columns, double Weight);

/// <summary>
/// How a method is to work where its user may choose. Public: nothing of it may come from the rows. What is null is the
/// method's own choice.
/// </summary>
public sealed record MethodOptions
{
    /// <summary>Whose definition is followed.</summary>
    public MethodVariant Variant { get; init; }

    /// <summary>The most parents of a column in a Bayesian network.</summary>
    public int? Degree { get; init; }

    /// <summary>How much larger than its noise the average count of a table must be (theta-usefulness).</summary>
    public double? Usefulness { get; init; }

    /// <summary>What edges are chosen by in the original variant.</summary>
    public DependenceScore? Score { get; init; }

    /// <summary>The number of columns, 1 to 3, of the marginals that should be right, when no list is given.</summary>
    public int? WorkloadDegree { get; init; }

    /// <summary>The marginals that should be right.</summary>
    public ImmutableArray<WorkloadItem> Workload { get; init; } = [];

    /// <summary>The most megabytes (2^20 bytes) that the tables of the model may take.</summary>
    public double? MaxModelMegabytes { get; init; }

    /// <summary>How many times training goes over the table.</summary>
    public int? Epochs { get; init; }

    /// <summary>The number of records in a step of training.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Refuses options that a method does not know.</summary>
    /// <exception cref="VeilException">Code <c>option-not-for-method</c>.</exception>
    public void RefuseUnknown(SynthesizerInfo method)
    {
        (bool IsSet, MethodOption Option, string Name)[] all =
        [
            (Variant != MethodVariant.Improved, MethodOption.Variant, "--variant original"),
            (Degree is not null, MethodOption.Degree, "--degree"),
            (Usefulness is not null, MethodOption.Usefulness, "--usefulness"),
            (Score is not null, MethodOption.Score, "--score"),
            (WorkloadDegree is not null || Workload.Length > 0, MethodOption.Workload, "--workload"),
            (MaxModelMegabytes is not null, MethodOption.MaxModelSize, "--max-model-size"),
            (Epochs is not null, MethodOption.Epochs, "--epochs"),
            (BatchSize is not null, MethodOption.BatchSize, "--batch-size"),
        ];
        if (all.FirstOrDefault(option => option.IsSet && !method.Options.HasFlag(option.Option)) is { Name: { } name })
        {
            throw new VeilException(
                FaultKind.Usage,
                "option-not-for-method",
                $"The method '{method.Name}' has no use for {name}.",
                "Leave the option out, or choose a method that knows it; 'veil synth --help' says which do.");
        }
    }
}

/// <summary>Options that a method knows.</summary>
[Flags]
public enum MethodOption
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><see cref="MethodOptions.Variant"/>.</summary>
    Variant = 1,

    /// <summary><see cref="MethodOptions.Degree"/>.</summary>
    Degree = 2,

    /// <summary><see cref="MethodOptions.Usefulness"/>.</summary>
    Usefulness = 4,

    /// <summary><see cref="MethodOptions.Score"/>.</summary>
    Score = 8,

    /// <summary><see cref="MethodOptions.Workload"/> and <see cref="MethodOptions.WorkloadDegree"/>.</summary>
    Workload = 16,

    /// <summary><see cref="MethodOptions.MaxModelMegabytes"/>.</summary>
    MaxModelSize = 32,

    /// <summary><see cref="MethodOptions.Epochs"/>.</summary>
    Epochs = 64,

    /// <summary><see cref="MethodOptions.BatchSize"/>.</summary>
    BatchSize = 128,
}
