using Veil.Synthesis.Contracts;

namespace Veil.Synthesis.Methods.Mwem;

/// <summary>The options of multiplicative weights.</summary>
public sealed record MwemOptions : MethodOptions
{
    /// <summary>The marginals that should be accurate.</summary>
    public Workload Workload { get; init; } = new();

    /// <summary>The most megabytes (2^20 bytes) that the tables of the model may take.</summary>
    public double? MaxModelMegabytes { get; init; }

    internal static MethodOptionList List { get; } = new MethodOptionList<MwemOptions>()
        .Add(SharedOptions.Workload, (options, workload) => options with { Workload = workload })
        .Add(SharedOptions.MaxModelSize("25"), (options, size) => options with { MaxModelMegabytes = size });
}
