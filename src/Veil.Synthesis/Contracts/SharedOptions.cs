namespace Veil.Synthesis.Contracts;

/// <summary>The variant of a method: Veil's own or the published one.</summary>
public enum MethodVariant
{
    /// <summary>Veil's own: the same idea, with later improvements.</summary>
    Improved,

    /// <summary>As its authors published it, for fair comparisons; also private end to end.</summary>
    Original,
}

/// <summary>Options that mean the same to several methods; each method states its own default.</summary>
internal static class SharedOptions
{
    private const int MostSteps = 1_000_000;

    /// <summary>The variant of the method that is used.</summary>
    public static MethodOption<MethodVariant> Variant { get; } = MethodOption.Choice(
        "variant",
        "Veil's definition of the method, or that of its authors, for comparison.",
        "improved",
        ("improved", MethodVariant.Improved),
        ("original", MethodVariant.Original));

    /// <summary>The marginals that should be accurate.</summary>
    public static MethodOption<Workload> Workload { get; } = new(
        "workload",
        MethodOptionKind.Workload,
        "1|2|3|FILE",
        "1, 2 or 3, or a list of sets of columns in JSON",
        "The marginals that should be right: all of 1, 2 or 3 columns, or a JSON file that lists them.",
        "2",
        Contracts.Workload.TryParse);

    /// <summary>The most megabytes (2^20 bytes) that the tables of the model may take.</summary>
    public static MethodOption<double?> MaxModelSize(string @default) =>
        MethodOption.Positive("max-model-size", "MB", "The most memory that the tables of the model may take.", @default);

    /// <summary>The number of times that training goes over the table.</summary>
    public static MethodOption<int?> Epochs(string @default) =>
        MethodOption.Whole("epochs", "N", 1, MostSteps, "How many times training goes over the table.", @default) with
        {
            IsOfTraining = true,
        };

    /// <summary>The number of records in a step of training.</summary>
    public static MethodOption<int?> BatchSize(string @default) =>
        MethodOption.Whole("batch-size", "N", 1, MostSteps, "The number of records in a step of training.", @default) with
        {
            IsOfTraining = true,
        };
}
