using System.CommandLine;
using System.Globalization;
using Veil.Privacy.Mechanisms;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Contracts;
using Veil.Workflows;

namespace Veil.Cli;

/// <summary>The options for the method and its parameters.</summary>
internal sealed class MethodChoice
{
    private readonly Option<string> _method = Options.Method();

    private readonly Option<MethodVariant> _variant = new("--variant")
    {
        HelpName = "improved|original",
        Description = "Veil's definition of the method, or that of its authors, for comparison. Default: improved. "
            + $"{For(MethodOption.Variant)}",
        DefaultValueFactory = _ => MethodVariant.Improved,
        CustomParser = Options.Parse(
            text => text switch
            {
                "improved" => (true, MethodVariant.Improved),
                "original" => (true, MethodVariant.Original),
                _ => (false, default),
            },
            "'improved' or 'original'"),
    };

    private readonly Option<int?> _degree = Options.Parsed<int?>(
        "--degree",
        "K",
        "The largest number of parents of a column; in the original variant the exact number. Default: as many as the noise allows. "
            + For(MethodOption.Degree),
        text => Whole(text, 1, 10),
        "a whole number from 1 to 10");

    private readonly Option<double?> _usefulness = Options.Parsed<double?>(
        "--usefulness",
        "N",
        "The smallest ratio of the average count of a table to its noise. Default: 4 in the original variant; the improved one weighs "
            + $"noise itself. {For(MethodOption.Usefulness)}",
        Positive,
        "a number above 0");

    private readonly Option<DependenceScore?> _score = new("--score")
    {
        HelpName = "mi|f|r",
        Description = "The score by which edges are chosen in the original variant. Default: f when all columns have two values, else r. "
            + $"{For(MethodOption.Score)}",
        CustomParser = Options.Parse<DependenceScore?>(
            text => text.ToLowerInvariant() switch
            {
                "mi" => (true, DependenceScore.MutualInformation),
                "f" => (true, DependenceScore.F),
                "r" => (true, DependenceScore.R),
                _ => (false, null),
            },
            "'mi', 'f' or 'r'"),
    };

    private readonly Option<string?> _workload = new("--workload")
    {
        HelpName = "1|2|3|FILE",
        Description = "The marginals to be accurate on: all of 1, 2 or 3 columns, or a JSON file that lists them. "
            + $"{For(MethodOption.Workload)}",
    };

    private readonly Option<double?> _maxModel = Options.Parsed<double?>(
        "--max-model-size",
        "MB",
        $"The largest memory that the tables of the model may take. {For(MethodOption.MaxModelSize)}",
        Positive,
        "a number above 0");

    private readonly TrainingOptions _training = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(ExplainedCommand command)
    {
        command.Add(_method);
        command.AddGroup("Method", _variant, _degree, _usefulness, _score, _workload, _maxModel);
        _training.AddTo(command);
    }

    /// <summary>The name of the method.</summary>
    public string Name(ParseResult parsed) => parsed.GetValue(_method)!;

    /// <summary>The parameters of the method.</summary>
    public MethodOptions Read(ParseResult parsed)
    {
        var workload = parsed.GetValue(_workload);
        int? degree = workload is "1" or "2" or "3" ? int.Parse(workload, CultureInfo.InvariantCulture) : null;
        return _training.Read(parsed) with
        {
            Variant = parsed.GetValue(_variant),
            Degree = parsed.GetValue(_degree),
            Usefulness = parsed.GetValue(_usefulness),
            Score = parsed.GetValue(_score),
            WorkloadDegree = degree,
            Workload = workload is null || degree is not null ? [] : WorkloadFile.Load(workload),
            MaxModelMegabytes = parsed.GetValue(_maxModel),
        };
    }

    /// <summary>The sentence that lists the methods with an option.</summary>
    public static string For(MethodOption option) =>
        "For: "
        + string.Join(", ", SynthesizerCatalog.All.Where(method => method.Info.Options.HasFlag(option)).Select(method => method.Info.Name))
        + ".";

    /// <summary>A whole number within limits.</summary>
    public static (bool Ok, int? Value) Whole(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? (true, value)
            : (false, null);

    private static (bool Ok, double? Value) Positive(string text) =>
        Options.ParseNumber(text) is (true, > 0 and < double.PositiveInfinity and var value) ? (true, value) : (false, null);
}
