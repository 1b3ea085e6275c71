namespace Veil.Synthesis.Contracts;

/// <summary>Whose definition of a method is followed.</summary>
public enum MethodVariant
{
    /// <summary>Veil's own: the same idea, with what has been learnt since.</summary>
    Improved,

    /// <summary>As its authors published it, for honest comparisons; end to end private all the same.</summary>
    Original,
}

/// <summary>Options that mean the same to several methods; each says itself what it does without one.</summary>
internal static class SharedOptions
{
    private const int MostSteps = 1_000_000;

    /// <summary>Whose definition of the method is followed.</summary>
    public static MethodOption<MethodVariant> Variant { get; } = MethodOption.Choice(
        "variant",
        "Veil's definition of the method, or that of its authors, for comparison.",
        "improved",
        ("improved", MethodVariant.Improved),
        ("original", MethodVariant.Original));

    /// <summary>The marginals that should be right.</summary>
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

    /// <summary>How many times training goes over the table.</summary>
    public static MethodOption<int?> Epochs(string @default) =>
        MethodOption.Whole("epochs", "N", 1, MostSteps, "How many times training goes over the table.", @default) with { IsOfTraining = true };

    /// <summary>The number of records in a step of training.</summary>
    public static MethodOption<int?> BatchSize(string @default) =>
        MethodOption.Whole("batch-size", "N", 1, MostSteps, "The number of records in a step of training.", @default) with { IsOfTraining = true };
}
