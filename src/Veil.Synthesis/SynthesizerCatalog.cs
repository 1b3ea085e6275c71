using Veil.Data.Errors;
using Veil.Synthesis.Synthesizers.Aim;
using Veil.Synthesis.Synthesizers.CliqueTree;
using Veil.Synthesis.Synthesizers.Copula;
using Veil.Synthesis.Synthesizers.Correlated;
using Veil.Synthesis.Synthesizers.Ctgan;
using Veil.Synthesis.Synthesizers.DpAr;
using Veil.Synthesis.Synthesizers.DpPca;
using Veil.Synthesis.Synthesizers.Independent;
using Veil.Synthesis.Synthesizers.Mixture;
using Veil.Synthesis.Synthesizers.Mst;
using Veil.Synthesis.Synthesizers.Mwem;
using Veil.Synthesis.Synthesizers.PateCtgan;
using Veil.Synthesis.Synthesizers.Random;
using Veil.Synthesis.Synthesizers.Tvae;

namespace Veil.Synthesis;

/// <summary>All methods, one line each. The command line, the documentation and the contract tests read this list.</summary>
public static class SynthesizerCatalog
{
    /// <summary>The methods, simplest first.</summary>
    public static IReadOnlyList<ISynthesizer> All { get; } =
    [
        new RandomSynthesizer(),
        new IndependentSynthesizer(),
        new CorrelatedSynthesizer(),
        new MstSynthesizer(),
        new MwemSynthesizer(),
        new AimSynthesizer(),
        new CliqueTreeSynthesizer(),
        new MixtureSynthesizer(),
        new CopulaSynthesizer(),
        new DpPcaSynthesizer(),
        new DpArSynthesizer(),
        new TvaeSynthesizer(),
        new CtganSynthesizer(),
        new PateCtganSynthesizer(),
    ];

    /// <summary>The method of a name.</summary>
    /// <exception cref="VeilException">There is none.</exception>
    public static ISynthesizer Get(string name) =>
        All.FirstOrDefault(method => method.Info.Name == name)
        ?? throw new VeilException(
            FaultKind.Usage,
            "unknown-method",
            $"There is no method '{name}'.",
            $"Choose one of: {string.Join(", ", All.Select(method => method.Info.Name))}.");
}
