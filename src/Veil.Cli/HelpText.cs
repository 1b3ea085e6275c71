using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;

namespace Veil.Cli;

/// <summary>A command whose help also shows examples, and headings for groups of options.</summary>
internal sealed class ExplainedCommand(string name, string description, params IReadOnlyList<string> examples) : Command(name, description)
{
    private readonly List<(string Title, IReadOnlyList<Option> Options)> _groups = [];

    /// <summary>Complete command lines, the most useful first.</summary>
    public IReadOnlyList<string> Examples => examples;

    /// <summary>The groups of options, each with its heading.</summary>
    public IReadOnlyList<(string Title, IReadOnlyList<Option> Options)> Groups => _groups;

    /// <summary>Adds the options for messages, which every command has.</summary>
    public void AddMessageOptions(Option<bool>? quiet, Option<bool>? json, Option<bool>? noColor) =>
        AddGroup("Messages", [.. new Option?[] { quiet, json, noColor }.OfType<Option>()]);

    /// <summary>Adds options under a heading.</summary>
    public void AddGroup(string title, params IReadOnlyList<Option> options)
    {
        _groups.Add((title, options));
        foreach (var option in options)
        {
            Add(option);
        }
    }
}

/// <summary>The help of a command: what it does, how it is called, examples, options; no line over 80 characters.</summary>
internal static class HelpText
{
    private const int Width = 80;
    private const int WidestName = 24;

    /// <summary>Makes <c>--help</c> of every command print this help.</summary>
    public static void UseIn(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new Print();
        help.Description = "Show this help.";
        root.Options.OfType<VersionOption>().Single().Description = "Show the version.";
    }

    /// <summary>The help of a command.</summary>
    public static string Of(Command command)
    {
        var text = new StringBuilder();
        var path = PathOf(command);
        text.Append(TextTable.Wrap(command.Description!, Width, "")).Append('\n');
        var arguments = string.Concat(
            command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues > 0 ? $" {argument.Name}" : $" [{argument.Name}]"));
        text.Append("Usage: ").Append(path).Append(command.Subcommands.Count > 0 ? " COMMAND" : arguments + " [options]").Append("\n\n");
        if (command is ExplainedCommand { Examples.Count: > 0 } explained)
        {
            text.Append("Examples:\n");
            foreach (var example in explained.Examples)
            {
                text.Append("  ").Append(example).Append('\n');
            }

            text.Append('\n');
        }

        Section(text, "Commands", command.Subcommands.Select(child => (child.Name, child.Description!)));
        Section(text, "Arguments", command.Arguments.Select(argument => (argument.Name, argument.Description!)));
        var groups = (command as ExplainedCommand)?.Groups ?? [];
        var grouped = groups.SelectMany(group => group.Options).ToHashSet();
        Section(text, "Options", command.Options.Where(option => !grouped.Contains(option)).Select(Entry));
        foreach (var (title, options) in groups)
        {
            Section(text, title, options.Select(Entry));
        }

        if (command is not RootCommand)
        {
            Section(text, "Help", [("-h, --help", "Show this help.")]);
        }

        if (command.Subcommands.Count > 0)
        {
            text.Append('\'').Append(path).Append(" COMMAND --help' shows the options of a command.\n");
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The full name of a command, such as <c>veil schema infer</c>.</summary>
    public static string PathOf(Command command) => command switch
    {
        RootCommand => "veil",
        _ => $"{PathOf(command.Parents.OfType<Command>().First())} {command.Name}",
    };

    private static (string Name, string Description) Entry(Option option)
    {
        if (option is HelpOption)
        {
            return ("-h, --help", option.Description!);
        }

        var names = option.Aliases.Where(alias => alias != option.Name).Prepend(option.Name).OrderBy(name => name.Length);
        var value = option.ValueType == typeof(bool) || option is VersionOption ? "" : " " + (option.HelpName ?? "VALUE");
        return (string.Join(", ", names) + value, option.Description! + (option.Required ? " Required." : ""));
    }

    private static void Section(StringBuilder text, string title, IEnumerable<(string Name, string Description)> entries)
    {
        var all = entries.ToList();
        if (all.Count == 0)
        {
            return;
        }

        var column = Math.Min(WidestName, all.Max(entry => entry.Name.Length)) + 4;
        text.Append(title).Append(":\n");
        foreach (var (name, description) in all)
        {
            var described = TextTable.Wrap(description, Width, new string(' ', column));
            text.Append("  ").Append(name);
            text.Append(name.Length + 4 > column ? "\n" + described : described[(name.Length + 2)..]);
        }

        text.Append('\n');
    }

    private sealed class Print : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.Write(Of(parseResult.CommandResult.Command));
            return ExitCodes.Done;
        }
    }
}
