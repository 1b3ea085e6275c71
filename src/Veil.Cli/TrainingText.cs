using System.Diagnostics;
using System.Globalization;
using Veil.Synthesis.Contracts;

namespace Veil.Cli;

/// <summary>The progress of a training in words: epoch, losses, epsilon so far, time left.</summary>
internal sealed class TrainingText
{
    private readonly Stopwatch _watch = new();
    private int _first;

    /// <summary>One line.</summary>
    public string Of(TrainingProgress progress)
    {
        if (!_watch.IsRunning)
        {
            _first = progress.Epoch;
            _watch.Start();
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"training, {progress.Epoch} of {progress.Epochs}");
        foreach (var (name, value) in progress.Losses)
        {
            text += string.Create(CultureInfo.InvariantCulture, $", {name} {value:0.000}");
        }

        if (progress.EpsilonSoFar is { } epsilon)
        {
            text += string.Create(CultureInfo.InvariantCulture, $", epsilon so far {epsilon:0.000}");
        }

        var done = progress.Epoch - _first;
        return done <= 0 ? text : text + $", {InWords(_watch.Elapsed * ((double)(progress.Epochs - progress.Epoch) / done))} left";
    }

    private static string InWords(TimeSpan left)
    {
        var (number, unit) = left switch
        {
            { TotalHours: >= 1.5 } => (left.TotalHours, "h"),
            { TotalMinutes: >= 1.5 } => (left.TotalMinutes, "min"),
            _ => (left.TotalSeconds, "s"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"about {number:0} {unit}");
    }
}
