using Veil.Data.Errors;
using Veil.Data.Schemas;
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
using Veil.Synthesis.Models;

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
    /// <exception cref="VeilException">There is no such method.</exception>
    public static ISynthesizer Get(string name) =>
        All.FirstOrDefault(method => method.Info.Name == name)
        ?? throw new VeilException(
            FaultKind.Usage,
            "unknown-method",
            $"There is no method '{name}'.",
            (Spelling.DidYouMean(name, All.Select(method => method.Info.Name)) is { } meant ? meant + " " : "")
                + $"Choose one of: {string.Join(", ", All.Select(method => method.Info.Name))}.");

    /// <summary>Reads a model from a stream that can seek.</summary>
    /// <exception cref="VeilException">It is not a model, is damaged, or was made by a newer version.</exception>
    public static SynthesisModel Load(Stream stream, string displayName)
    {
        var content = ModelFile.Read(stream, displayName);
        var method = All.FirstOrDefault(method => method.Info.Name == content.Method) ?? throw new VeilException(
            FaultKind.BadInput,
            "model-method-unknown",
            $"'{displayName}' was made by a method that this version of Veil does not know"
                + $"{(content.Method.All(char.IsAsciiLetterOrDigit) ? $": {content.Method}" : "")}.",
            "Use the version of Veil that made it, or a newer one; "
                + $"this one knows {string.Join(", ", All.Select(known => known.Info.Name))}.");
        return new SynthesisModel(content, method);
    }
}
