using System.Diagnostics;
using Veil.Synthesis.Contracts;
using Veil.Workflows;

namespace Veil.Cli;

/// <summary>Writes messages and progress to standard error, as verbosely as the options ask for.</summary>
internal sealed class ConsoleReporter
{
    private readonly TextWriter _error;
    private readonly bool _quiet;
    private readonly bool _bar;
    private readonly bool _color;

    public ConsoleReporter(Terminal terminal, bool quiet, bool json, bool noColor)
    {
        _error = terminal.Error;
        _quiet = quiet || json;
        var dumb = Environment.GetEnvironmentVariable("TERM") == "dumb";
        _bar = !_quiet && terminal.IsErrorInteractive && !dumb;
        _color = _bar && !noColor && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
    }

    /// <summary>Writes a line, unless <c>--quiet</c> was given.</summary>
    public void Say(string line)
    {
        if (!_quiet)
        {
            _error.WriteLine(line);
        }
    }

    /// <summary>Writes a paragraph, indented and wrapped, unless <c>--quiet</c> was given.</summary>
    public void SayParagraph(string text)
    {
        if (!_quiet)
        {
            _error.Write(TextTable.Wrap(text, 80, "  "));
        }
    }

    /// <summary>Writes a warning, also with <c>--quiet</c>.</summary>
    public void Warn(string line) => _error.WriteLine(_color ? $"\u001b[33m{line}\u001b[0m" : line);

    /// <summary>Runs work that may train a network, which a first interrupt stops early, and shows its progress.</summary>
    public T Watch<T>(StopSignal stop, Func<IProgress<JobProgress>?, T> work) => Watch(progress => work(new Following(stop, progress)));

    /// <summary>Runs work and shows its progress: a bar on a terminal, one line per stage elsewhere.</summary>
    public T Watch<T>(Func<IProgress<JobProgress>?, T> work)
    {
        if (_quiet)
        {
            return work(null);
        }

        return _bar ? ProgressBar.Watch(_error, _color, work) : work(new PlainProgress(_error));
    }

    /// <summary>The stage of a job in words; the columns one after the other are one stage.</summary>
    public static string InWords(JobProgress progress) => progress.Stage switch
    {
        Stage.Reading => "reading the table",
        Stage.Fitting => InWords(progress.Fit?.Stage ?? FitStage.Fitting),
        Stage.Evaluating => progress.Part ?? "comparing the tables",
        Stage.Encoding => "encoding the real rows",
        Stage.Writing => "writing rows",
        _ => throw new ArgumentOutOfRangeException(nameof(progress)),
    };

    private static string InWords(FitStage stage) => stage switch
    {
        FitStage.DecidingTypes => "learning the types of the columns, with noise",
        FitStage.FindingRanges => "learning the ranges of the columns, with noise",
        FitStage.CountingColumns => "counting, with noise",
        FitStage.ChoosingPairs => "choosing pairs",
        FitStage.CountingPairs => "counting pairs, with noise",
        FitStage.MeasuringPairs => "measuring pairs",
        FitStage.MeasuringRelations => "measuring relations",
        FitStage.ChoosingFamilies => "choosing parents",
        FitStage.CountingFamilies => "choosing and counting families",
        FitStage.MeasuringCorrelations => "measuring correlations",
        FitStage.MeasuringProducts => "measuring products",
        FitStage.Encoding => "encoding",
        FitStage.Training => "training",
        FitStage.SettingColumns => "setting single columns",
        FitStage.Fitting => "fitting",
        _ => throw new ArgumentOutOfRangeException(nameof(stage)),
    };

    private sealed class Following(StopSignal stop, IProgress<JobProgress>? inner) : IProgress<JobProgress>
    {
        public void Report(JobProgress value)
        {
            stop.Follow(value.Training is not null);
            inner?.Report(value);
        }
    }

    private sealed class PlainProgress(TextWriter error) : IProgress<JobProgress>
    {
        private const double SecondsBetweenLines = 10;

        private readonly TrainingText _training = new();
        private readonly Stopwatch _sinceLine = Stopwatch.StartNew();
        private string? _said;

        public void Report(JobProgress value)
        {
            var words = InWords(value);
            if (value.Training is { } training)
            {
                // A log gets a line at intervals, not one per step.
                var text = _training.Of(training);
                if (_said != words || _sinceLine.Elapsed.TotalSeconds >= SecondsBetweenLines)
                {
                    error.WriteLine($"{text} ...");
                    _sinceLine.Restart();
                }
            }
            else if (_said != words)
            {
                error.WriteLine($"{words} ...");
            }

            _said = words;
        }
    }
}
