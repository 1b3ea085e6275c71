namespace Veil.Workflows;

/// <summary>Passes reports on at once and in order, unlike <see cref="Progress{T}"/>, which posts them.</summary>
internal sealed class SynchronousProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
