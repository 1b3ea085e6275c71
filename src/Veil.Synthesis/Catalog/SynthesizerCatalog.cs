using Veil.Data.Errors;
using Veil.Synthesis.Contracts;
using Veil.Synthesis.Methods.Aim;
using Veil.Synthesis.Methods.CliqueTree;
using Veil.Synthesis.Methods.Copula;
using Veil.Synthesis.Methods.Correlated;
using Veil.Synthesis.Methods.Ctgan;
using Veil.Synthesis.Methods.DpAr;
using Veil.Synthesis.Methods.DpPca;
using Veil.Synthesis.Methods.Independent;
using Veil.Synthesis.Methods.Mixture;
using Veil.Synthesis.Methods.Mst;
using Veil.Synthesis.Methods.Mwem;
using Veil.Synthesis.Methods.PateCtgan;
using Veil.Synthesis.Methods.Random;
using Veil.Synthesis.Methods.Tvae;

namespace Veil.Synthesis.Catalog;

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
