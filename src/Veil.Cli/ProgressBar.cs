using Spectre.Console;
using Veil.Workflows;

namespace Veil.Cli;

/// <summary>A progress bar on a terminal.</summary>
internal static class ProgressBar
{
    public static T Watch<T>(TextWriter error, bool color, Func<IProgress<JobProgress>?, T> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(error),
            ColorSystem = color ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        return console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                var task = context.AddTask("starting", maxValue: 1);
                return work(new Bar(task));
            });
    }

    private static string Describe(JobProgress value) =>
        value.Fit?.Column is { } column ? $"{ConsoleReporter.InWords(value)}: {column}" : ConsoleReporter.InWords(value);

    // Names of columns come from files: control characters in them must not reach the terminal.
    private static string Clean(string stage) =>
        Markup.Escape(string.Concat(stage.Select(c => char.IsControl(c) ? '\uFFFD' : c)));

    private sealed class Bar(ProgressTask task) : IProgress<JobProgress>
    {
        private readonly TrainingText _training = new();

        public void Report(JobProgress value)
        {
            task.Description = Clean(value.Training is { } training ? _training.Of(training) : Describe(value));
            task.Value = value.Fraction;
        }
    }
}
