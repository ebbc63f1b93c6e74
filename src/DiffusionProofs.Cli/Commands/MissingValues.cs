using System.Reflection;
using Spectre.Console.Cli;

namespace DiffusionProofs.Cli.Commands;

/// <summary>
/// An option that ends the command line without its value: Spectre.Console.Cli 0.57 hands it the name that it gives to
/// default commands, so that <c>verify --claim</c> would look for a claim of that name.
/// </summary>
sealed class MissingValues : ICommandInterceptor
{
    const string StandIn = "__default_command";

    public void Intercept(CommandContext context, CommandSettings settings)
    {
        foreach (var property in settings.GetType().GetProperties().Where(property => property.PropertyType == typeof(string)))
            if (property.GetCustomAttribute<CommandOptionAttribute>() is { } option && StandIn.Equals(property.GetValue(settings)))
                throw new BadUseException($"--{option.LongNames[0]} must have a value");
    }

    /// <summary>Whether a message is about a value that was left out, such as one that could not be converted to a number.</summary>
    public static bool Explain(string message) => message.Contains(StandIn, StringComparison.Ordinal);
}
