using System.CommandLine;
using Veil.Data.Schemas;
using Veil.Synthesis.Catalog;

namespace Veil.Cli;

/// <summary>The options for the method and its parameters.</summary>
internal sealed class MethodChoice
{
    private readonly Option<string> _method = Options.Method();
    private readonly CatalogOptions _modelling = new(ofTraining: false);
    private readonly CatalogOptions _training = new(ofTraining: true);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(ExplainedCommand command)
    {
        command.Add(_method);
        command.AddGroup("Method", _modelling.All);
        command.AddGroup("Training", _training.All);
    }

    /// <summary>The name of the method.</summary>
    public string Name(ParseResult parsed) => parsed.GetValue(_method)!;

    /// <summary>True when the method reads the table.</summary>
    public bool ReadsData(ParseResult parsed, Schema? schema) =>
        AutomaticMethod.Choose(Name(parsed), schema ?? new Schema()).Method.Info.ReadsData;

    /// <summary>Its options, by name.</summary>
    public IReadOnlyDictionary<string, string> Read(ParseResult parsed) =>
        _modelling.Read(parsed).Concat(_training.Read(parsed)).ToDictionary();
}
