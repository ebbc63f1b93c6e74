using DiffusionProofs.Cli;

return await CommandLine.Run(args);
