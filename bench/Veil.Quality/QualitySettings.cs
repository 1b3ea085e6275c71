using System.Globalization;

namespace Veil.Quality;

/// <summary>The figures of one run.</summary>
internal sealed record Figures(double One, double Two, double Three, double? Auc, double? Logistic, double? Quality, double Seconds, double ProcessorSeconds);

/// <summary>What is compared.</summary>
internal sealed record QualitySettings(string Folder, string Schemas)
{
    public const string Usage = """
        usage: Veil.Quality FOLDER_OF_TABLES FOLDER_OF_SCHEMAS [--tables adult,compas] [--methods auto,aim,mst] [--epsilons 0.1,1,10]
                            [--repeats 3] [--delta 1e-9] [--reference results.json] [--cells yes]
          tables are NAME_train.csv and NAME_holdout.csv, schemas NAME.schema.json
          methods may carry options: correlated:2 (degree), aim:80 (megabytes), aim:w3 (workload), aim:original, ctgan:e300 (epochs)
          --inversion 2,5,10 reads rows back from principal components instead
          --epsilons none trains without privacy; --cells yes measures on the bins that the schema declares
        """;

    public string[] Tables { get; private init; } = ["adult", "compas"];

    public string[] Methods { get; private init; } = ["independent", "correlated:1", "correlated:2", "mwem", "mst", "clique-tree", "aim", "auto"];

    public double?[] Epsilons { get; private init; } = [0.1, 1, 10];

    public int Repeats { get; private init; } = 3;

    public double Delta { get; private init; } = 1e-9;

    public string? Reference { get; private init; }

    /// <summary>Whether tables are measured on the bins that their schema declares.</summary>
    public bool Cells { get; private init; }

    /// <summary>Numbers of principal components from which real rows are read back; none to compare methods.</summary>
    public int[] Inversion { get; private init; } = [];

    public static QualitySettings? Parse(string[] args)
    {
        if (args.Length < 2 || args.Length % 2 != 0 || !Directory.Exists(args[0]) || !Directory.Exists(args[1]))
        {
            return null;
        }

        var settings = new QualitySettings(args[0], args[1]);
        for (var i = 2; i < args.Length; i += 2)
        {
            var value = args[i + 1];
            switch (args[i])
            {
                case "--tables":
                    settings = settings with { Tables = value.Split(',') };
                    break;
                case "--methods":
                    settings = settings with { Methods = value.Split(',') };
                    break;
                case "--epsilons":
                    settings = settings with { Epsilons = [.. value.Split(',').Select(text => text == "none" ? (double?)null : Number(text))] };
                    break;
                case "--repeats":
                    settings = settings with { Repeats = (int)Number(value) };
                    break;
                case "--delta":
                    settings = settings with { Delta = Number(value) };
                    break;
                case "--cells":
                    settings = settings with { Cells = value == "yes" };
                    break;
                case "--inversion":
                    settings = settings with { Inversion = [.. value.Split(',').Select(int.Parse)] };
                    break;
                case "--reference":
                    settings = settings with { Reference = value };
                    break;
                default:
                    return null;
            }
        }

        return settings;
    }

    /// <summary>The column that models predict.</summary>
    public static string TargetOf(string table) => table switch
    {
        "adult" or "adult-cells" => "income",
        "compas" => "two_year_recid",
        "titanic" => "Survived",
        _ => throw new ArgumentException($"No target is known for {table}.", nameof(table)),
    };

    /// <summary>A method and its options, from a word such as <c>aim:80</c>.</summary>
    public static (string Method, IReadOnlyDictionary<string, string> Options) MethodOf(string spelled)
    {
        var parts = spelled.Split(':');
        var options = parts.Skip(1).ToDictionary(
            part => part == "original" ? "variant" : part[0] == 'e' ? "epochs" : part[0] == 'w' ? "workload" : parts[0] == "correlated" ? "degree" : "max-model-size",
            part => part[0] is 'e' or 'w' ? part[1..] : part);
        return (parts[0], options);
    }

    /// <summary>What another program's run of the same method is called in the reference; null when there is none.</summary>
    public static string? ReferenceOf(string table, string method, double? epsilon) => method.Split(':') switch
    {
        ["independent", ..] => "ds_indep",
        ["correlated", "1", ..] => "ds_corr_k1_memo",
        ["correlated", "2", ..] => "ds_corr_k2_memo",
        ["mst", ..] => "mst_fast",
        ["aim", ..] or ["auto", ..] => (table, epsilon) switch
        {
            ("adult", _) => "aim_fast_mb2_z",
            ("compas", 10) => "aim_fast_mb0.1",
            ("titanic", _) => "aim_fast_mb1",
            _ => "aim_fast",
        },
        _ => null,
    };

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
