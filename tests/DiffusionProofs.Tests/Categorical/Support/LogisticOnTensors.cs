using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.Tests.Categorical;

/// <summary>The truncated logistic on tensors against its formula in sixty digits, and at its mirror image.</summary>
static class LogisticOnTensors
{
    public static SampledOutcome AgainstTheFormula(On on, IEnumerable<(int Categories, double Location, double LogScale)> rows) => Sample.Rows(on, rows, (row, _) =>
    {
        BigReal[] exact = TruncatedLogistic.LogProbabilities(BigReal.FromDouble(row.Location), BigReal.FromDouble(row.LogScale), row.Categories);
        double[] allowed = CategoricalAccuracy.TruncatedLogistic(row.Location, row.LogScale, NoiseCase.Doubles(exact), on.DType);
        torch.Tensor received = TruncatedLogisticTensors.LogProbabilities(on.Tensor([row.Location, -row.Location]), on.Tensor([row.LogScale, row.LogScale]), row.Categories);
        double[] both = [.. NoiseCase.Doubles(exact), .. NoiseCase.Doubles(exact).Reverse()];
        return [Compare.Within("log-probabilities, and of the mirror image", both, received, i => i < row.Categories ? allowed[i] : allowed[2 * row.Categories - 1 - i], on)];
    }, "CategoricalAccuracy.TruncatedLogistic: the arguments' roundings, passed on at most once, and the log-softmax's", "K = 2, 3, 16, 256", "locations from -1 to 13/16, log scales -5, -2, 0, 2.5");
}
