using Veil.Cli;

return CommandLine.Run(args);
