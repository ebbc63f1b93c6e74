using System.Reflection;
using System.Text;
using DiffusionProofs.Cli.Commands;
using DiffusionProofs.Cli.Reporting;
using DiffusionProofs.Cli.Running;
using DiffusionProofs.Data;
using Spectre.Console.Cli;

namespace DiffusionProofs.Cli;

static class CommandLine
{
    public static async Task<int> Run(string[] arguments)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var interruption = new Interruption();
        var app = new CommandApp();
        app.Configure(Register);
        try
        {
            // Spectre.Console.Cli would print help and exit 1, which here means that something failed.
            if (arguments is ["vectors"])
                throw new BadUseException("vectors must be followed by list, export, check or schema");
            return await app.RunAsync(arguments, interruption.Token);
        }
        catch (Exception e) when (e is BadUseException or CommandAppException or ArgumentException or DataFileException
            or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Terminal.Complain(Told(e, arguments));
            return ExitCode.BadUse;
        }
    }

    static string Told(Exception e, string[] arguments) =>
        MissingValues.Explain(e.Message) ? $"{arguments[^1]} must have a value"
        : e is CommandParseException ? $"{e.Message} 'diffusion-proofs --help' shows what there is."
        : e is ArgumentException { ParamName: { } name } ? e.Message.Replace($" (Parameter '{name}')", "")
        : e.Message;

    static void Register(IConfigurator app)
    {
        app.SetApplicationName("diffusion-proofs");
        app.SetApplicationVersion(Version);
        app.ConfigureConsole(Terminal.Out);
        app.UseStrictParsing();
        app.PropagateExceptions();
        app.SetInterceptor(new MissingValues());
        app.AddCommand<VerifyCommand>("verify").WithDescription("Runs the claims; a verdict for every sentence of the essay.");
        app.AddCommand<ClaimsCommand>("claims").WithDescription("Lists the claims with what the ledger says of them.");
        app.AddCommand<CiteCommand>("cite").WithDescription("A link, BibTeX and a badge for a claim that has passed.");
        VectorsCommands.Register(app);
        app.AddCommand<DoctorCommand>("doctor").WithDescription("Which libtorch was loaded, from where, with which devices.");
    }

    /// <summary>Without the commit that the SDK may append.</summary>
    static string Version =>
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
