using Veil.Synthesis.Contracts;

namespace Veil.Synthesis.Methods.Aim;

/// <summary>The options of the adaptive mechanism.</summary>
public sealed record AimOptions : MethodOptions
{
    /// <summary>The variant that is used.</summary>
    public MethodVariant Variant { get; init; }

    /// <summary>The marginals that should be accurate.</summary>
    public Workload Workload { get; init; } = new();

    /// <summary>The most megabytes (2^20 bytes) that the tables of the model may take.</summary>
    public double? MaxModelMegabytes { get; init; }

    internal static MethodOptionList List { get; } = new MethodOptionList<AimOptions>()
        .Add(SharedOptions.Variant, (options, variant) => options with { Variant = variant })
        .Add(SharedOptions.Workload, (options, workload) => options with { Workload = workload })
        .Add(SharedOptions.MaxModelSize("8"), (options, size) => options with { MaxModelMegabytes = size });
}
