using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.Categorical;

/// <summary>Posteriors and reverse steps on tensors against the formulas on matrices in sixty digits.</summary>
static class ChainsOnTensors
{
    const string Bound = "CategoricalAccuracy.Normalised: twice both factors' relative errors and (K + 2) u";

    public static SampledOutcome Posterior(On on) => Sample.Check(on, NoiseCase.Any, (c, _) =>
    {
        using ITransitionTensors step = c.Step(2, on), before = c.Before(on);
        (int X0, int Xt)[] pairs = c.Pairs();
        BigReal[][] matrix = c.Matrix(2), product = c.Before();
        BigReal[][] expected = [.. pairs.Select(pair => CategoricalFormulas.Posterior(matrix, product, pair.X0, pair.Xt))];
        (torch.Tensor x0, torch.Tensor xt) = (NoiseCase.Ids(on, pairs.Select(p => p.X0)), NoiseCase.Ids(on, pairs.Select(p => p.Xt)));
        return [StepsOnTensors.Near("posterior", expected, ChainTensors.Posterior(step, before, xt, x0), Error(c, c.BeforeError(on), on), on)];
    }, Bound, NoiseCase.Shapes + ", every x_0 and x_t that it can become", NoiseCase.Domain, 60);

    public static SampledOutcome Reverse(On on) => Sample.Check(on, NoiseCase.Any, (c, _) =>
    {
        using ITransitionTensors step = c.Step(2, on), before = c.Before(on);
        int[] xt = [.. Enumerable.Range(0, c.K)];
        BigReal[][] matrix = c.Matrix(2), product = c.Before(), laws = c.Laws.In<BigReal>(), identity = LinearAlgebra.Identity<BigReal>(c.K);
        (int X0, int Xt)[] pairs = c.Pairs();
        torch.Tensor oneHot = torch.eye(c.K, dtype: on.DType, device: new torch.Device(on.Device)).index_select(0, NoiseCase.Ids(on, pairs.Select(p => p.X0)));
        double error = Error(c, c.BeforeError(on) + c.AfterError(on), on);
        return
        [
            StepsOnTensors.Near("eq. 4", [.. xt.Select(x => CategoricalFormulas.Reverse(matrix, product, laws[x], x))], ChainTensors.Reverse(step, before, NoiseCase.Ids(on, xt), c.LawTensor(on, xt)), error, on),
            StepsOnTensors.Near("eq. 4 of one-hot predictions", [.. pairs.Select(p => CategoricalFormulas.Posterior(matrix, product, p.X0, p.Xt))],
                ChainTensors.Reverse(step, before, NoiseCase.Ids(on, pairs.Select(p => p.Xt)), oneHot), error, on),
        ];
    }, Bound, NoiseCase.Shapes + ", every x_t", NoiseCase.Domain, 60);

    public static SampledOutcome AveragedPosteriors(On on) => Sample.Check(on, NoiseCase.Any, (c, _) =>
    {
        using ITransitionTensors step = c.Step(2, on), before = c.Before(on);
        (int X0, int Xt)[] pairs = c.Pairs();
        (torch.Tensor x0, torch.Tensor xt) = (NoiseCase.Ids(on, pairs.Select(p => p.X0)), NoiseCase.Ids(on, pairs.Select(p => p.Xt)));
        torch.Tensor weights = step.After(before.Rows(x0)).gather(1, xt.unsqueeze(1)), posterior = ChainTensors.Posterior(step, before, xt, x0);
        torch.Tensor average = torch.zeros([c.K, c.K], dtype: on.DType, device: new torch.Device(on.Device)).index_add(0, x0, weights * posterior, 1);
        double error = Error(c, c.BeforeError(on), on) + c.StepError(2, on) + c.BeforeError(on) + 2 * c.AfterError(on);
        return [StepsOnTensors.Near("average", c.Before(), average, 1.01 * error, on)];
    }, Bound + "; the weights' error, and (K + 3) u for their sum", NoiseCase.Shapes + ", every x_0", NoiseCase.Domain, 60);

    static double Error(NoiseCase c, double beforeError, On on) => CategoricalAccuracy.Normalised(c.StepError(2, on) + beforeError, c.K, on.DType);
}
