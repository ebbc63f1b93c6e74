using System.Globalization;

namespace DiffusionProofs.TestVectors;

/// <summary>Looks for what explains numbers that disagree: a coarser arithmetic, or a known mistake that reproduces them.</summary>
static class Diagnosis
{
    public static string? Of(ClosedForm form, IReadOnlyList<CheckedCase> cases, ComparisonOptions options)
    {
        if (options.Arithmetic == Arithmetic.Float64 && cases.All(each => Near(form, each, Rights(each), each.Tolerances, Arithmetic.Float32)))
            return "no mistake in the formula: right within the rounding of float32, so digits are lost on the way (float32 arithmetic, or cancellation)";
        // A mistake in double precision is told apart from one in single by its digits; the finer explanation is tried first.
        foreach (Arithmetic arithmetic in Arithmetic.All)
        {
            foreach (KnownMistake mistake in form.Mistakes)
                if (Explains(form, cases, arithmetic, each => FormEvaluation.WithMistake(form, each.Given.Inputs, mistake))) return mistake.Name;
            foreach ((string name, Func<CheckedCase, IReadOnlyList<double>> change) in GenericMistakes.Of(form))
                if (Explains(form, cases, arithmetic, change)) return name;
            if (GenericMistakes.Factor(cases, each => Tolerances(form, each, arithmetic)) is { } factor)
                return string.Create(CultureInfo.InvariantCulture, $"every output is {factor:G6} times the right one");
            if (GenericMistakes.Offset(cases, each => Tolerances(form, each, arithmetic)) is { } offset) return offset;
        }
        return null;
    }

    static bool Explains(ClosedForm form, IReadOnlyList<CheckedCase> cases, Arithmetic arithmetic, Func<CheckedCase, IReadOnlyList<OrInfinite<RoundedReal>>?> mistake)
    {
        bool differs = false;
        foreach (CheckedCase each in cases)
        {
            bool right = Near(form, each, Rights(each), each.Tolerances, arithmetic);
            if (mistake(each) is not { } predicted)
            {
                if (!right) return false;
                continue;
            }
            double[] wrong = predicted.Select(entry => entry.Rounded(entry.Value.Value)).ToArray();
            if (!Near(form, each, wrong, predicted.Select(entry => entry.Value).ToArray(), arithmetic)) return false;
            differs |= !right;
        }
        return differs;
    }

    static bool Explains(ClosedForm form, IReadOnlyList<CheckedCase> cases, Arithmetic arithmetic, Func<CheckedCase, IReadOnlyList<double>> change) =>
        cases.All(each => Near(form, each, change(each), each.Tolerances, arithmetic, slack: 2))
        && cases.Any(each => !Near(form, each, Rights(each), each.Tolerances, arithmetic));

    static bool Near(ClosedForm form, CheckedCase each, IReadOnlyList<double> values, IReadOnlyList<RoundedReal> tolerances, Arithmetic arithmetic, double slack = 1) =>
        Enumerable.Range(0, values.Count).All(i =>
        {
            double given = each.Entries[i].Given;
            return given.Equals(values[i])
                || Math.Abs(given - values[i]) <= slack * Allowed(form, tolerances[i], arithmetic);
        });

    static double[] Tolerances(ClosedForm form, CheckedCase each, Arithmetic arithmetic) =>
        each.Tolerances.Select(tolerance => Allowed(form, tolerance, arithmetic)).ToArray();

    static double Allowed(ClosedForm form, RoundedReal tolerance, Arithmetic arithmetic) =>
        form.ToleranceFactor * tolerance.Deviation(arithmetic.UnitRoundoff, arithmetic.LeastNormal);

    static double[] Rights(CheckedCase each) => each.Entries.Select(entry => entry.Right).ToArray();
}
