using DiffusionProofs.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace DiffusionProofs.Tests.Runtime;

/// <summary>Evaluates a form again and again while another thread collects garbage, and says whether its bits stay the same.</summary>
static class ScalarsUnderCollection
{
    public const string Held = "the same every time";

    /// <summary>The first form that does not hold its scalars, in words; <see cref="Held"/> where all do.</summary>
    public static string Watch() => new[] { "formula", "number" }.Select(form => (form, seen: Watch(form)))
        .Where(f => f.seen != Held).Select(f => $"{f.form}: {f.seen}").FirstOrDefault(Held);

    static string Watch(string form)
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        // libtorch converts the terms to a common type before it reads alpha: long enough for a collection to come between.
        Tensor integers = ones(500_000, ScalarType.Int32), floats = ones(500_000, ScalarType.Float32), doubles = ones(500_000, ScalarType.Float64);
        Func<Tensor> evaluate = form switch
        {
            "formula" => () => (new TensorNumber(floats) + new TensorNumber(doubles)).Value,
            "number" => () => integers.Plus(0.5),
            _ => throw new ArgumentOutOfRangeException(nameof(form), form, "must be formula or number"),
        };
        Tensor expected = evaluate();
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() => { while (!stop.IsCancellationRequested) GC.Collect(0); });
        collector.Start();
        try
        {
            for (long end = Environment.TickCount64 + 700; Environment.TickCount64 < end;)
            {
                using Tensor again = evaluate(), same = again.equal(expected), all = same.all();
                if (!all.item<bool>()) return "changed";
            }

            return Held;
        }
        catch (Exception e)
        {
            return e.Message;
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }
}
