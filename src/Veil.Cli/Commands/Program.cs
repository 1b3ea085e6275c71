using Veil.Cli.Commands;

return CommandLine.Run(args);
