using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using DiffusionProofs.Benchmarks;

if (args is ["--stopwatch", .. var rest])
{
    StopwatchTable.Print(Console.Out, threads: rest is [var threads] ? int.Parse(threads, CultureInfo.InvariantCulture) : 2);
    return;
}

// The generated project does not import this repository's targets, so the one that makes libtorch load is handed to it.
string nativeFix = typeof(DigitsCase).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "NativeFix").Value!;
Job job = Job.ShortRun.WithArguments([new MsBuildArgument($"/p:CustomAfterMicrosoftCommonTargets={nativeFix}")]);
BenchmarkSwitcher.FromAssembly(typeof(DigitsCase).Assembly).Run(args, DefaultConfig.Instance.AddJob(job));
