using System.CommandLine;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Contracts;
using Veil.Workflows.Files;

namespace Veil.Cli;

/// <summary>The options of all methods of the catalog as options of a command: one for each name.</summary>
internal sealed class CatalogOptions
{
    private readonly IReadOnlyList<(MethodOption Option, Option<string?> Argument)> _all;

    /// <summary>Makes the options.</summary>
    /// <param name="ofTraining">True for the options of the training of a network, false for all others.</param>
    public CatalogOptions(bool ofTraining) => _all =
    [
        .. SynthesizerCatalog.All.SelectMany(method => method.Info.Options.All)
            .Where(option => option.IsOfTraining == ofTraining)
            .DistinctBy(option => option.Name)
            .Select(option => (option, Argument(option))),
    ];

    /// <summary>The options.</summary>
    public Option[] All => [.. _all.Select(pair => pair.Argument)];

    /// <summary>The options that were given, by name.</summary>
    public IEnumerable<KeyValuePair<string, string>> Read(ParseResult parsed) => _all
        .Select(pair => (pair.Option, Value: parsed.GetValue(pair.Argument)))
        .Where(pair => pair.Value is not null)
        .Select(pair => KeyValuePair.Create(
            pair.Option.Name, IsFile(pair.Option, pair.Value!) ? WorkloadFile.Load(pair.Value!) : pair.Value!));

    private static bool IsFile(MethodOption option, string value) => option.Kind == MethodOptionKind.Workload && !option.Accepts(value);

    private static Option<string?> Argument(MethodOption option)
    {
        var argument = new Option<string?>($"--{option.Name}")
        {
            HelpName = option.Form,
            Description = $"{option.Description} Default: {Default(option)}. For: {MethodsOf(option)}.",
        };
        if (option.Kind != MethodOptionKind.Workload)
        {
            argument.CustomParser = Options.Parse<string?>(text => (option.Accepts(text), text), option.Expected);
        }

        return argument;
    }

    private static string MethodsOf(MethodOption option) =>
        string.Join(", ", SynthesizerCatalog.All.Where(method => method.Info.Options.Has(option.Name)).Select(method => method.Info.Name));

    // Methods that do the same without an option are named together, and not at all where all do.
    private static string Default(MethodOption option)
    {
        var defaults = SynthesizerCatalog.All
            .SelectMany(method => method.Info.Options.All
                .Where(same => same.Name == option.Name).Select(same => (method.Info.Name, same.Default)))
            .GroupBy(pair => pair.Default, pair => pair.Name)
            .ToList();
        return defaults is [var one] ? one.Key : string.Join("; ", defaults.Select(group => $"{group.Key} ({string.Join(", ", group)})"));
    }
}
