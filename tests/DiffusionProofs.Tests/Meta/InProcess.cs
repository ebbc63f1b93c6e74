using System.Reflection;
using DiffusionProofs.Evidence;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace DiffusionProofs.Tests.Meta;

/// <summary>Runs the evidence of a class as xunit would, with a ledger of its own: how claims that must fail are tested.</summary>
sealed class InProcess : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("evidence-").FullName;
    readonly List<IMessageSinkMessage> messages = [];

    InProcess() => Ledger = LedgerFile.StartedAnew(Path.Combine(folder, "ledger.jsonl"));

    public LedgerFile Ledger { get; }

    public IReadOnlyList<LedgerEntry> Entries => LedgerFile.Sorted(Ledger.Appended);

    public IEnumerable<string> Failures => messages.OfType<ITestFailed>().Select(f => string.Join("\n", f.Messages));

    public string Failure => Assert.Single(Failures);

    public int Passed => messages.OfType<ITestPassed>().Count();

    public IEnumerable<string> SkipReasons => messages.OfType<ITestSkipped>().Select(s => s.Reason);

    public static async Task<InProcess> Run<TClaim>(Settings? settings = null)
    {
        var run = new InProcess();
        using IDisposable ledger = LedgerFile.Use(run.Ledger);
        using IDisposable inForce = Settings.Use(settings ?? new Settings());
        Type type = typeof(TClaim);
        var assembly = new TestAssembly(Reflector.Wrap(type.Assembly));
        var testClass = new TestClass(new TestCollection(assembly, null, "in process"), Reflector.Wrap(type));
        foreach (MethodInfo method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        {
            foreach (EvidenceId piece in EvidenceId.AllOf(type, method))
            {
                var test = new EvidenceCase(new NullMessageSink(), TestMethodDisplay.Method, TestMethodDisplayOptions.None,
                    new TestMethod(testClass, Reflector.Wrap(method)), piece.On);
                await test.RunAsync(new NullMessageSink(), new Bus(run.messages), [], new ExceptionAggregator(), new CancellationTokenSource());
            }
        }
        return run;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    sealed class Bus(List<IMessageSinkMessage> messages) : IMessageBus
    {
        public bool QueueMessage(IMessageSinkMessage message)
        {
            messages.Add(message);
            return true;
        }

        public void Dispose() { }
    }
}
