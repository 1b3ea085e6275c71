using System.CommandLine.Parsing;
using System.CommandLine;
using Veil.Data.Errors;
using Veil.Data.Schemas;

namespace Veil.Cli;

/// <summary>The faults of a command line, in words, with a suggestion of what was meant.</summary>
internal static class UsageFaults
{
    /// <summary>The first fault, or null when there is none.</summary>
    public static VeilException? Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens.Count > 0)
        {
            return Unmatched(command, parsed.UnmatchedTokens[0]);
        }

        return parsed.Errors.Count == 0 ? null : parsed.Errors[0].SymbolResult switch
        {
            OptionResult { Tokens.Count: 0, IdentifierToken: { } token } option => Fault(
                "option-without-value", $"Option {token.Value} needs a value: {token.Value} {option.Option.HelpName ?? "VALUE"}.", command),
            OptionResult { Tokens.Count: 0 } option => Absent(option.Option),
            ArgumentResult { Tokens.Count: 0, Parent: CommandResult } argument => Fault(
                "argument-absent", $"{argument.Argument.Name} is missing: {LowerFirst(argument.Argument.Description!)}", command),
            CommandResult when Missing(parsed) is { } option => Absent(option),
            CommandResult when MissingArgument(parsed) is { } argument => Fault(
                "argument-absent", $"{argument.Name} is missing: {LowerFirst(argument.Description!)}", command),
            _ => Fault("bad-option", Unquoted(parsed.Errors[0].Message), command),
        };

        VeilException Absent(Option option) =>
            Fault("option-absent", $"Option {option.Name} is required: {LowerFirst(option.Description!)}", command);
    }

    private static Option? Missing(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.FirstOrDefault(
            option => option.Required && parsed.GetResult(option) is null or { Implicit: true });

    private static Argument? MissingArgument(ParseResult parsed) => parsed.CommandResult.Command.Arguments.FirstOrDefault(
        argument => argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is null or { Tokens.Count: 0 });

    private static string Unquoted(string message) => message
        .Replace("Option '", "Option ", StringComparison.Ordinal)
        .Replace("' expects", " expects", StringComparison.Ordinal);

    private static VeilException Unmatched(Command command, string token)
    {
        var path = HelpText.PathOf(command);
        if (token.Length > 1 && token[0] == '-')
        {
            var name = token.Split('=')[0];
            var options = command.Options.SelectMany(option => option.Aliases.Append(option.Name)).Append("--help");
            return Fault("unknown-option", $"'{path}' has no option {name}.", command, Spelling.DidYouMean(name, options));
        }

        return command.Subcommands.Count > 0
            ? Fault(
                "unknown-command",
                $"'{path}' has no command '{token}'.",
                command,
                Spelling.DidYouMean(token, command.Subcommands.Select(child => child.Name)))
            : Fault("too-many-arguments", $"'{path}' takes {Count(command.Arguments)}: '{token}' is one too many.", command);
    }

    private static VeilException Fault(string code, string message, Command command, string? guess = null)
    {
        var help = command.Subcommands.Count > 0 ? "lists the commands" : "lists its options";
        return new VeilException(
            FaultKind.Usage, code, message, $"{(guess is null ? "" : guess + " ")}'{HelpText.PathOf(command)} --help' {help}.");
    }

    private static string Count(IList<Argument> arguments) => arguments.Count switch
    {
        0 => "no argument",
        1 => "one " + arguments[0].Name,
        var many => $"{many} arguments",
    };

    private static string LowerFirst(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
