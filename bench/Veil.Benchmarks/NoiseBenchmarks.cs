using BenchmarkDotNet.Attributes;
using Veil.Privacy.Noise;

namespace Veil.Benchmarks;

/// <summary>Exact integer noise: draws a second of each distribution, and what it costs to build a sampler.</summary>
public class NoiseBenchmarks
{
    private const int Draws = 1_000_000;

    private readonly long[] _values = new long[Draws];
    private readonly SecureRandomSource _random = new();
    private RoundedGaussian _gaussian = null!;
    private DiscreteLaplace _laplace = null!;

    [Params(1, 10, 100, 10_000)]
    public double Scale { get; set; }

    [GlobalSetup]
    public void Build()
    {
        _gaussian = new RoundedGaussian(Scale);
        _laplace = DiscreteLaplace.FromScaleAtLeast(Scale);
    }

    [Benchmark(OperationsPerInvoke = Draws)]
    public void Gaussian() => _gaussian.AddTo(_values, _random);

    [Benchmark(OperationsPerInvoke = Draws)]
    public void Laplace() => _laplace.AddTo(_values, _random);

    [Benchmark]
    public object BuildLaplace() => DiscreteLaplace.FromScaleAtLeast(Scale);
}

/// <summary>Exact selection among candidates of which one is best by a little, or by far.</summary>
public class ExponentialMechanismBenchmarks
{
    private readonly SecureRandomSource _random = new();
    private long[] _scores = [];

    [Params(100, 10_000)]
    public int Candidates { get; set; }

    [Params(1, 1000)]
    public int Gap { get; set; }

    [GlobalSetup]
    public void Score()
    {
        _scores = new long[Candidates];
        _scores[Candidates / 2] = Gap;
    }

    [Benchmark]
    public int Select() => ExponentialMechanism.Select(_scores, 1, 1, _random);
}
