namespace DiffusionProofs.Cli;

/// <summary>The user asked for something that cannot be done: told in one line, exit 2.</summary>
sealed class BadUseException(string message) : Exception(message);
