using DiffusionProofs.Numbers;

namespace DiffusionProofs.TestVectors;

/// <summary>A form evaluated at the inputs of one case.</summary>
public static class FormEvaluation
{
    /// <summary>The doubles nearest to the exact outputs.</summary>
    /// <exception cref="ArgumentException">The form is not defined at these inputs; the message says why.</exception>
    public static IReadOnlyDictionary<string, NumberArray> Exactly(ClosedForm form, FormInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(form);
        IReadOnlyList<(Field Field, int[] Shape, OrInfinite<BigReal>[] Values)> results = [];
        double[] rounded = Defined(form, () => BigReal.EvaluateAll(() =>
        {
            results = Run<BigReal>(form, inputs, form.Evaluate);
            return results.SelectMany(result => result.Values).Select(value => value.Value).ToArray();
        }));

        var outputs = new Dictionary<string, NumberArray>();
        int from = 0;
        foreach (var (field, shape, values) in results)
        {
            double[] finite = rounded[from..(from + values.Length)];
            outputs[field.Name] = new NumberArray(shape, values.Select((value, i) => value.Rounded(finite[i])).ToArray());
            from += values.Length;
        }
        return outputs;
    }

    /// <summary>How far an implementation may be off, entry by entry, over all outputs in order.</summary>
    public static IReadOnlyList<RoundedReal> Tolerance(ClosedForm form, FormInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(form);
        return Defined(form, () => Flat(Run<RoundedReal>(form, inputs, form.EvaluateForTolerance)).Select(value => value.Value).ToArray());
    }

    /// <summary>What an implementation with that mistake answers; null where the mistake has no answer.</summary>
    public static IReadOnlyList<OrInfinite<RoundedReal>>? WithMistake(ClosedForm form, FormInputs inputs, KnownMistake mistake)
    {
        try
        {
            return Flat(Run<RoundedReal>(form, inputs, mistake.Evaluate));
        }
        catch (Exception e) when (e is ArgumentException or ArithmeticException)
        {
            return null;
        }
    }

    static IReadOnlyList<(Field Field, int[] Shape, OrInfinite<T>[] Values)> Run<T>(ClosedForm form, FormInputs inputs, Action<FormInputs, FormOutputs<T>> body)
        where T : IRealField<T>
    {
        var outputs = new FormOutputs<T>(form, inputs);
        body(inputs, outputs);
        return outputs.InOrder();
    }

    static OrInfinite<RoundedReal>[] Flat(IEnumerable<(Field, int[], OrInfinite<RoundedReal>[] Values)> results) =>
        results.SelectMany(result => result.Values).ToArray();

    static TResult Defined<TResult>(ClosedForm form, Func<TResult> evaluate)
    {
        try
        {
            return evaluate();
        }
        catch (Exception e) when (e is ArithmeticException or ArgumentOutOfRangeException)
        {
            throw new ArgumentException($"{form.Name} is not defined at these inputs: {e.Message}", e);
        }
    }
}
