using Veil.Synthesis.Contracts;

namespace Veil.Synthesis.Methods.CliqueTree;

/// <summary>The options of the tree of cliques.</summary>
public sealed record CliqueTreeOptions : MethodOptions
{
    /// <summary>The most megabytes (2^20 bytes) that the tables of the model may take.</summary>
    public double? MaxModelMegabytes { get; init; }

    internal static MethodOptionList List { get; } = new MethodOptionList<CliqueTreeOptions>()
        .Add(SharedOptions.MaxModelSize("256"), (options, size) => options with { MaxModelMegabytes = size });
}
