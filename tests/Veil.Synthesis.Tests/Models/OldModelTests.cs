using System.Text;
using Veil.Synthesis.Catalog;
using Veil.Synthesis.Tests.Contract;

namespace Veil.Synthesis.Tests.Models;

/// <summary>
/// Model files of published versions, made of a thousand people of the sample, and the rows that were drawn from them with seed 7.
/// A folder is added with every version that changes the file, and none is ever changed.
/// </summary>
public class OldModelTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Models", "OldModels");

    public static TheoryData<string> Files => [.. Directory.GetFiles(s_folder, "*.veil", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(s_folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_method_has_a_file() => Assert.Equal(
        SynthesizerCatalog.All.Select(method => method.Info.Name).Order(StringComparer.Ordinal),
        Directory.GetFiles(Path.Combine(s_folder, "0.1.0"), "*.veil").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_an_earlier_version_draws_the_rows_it_drew_then(string file)
    {
        using var stream = File.OpenRead(Path.Combine(s_folder, file));

        var model = SynthesizerCatalog.Load(stream, file);

        Assert.Equal(Path.GetFileNameWithoutExtension(file), model.Statement.Method);
        Assert.Equal(File.ReadAllText(Path.ChangeExtension(stream.Name, ".csv")), Encoding.UTF8.GetString(Fitting.Csv(model, 20, 7)));
        Assert.Equal(1000, Fitting.ReadBack(model, 1000, 1).RowCount);
    }
}
