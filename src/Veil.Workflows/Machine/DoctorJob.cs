using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Veil.Privacy.Noise;

namespace Veil.Workflows.Machine;

/// <summary>One check of the machine and its result.</summary>
/// <param name="Name">The name of the check.</param>
/// <param name="IsGood">True when the check is passed.</param>
/// <param name="Detail">The finding, or the way out of a fault.</param>
public sealed record DoctorCheck(string Name, bool IsGood, string Detail);

/// <summary>The request of a check of the machine: there is nothing to choose.</summary>
public sealed record DoctorRequest;

/// <summary>Checks that this machine can do the work: runtime, noise, folders, memory.</summary>
public sealed class DoctorJob : IJob<DoctorRequest, IReadOnlyList<DoctorCheck>>
{
    /// <inheritdoc/>
    public void Check(DoctorRequest request)
    {
    }

    /// <inheritdoc/>
    public IReadOnlyList<DoctorCheck> Run(
        DoctorRequest request, IProgress<JobProgress>? progress, CancellationToken cancellationToken) =>
    [
        new(
            "runtime", true,
            $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}, "
                + $"{Environment.ProcessorCount} cores{(Avx2.IsSupported ? ", AVX2" : "")}"),
        .. NoiseSelfTest.Run().Select(Noise),
        Folder("temporary folder", Path.GetTempPath()),
        Folder("state folder", VeilHome.Path),
        Memory(),
    ];

    private static DoctorCheck Noise(NoiseSelfTestResult result) => new(
        $"{result.Noise} noise",
        result.IsGood,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Draws} secure draws with standard deviation {result.StandardDeviation:0.###}: mean {result.Mean:0.000}, standard "
                + $"deviation {result.MeasuredDeviation:0.000}"));

    private static DoctorCheck Folder(string name, string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var probe = Path.Combine(path, Path.GetRandomFileName());
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
            }

            return new DoctorCheck(name, true, $"{path} can be written to");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new DoctorCheck(name, false, $"{path} cannot be written to: choose another with {VeilHome.Variable} or TMPDIR");
        }
    }

    private static DoctorCheck Memory()
    {
        var gigabytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);
        return new DoctorCheck("memory", gigabytes >= 0.5, string.Create(CultureInfo.InvariantCulture, $"{gigabytes:0.0} GiB available"));
    }
}
