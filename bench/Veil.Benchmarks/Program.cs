using BenchmarkDotNet.Running;
using Veil.Benchmarks;

if (args is ["gemm"])
{
    GemmComparison.Run(rounds: 200);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
