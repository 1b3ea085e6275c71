using Veil.Data.Errors;
using Veil.Data.Schemas;
using Veil.Synthesis.Models;
using Veil.Workflows.Files;
using Veil.Workflows.Releases;
using Veil.Workflows.Sampling;
using Veil.Workflows.Training;

namespace Veil.Workflows.Tests.Releases;

/// <summary>A folder in which tables are drawn, released and verified.</summary>
public abstract class ReleaseDesk : IDisposable
{
    private static readonly string[] s_towns = ["Ashby", "=Borough", "Crewe"];

    private static readonly Schema s_schema = new()
    {
        Columns =
        [
            Jobs.Integer("age", 0, 99),
            Jobs.Category("town", s_towns),
            new ColumnSchema { Name = "key", Role = Jobs.Declared(ColumnRole.Identifier) },
        ],
        Rows = Jobs.Declared(777L),
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("veil-release-").FullName;

    internal static SynthesisModel Model { get; } = Train(Jobs.Epsilon(1));

    internal static DateOnly Day { get; } = new(2026, 11, 30);

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    internal static SynthesisModel Train(PrivacyRequest privacy) => Jobs.Train(
        Jobs.Csv("age,town,key", 777, (i, random) => $"{random.Next(100)},{s_towns[i % 3]},k{i}"), privacy, s_schema).Model;

    internal string In(string name) => Path.Combine(_folder, name);

    /// <summary>Draws rows with a statement beside them.</summary>
    internal string Draw(string name = "people.csv", int rows = 60, SynthesisModel? model = null, string[]? conditions = null)
    {
        new SampleJob().Run(
            new SampleRequest
            {
                Model = ModelSource.Of(model ?? Model),
                Output = Jobs.ToFile(In(name)),
                Rows = rows,
                Seed = 5,
                Conditions = [.. conditions ?? []],
            },
            null,
            TestContext.Current.CancellationToken);
        return In(name);
    }

    internal ReleaseRequest Request(string data, string bundle = "people.zip") => new()
    {
        Data = data,
        Output = ByteOutput.ToFile(In(bundle), overwrite: true),
        Published = Day,
    };

    internal static ReleaseResult Release(ReleaseRequest request) => new ReleaseJob().Run(request, null, TestContext.Current.CancellationToken);

    /// <summary>A bundle of rows of the model.</summary>
    internal string Bundle(string? key = null, bool withModel = false)
    {
        var data = File.Exists(In("people.csv")) ? In("people.csv") : Draw();
        Release(Request(data) with { Key = key, Model = withModel ? ModelSource.Of(Model) : null });
        return In("people.zip");
    }

    internal (string Private, string Public) Keys(string name = "release")
    {
        var keys = new KeyJob().Run(new KeyRequest { Output = In($"{name}.pem") }, null, TestContext.Current.CancellationToken);
        return (keys.Private, keys.Public);
    }

    internal static VerifyResult Verify(string path, string? key = null) =>
        new VerifyJob().Run(new VerifyRequest { Input = path, Key = key }, null, TestContext.Current.CancellationToken);

    /// <summary>The subjects whose checks failed.</summary>
    internal static string[] Failures(VerifyResult verified) =>
        [.. verified.Points.Where(point => point.State == CheckState.Failed).Select(point => point.Subject)];

    internal static VeilException Refused(ReleaseRequest request) => Assert.Throws<VeilException>(() => Release(request));

    internal string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(In(name), bytes);
        return In(name);
    }

    /// <summary>The files of a bundle.</summary>
    internal static List<BundleFile> FilesOf(string bundle) => [.. BundleZip.Read(File.ReadAllBytes(bundle))];
}
