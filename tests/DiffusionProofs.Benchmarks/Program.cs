using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using DiffusionProofs.Benchmarks;

if (args is ["--stopwatch", "masked" or "mixture", ..])
{
    int threads = args is [_, _, var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 2;
    if (args[1] == "masked") StopwatchTable.Masked(Console.Out, threads);
    else StopwatchTable.Mixture(Console.Out, threads);
    return;
}

// The generated project does not import this repository's targets, so the one that makes libtorch load is handed to it.
string nativeFix = typeof(DigitsCase).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "NativeFix").Value!;
Job job = Job.ShortRun.WithArguments([new MsBuildArgument($"/p:CustomAfterMicrosoftCommonTargets={nativeFix}")]);
BenchmarkSwitcher.FromAssembly(typeof(DigitsCase).Assembly).Run(args, DefaultConfig.Instance.AddJob(job));
