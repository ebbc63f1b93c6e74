using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace DiffusionProofs.Evidence;

/// <summary>Runs a piece of evidence and writes its line of the ledger, whichever way it ends.</summary>
sealed class EvidenceCaseRunner(EvidenceCase test, EvidenceId piece, object[] constructorArguments, IMessageBus bus,
    ExceptionAggregator aggregator, CancellationTokenSource cancellation)
    : XunitTestCaseRunner(test, test.DisplayName, test.SkipReason, constructorArguments, piece.On is { } on ? [on] : [], bus, aggregator, cancellation)
{
    protected override async Task<RunSummary> RunTestAsync()
    {
        if (SkipReason is not null && piece.Claim is not null) LedgerFile.OfThisRun.Append(LedgerEntry.Skipped(piece, SkipReason));
        return await base.RunTestAsync();
    }

    protected override XunitTestRunner CreateTestRunner(ITest test, IMessageBus messageBus, Type testClass, object[] constructorArguments,
        MethodInfo testMethod, object[] testMethodArguments, string skipReason, IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes,
        ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource) =>
        new EvidenceTestRunner(piece, test, messageBus, testClass, constructorArguments, testMethod, testMethodArguments, skipReason,
            beforeAfterAttributes, aggregator, cancellationTokenSource);
}

sealed class EvidenceTestRunner(EvidenceId piece, ITest test, IMessageBus bus, Type testClass, object[] constructorArguments,
    MethodInfo method, object[] arguments, string skipReason, IReadOnlyList<BeforeAfterTestAttribute> beforeAfter,
    ExceptionAggregator aggregator, CancellationTokenSource cancellation)
    : XunitTestRunner(test, bus, testClass, constructorArguments, method, arguments, skipReason, beforeAfter, aggregator, cancellation)
{
    protected override async Task<decimal> InvokeTestMethodAsync(ExceptionAggregator aggregator)
    {
        if (piece.Misdeclared() is { } wrong)
        {
            aggregator.Add(new EvidenceFailedException(wrong, null));
            if (piece.Claim is not null) LedgerFile.OfThisRun.Append(LedgerEntry.Failed(piece, wrong));
            return 0;
        }
        var invoker = new EvidenceInvoker(piece, Test, MessageBus, TestClass, ConstructorArguments, TestMethod, TestMethodArguments,
            BeforeAfterAttributes, aggregator, CancellationTokenSource);
        decimal seconds = await invoker.RunAsync();
        if (aggregator.ToException() is not { } failure)
        {
            LedgerFile.OfThisRun.Append(LedgerEntry.Passed(piece, invoker.Outcome!));
            return seconds;
        }
        LedgerFile.OfThisRun.Append(LedgerEntry.Failed(piece, Told(failure)));
        aggregator.Clear();
        aggregator.Add(new EvidenceFailedException($"{piece.Id}: {Told(failure)}\n{piece.ReplayLine()}", failure));
        return seconds;
    }

    static string Told(Exception failure) => failure is ClaimFailedException or EvidenceFailedException
        ? failure.Message
        : $"{failure.GetType().Name}: {failure.Message}";
}

sealed class EvidenceInvoker(EvidenceId piece, ITest test, IMessageBus bus, Type testClass, object[] constructorArguments,
    MethodInfo method, object[] arguments, IReadOnlyList<BeforeAfterTestAttribute> beforeAfter, ExceptionAggregator aggregator,
    CancellationTokenSource cancellation)
    : XunitTestInvoker(test, bus, testClass, constructorArguments, method, arguments, beforeAfter, aggregator, cancellation)
{
    public Outcome? Outcome { get; private set; }

    protected override object? CallTestMethod(object testClassInstance)
    {
        Devices.UseOneThread();
        Outcome = base.CallTestMethod(testClassInstance) as Outcome
            ?? throw new EvidenceFailedException($"{piece.Method.Name} returned null: it must return the {piece.Evidence.Outcome.Name} of an engine", null);
        return null;
    }
}

/// <summary>A failed piece of evidence: the engine's message with the line that replays it, at the engine's own stack.</summary>
sealed class EvidenceFailedException(string message, Exception? cause) : Exception(message)
{
    public override string? StackTrace => cause?.StackTrace ?? base.StackTrace;
}
