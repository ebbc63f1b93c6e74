using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using TorchSharp;
using Dtypes = DiffusionProofs.Runtime.Dtypes;

namespace DiffusionProofs.Tests.Categorical;

/// <summary>The terms of D3PM's bound on tensors, from logits, against the formulas in sixty digits, and their sum against all paths.</summary>
static class LossesOnTensors
{
    const string Bound = "CategoricalAccuracy.Divergence of the laws' logarithms, whose errors are those of the entries, of the log-softmax and of LogAfter";

    public static SampledOutcome Terms(On on) => Sample.Check(on, NoiseCase.Any, (c, _) =>
    {
        using ITransitionTensors step = c.Step(2, on), before = c.Before(on);
        (KnownStep knownStep, KnownStep knownBefore) = (KnownStep.Of(c, 2, on), KnownStep.Before(c, on));
        (int X0, int Xt)[] pairs = c.Pairs(), near = [.. from i in Enumerable.Range(0, c.K) from j in Enumerable.Range(0, c.K) where knownStep.Entries[i][j] > 0 select (i, j)];
        int[] all = [.. Enumerable.Range(0, c.K)];
        (double Value, double Allowed)[] kls = [.. pairs.Select(p => StepKl(c, knownStep, knownBefore, p.X0, p.Xt, on))];
        (double Value, double Allowed)[] priors = [.. all.Select(x0 => PriorKl(c, knownBefore, x0, on))];
        (double Value, double Allowed)[] predicted = [.. pairs.Select(p => Predicted(c, p.X0, p.Xt, on))];
        (double Value, double Allowed)[] decoded = [.. near.Select(p => Decoded(c, knownStep, p.X0, p.Xt, on))];
        torch.Tensor Ids(IEnumerable<int> ids) => NoiseCase.Ids(on, ids);
        (torch.Tensor x0, torch.Tensor xt, torch.Tensor logits) = (Ids(pairs.Select(p => p.X0)), Ids(pairs.Select(p => p.Xt)), c.LogitTensor(on, pairs.Select(p => p.Xt)));
        return
        [
            Near("divergence at x_t", kls, NelboTensors.StepKl(step, before, logits, xt, x0), on),
            Near("prior's divergence", priors, NelboTensors.PriorKl(before, on.Tensor(c.Laws.Rows[0].Values), Ids(all)), on),
            Near("decoder that is the prediction", predicted, NelboTensors.PredictedDecoder(logits, x0), on),
            Near("decoder of eq. 4", decoded, NelboTensors.PosteriorDecoder(step, c.LogitTensor(on, near.Select(p => p.Xt)), Ids(near.Select(p => p.Xt)), Ids(near.Select(p => p.X0))), on),
            Near("step's term", [.. all.Select(x => StepTerm(c, knownStep, knownBefore, x, on))], NelboTensors.Step(step, before, c.LogitTensor(on, all), Ids(all)), on),
        ];
    }, Bound, NoiseCase.Shapes + ", every x_0 and x_t that it can become", NoiseCase.Domain, 40);

    /// <summary>Three steps, a prior and predictions of no structure: the sum of all terms is -log p(x_0) and the divergence of the paths.</summary>
    public static SampledOutcome SumOverPaths(On on) => Sample.Check(on, NoiseCase.Of("uniform", "mixed", "gaussian", "random"), (c, _) =>
    {
        int[] all = [.. Enumerable.Range(0, c.K)];
        BigReal[][] predictions = [.. all.Select(c.Predicted)];
        BigReal[][][] matrices = [.. Enumerable.Range(0, 3).Select(c.Matrix)];
        using ITransitionTensors first = c.Step(0, on), next = c.Step(1, on), last = c.Step(2, on), two = first.Then(next), three = two.Then(last);
        KnownStep one = KnownStep.Of(c, 0, on), second = KnownStep.Of(c, 1, on), third = KnownStep.Of(c, 2, on), before = KnownStep.Before(c, on);
        var whole = new KnownStep(LinearAlgebra.Multiply(before.Exact, third.Exact), before.Error + third.Error + c.AfterError(on), null);
        torch.Tensor logits = c.LogitTensor(on, all), x0 = NoiseCase.Ids(on, all), prior = on.Tensor(c.Laws.Rows[0].Values);
        torch.Tensor shared = NelboTensors.PriorKl(three, prior, x0) + NelboTensors.Step(last, two, logits, x0) + NelboTensors.Step(next, first, logits, x0);
        List<Comparison> found = [];
        foreach (bool isPredicted in new[] { true, false })
        {
            var model = new ChainModel<BigReal>(matrices, c.Laws.In<BigReal>()[0], [predictions, predictions, predictions], isPredicted);
            double[] expected = [.. all.Select(x => (double)(model.GapOverPaths(x) - BigReal.Log(model.Likelihood(x))))];
            double[] allowed = [.. all.Select(x => PriorKl(c, whole, x, on).Allowed + StepTerm(c, third, before, x, on).Allowed + StepTerm(c, second, one, x, on).Allowed
                + Decoding(c, one, x, isPredicted, on) + 3 * Dtypes.UnitRoundoff(on.DType) * expected[x])];
            found.Add(Compare.Within(isPredicted ? "bound, the decoder the prediction" : "bound, the decoder eq. 4", expected,
                shared + NelboTensors.Decoding(first, logits, x0, isPredicted), x => allowed[x], on));
        }
        return found;
    }, Bound + "; averaged over x_t as the losses are", "K = 3..6, T = 3, both decoders, every x_0", "uniform, mixed and Gaussian noise and noise of no structure, any prior; dyadic logits", 3);

    static Comparison Near(string what, (double Value, double Allowed)[] expected, torch.Tensor received, On on) =>
        Compare.Within(what, [.. expected.Select(e => e.Value)], received, i => expected[i].Allowed, on);

    /// <summary>The prediction's law for x_t, and its logarithms' errors.</summary>
    static (double[] Law, double[] Errors) PredictedLaw(NoiseCase c, int xt, On on)
    {
        double[] law = NoiseCase.Doubles(c.Predicted(xt));
        return (law, CategoricalAccuracy.LogNormalised(law, new double[c.K], on.DType));
    }

    static (double Value, double Allowed) StepKl(NoiseCase c, KnownStep step, KnownStep before, int x0, int xt, On on)
    {
        BigReal[] q = CategoricalFormulas.Posterior(step.Exact, before.Exact, x0, xt), p = CategoricalFormulas.Reverse(step.Exact, before.Exact, c.Predicted(xt), xt);
        (double[] posterior, double[] model) = (NoiseCase.Doubles(q), NoiseCase.Doubles(p));
        (double[] predicted, double[] errors) = PredictedLaw(c, xt, on);
        double[] rowErrors = [.. before.Entries[x0].Select(r => CategoricalAccuracy.Log(r, before.Error, on.DType))];
        double[] after = [.. LinearAlgebra.Combine(c.Predicted(xt), before.Exact).Select(s => (double)s)];
        double[] ofQ = CategoricalAccuracy.LogNormalised(posterior, step.LogJointErrors(before.Entries[x0], rowErrors, xt, on), on.DType);
        double[] ofP = CategoricalAccuracy.LogNormalised(model, step.LogJointErrors(after, before.LogAfterErrors(predicted, errors, on), xt, on), on.DType);
        double value = (double)CategoricalFormulas.KullbackLeibler(q, p, Enumerable.Range(0, c.K).Where(j => posterior[j] > 0));
        return (value, CategoricalAccuracy.Divergence(posterior, model, ofQ, ofP, on.DType));
    }

    static (double Value, double Allowed) PriorKl(NoiseCase c, KnownStep cumulative, int x0, On on)
    {
        (double[] row, double[] prior) = (cumulative.Entries[x0], c.Laws.Rows[0].Values);
        double value = (double)NelboFormulas.PriorKl(cumulative.Exact[x0], c.Laws.In<BigReal>()[0], Enumerable.Range(0, c.K).Where(j => row[j] > 0));
        return (value, CategoricalAccuracy.Divergence(row, prior,
            [.. row.Select(p => CategoricalAccuracy.Log(p, cumulative.Error, on.DType))], [.. prior.Select(p => CategoricalAccuracy.Log(p, 0, on.DType))], on.DType));
    }

    static (double Value, double Allowed) Predicted(NoiseCase c, int x0, int xt, On on) =>
        ((double)NelboFormulas.PredictedDecoder(c.Predicted(xt), x0), PredictedLaw(c, xt, on).Errors[x0]);

    static (double Value, double Allowed) Decoded(NoiseCase c, KnownStep step, int x0, int x1, On on)
    {
        (double[] predicted, double[] errors) = PredictedLaw(c, x1, on);
        double[] law = NoiseCase.Doubles(CategoricalFormulas.Reverse(step.Exact, LinearAlgebra.Identity<BigReal>(c.K), c.Predicted(x1), x1));
        return ((double)NelboFormulas.PosteriorDecoder(step.Exact, c.Predicted(x1), x0, x1), CategoricalAccuracy.LogNormalised(law, step.LogJointErrors(predicted, errors, x1, on), on.DType)[x0]);
    }

    /// <summary>Averaged over x_t, whose law is off by both steps' errors and (K + 3) u, in a sum of K.</summary>
    static (double Value, double Allowed) StepTerm(NoiseCase c, KnownStep step, KnownStep before, int x0, On on)
    {
        double[] law = NoiseCase.Doubles(LinearAlgebra.Combine(before.Exact[x0], step.Exact));
        double weightError = step.Error + before.Error + 2 * c.AfterError(on);
        (double value, double allowed) = (0, 0);
        foreach (int xt in Enumerable.Range(0, c.K).Where(xt => law[xt] > 0))
        {
            (double kl, double error) = StepKl(c, step, before, x0, xt, on);
            (value, allowed) = (value + law[xt] * kl, allowed + 1.01 * law[xt] * (error + weightError * (kl + error)));
        }
        return (value, allowed + 8 * Math.ScaleB(1, -53) * value);
    }

    static double Decoding(NoiseCase c, KnownStep step, int x0, bool isPredicted, On on)
    {
        double allowed = 0;
        foreach (int x1 in Enumerable.Range(0, c.K).Where(x1 => step.Entries[x0][x1] > 0))
        {
            (double loss, double error) = isPredicted ? Predicted(c, x0, x1, on) : Decoded(c, step, x0, x1, on);
            allowed += 1.01 * step.Entries[x0][x1] * (error + (step.Error + c.AfterError(on)) * (loss + error));
        }
        return allowed;
    }
}
