using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Numbers;
using DiffusionProofs.Runtime;
using MathNet.Numerics.Integration;
using TorchSharp;

namespace DiffusionProofs.Tests.EssayClaims;

/// <summary>The tensor code of the masked bound, from logits, against sixty digits by other routes.</summary>
static class MaskedLossesOnTensors
{
    const string Shapes = "L = 1..4, V = 3..8 with the mask, any mask id";
    const string Domain = "dyadic logits within 1, 4 and 16, two thirds of the positions masked, 0 <= alpha_t <= alpha_s <= 1";
    const string CrossEntropyBound = "MaskedAccuracy: relative u (V + 10 + 2 log V + max(0, -log ce)), from the exponentials, their sum and one logarithm";
    const int Cases = 60;

    /// <summary>A step's term against the divergence of D3PM's posterior from its reverse model, both from matrices.</summary>
    public static SampledOutcome DiscreteAgainstD3pm(On on) => Sample.Check(on, MaskedCase.Any, (c, _) =>
    {
        double[] expected = Divergences(c, withMask: false), bound = Bounds(c, Reveal(c), on);
        torch.Tensor received = MaskedLosses.DiscreteNelbo(
            c.LogitTensor(on), c.Tokens(on, c.Xt), c.Tokens(on, c.X0), c.Mask, c.Level(on, c.AlphaS), c.Level(on, c.AlphaT));
        return [Compare.Within("term", expected, received, i => bound[i], on)];
    }, CrossEntropyBound + " and 4 u for the weight", Shapes, Domain, Cases);

    /// <summary>The same where the mask may be predicted.</summary>
    public static SampledOutcome WithoutSubsAgainstD3pm(On on) => Sample.Check(on, MaskedCase.Any, (c, _) =>
    {
        double[] expected = Divergences(c, withMask: true);
        double reveal = Reveal(c);
        torch.Tensor received = MaskedStepKl.WithoutSubs(
            c.LogitTensor(on), c.Tokens(on, c.Xt), c.Tokens(on, c.X0), c.Mask, c.Level(on, c.AlphaS), c.Level(on, c.AlphaT));
        return
        [
            Compare.Within("divergence", expected, received, i =>
            {
                if (!c.Masked[i]) return 0;
                BigReal[] p = c.Probabilities(i, withMask: true);
                return MaskedAccuracy.StepKl(reveal, -(double)BigReal.Log(p[c.X0[i]]), (double)BigReal.Log(p[c.Mask]), c.AlphaT, c.Vocabulary, on.DType);
            }, on),
        ];
    }, "MaskedAccuracy.StepKl: the softmax's error times the sizes of the terms", Shapes, Domain, Cases);

    /// <summary>The integrand against the limit of D3PM's divergences: their slope at a step of no length, by dual numbers.</summary>
    public static SampledOutcome ContinuousAgainstShortSteps(On on) => Sample.Check(on, MaskedCase.Any, (c, _) =>
    {
        double dAlpha = -1 - c.AlphaS;
        double[] expected = [.. Enumerable.Range(0, c.Length).Select(i => c.Masked[i] ? (double)Slope(c, i, dAlpha) : 0)];
        double[] bound = Bounds(c, -dAlpha / (1 - c.AlphaT), on);
        torch.Tensor received = MaskedLosses.ContinuousNelbo(
            c.LogitTensor(on), c.Tokens(on, c.Xt), c.Tokens(on, c.X0), c.Mask, c.Level(on, c.AlphaT), c.Level(on, dAlpha));
        return [Compare.Within("integrand", expected, received, i => bound[i], on)];
    }, CrossEntropyBound + " and 4 u for the weight", Shapes, Domain, Cases);

    /// <summary>One step to the data masks nothing else: the loss of a masked language model.</summary>
    public static SampledOutcome OneStep(On on) => Sample.Check(on, MaskedCase.Any, (c, _) =>
    {
        double[] expected = [.. Enumerable.Range(0, c.Length).Select(i => c.Masked[i] ? CrossEntropy(c, i) : 0)], bound = Bounds(c, 1, on);
        torch.Tensor logits = c.LogitTensor(on), xt = c.Tokens(on, c.Xt), x0 = c.Tokens(on, c.X0);
        return
        [
            Compare.Within("term at alpha_s = 1", expected, MaskedLosses.DiscreteNelbo(logits, xt, x0, c.Mask, c.Level(on, 1), c.Level(on, c.AlphaT)), i => bound[i], on),
            Compare.Within("cross-entropy", expected, MaskedLosses.CrossEntropy(logits, xt, x0, c.Mask), i => bound[i], on),
        ];
    }, CrossEntropyBound + " and 4 u for the weight", Shapes, Domain, Cases);

    /// <summary>GenMD4's integrand against its formula in sixty digits.</summary>
    public static SampledOutcome VectorSchedule(On on) => Sample.Check(on, MaskedCase.Any, (c, _) =>
    {
        double[] weights = [.. Enumerable.Range(0, c.Vocabulary).Select(j => (j * 5 + c.Mask) % 7 / 4.0)];
        double[] expected = new double[c.Length], bound = new double[c.Length];
        for (int i = 0; i < c.Length; i++)
        {
            if (!c.Masked[i]) continue;
            (BigReal[] mu, int own) = (c.Probabilities(i, withMask: false), c.X0[i]);
            BigReal logP = BigReal.Log(mu[own]);
            expected[i] = (double)Md4Formulas.VectorIntegrand([.. weights.Select(BigReal.FromDouble)], mu, own, logP);
            bound[i] = MaskedAccuracy.Vector(weights, [.. mu.Select(p => (double)p)], own, on.DType);
        }
        torch.Tensor received = Md4Tensors.VectorNelbo(c.LogitTensor(on), c.Tokens(on, c.Xt), c.Tokens(on, c.X0), c.Mask, on.Tensor(weights));
        return [Compare.Within("integrand", expected, received, i => bound[i], on)];
    }, "MaskedAccuracy.Vector: each prediction by its own distance from the largest, the sum by V u, and the cross-entropy's", Shapes, Domain + "; weights from 0 to 3/2", Cases);

    /// <summary>The derivative by the logits, by autograd and in one pass, against weight (softmax - one-hot) by dual numbers.</summary>
    public static SampledOutcome DerivativeAgainstDualNumbers(On on) => Sample.Check(on, MaskedCase.Any, (c, _) =>
    {
        double weight = 1 / (1 - c.AlphaT), u = Dtypes.UnitRoundoff(on.DType);
        double[] expected = [.. Enumerable.Range(0, c.Length).SelectMany(i => Enumerable.Range(0, c.Vocabulary).Select(j => c.Masked[i] ? weight * Derivative(c, i, j) : 0))];
        torch.Tensor logits = c.LogitTensor(on).requires_grad_(), xt = c.Tokens(on, c.Xt), x0 = c.Tokens(on, c.X0);
        torch.Tensor alpha = c.Level(on, c.AlphaT), dAlpha = c.Level(on, -1), inPlace = torch.zeros_like(logits);
        MaskedLosses.ContinuousNelbo(logits, xt, x0, c.Mask, alpha, dAlpha).sum().backward();
        torch.Tensor loss = MaskedLosses.ContinuousNelboWithGradient(logits, xt, x0, c.Mask, alpha, dAlpha, inPlace);
        double Allowed(int k) => u * (c.Vocabulary + 30 + 2 * c.Logits[k / c.Vocabulary].Max(Math.Abs)) * Math.Abs(expected[k]);
        Comparison byAutograd = Compare.Within("by autograd", expected, logits.grad!, Allowed, on);
        logits.grad!.Dispose();
        return
        [
            byAutograd,
            Compare.Within("in one pass", expected, inPlace, Allowed, on),
            Compare.Ulps("loss of the one pass", Compare.Values(MaskedLosses.ContinuousNelbo(logits.detach(), xt, x0, c.Mask, alpha, dAlpha)), loss, 0, on),
        ];
    }, "relative u (V + 30 + 2 max |logit|): an exponential of a rounded difference over a sum of V, three products", Shapes, Domain, Cases);

    /// <summary>A model of z_t by random logits for every set of masked positions: the mean over sets of each size, over sizes, against all orders.</summary>
    public static SampledOutcome CountFormAgainstOrders(On on) => Sample.Check(on, MaskedCase.Any, (c, _) =>
    {
        MaskedCase[] each = ModelOfEverySet(c);
        int length = each[0].Length;
        BigReal expected = SubsetBounds.AnyOrder(length, (set, i) => BigReal.Log(each[set].Probabilities(i, withMask: false)[c.X0[i]]));
        double received = 0, allowed = 0;
        foreach (MaskedCase at in each.Skip(1))
        {
            int n = at.Masked.Count(m => m);
            double share = 1.0 / length / CountWeights.Binomial(length, n);
            double[] loss = Compare.Values(MaskedLosses.CountNelbo(at.LogitTensor(on), at.Tokens(on, at.Xt), at.Tokens(on, at.X0), at.Mask));
            received += share * loss.Sum();
            allowed += share * Bounds(at, (double)length / n, on).Sum();
        }
        return [Compare.Within("bound", (double)expected, received, allowed + 64 * Math.ScaleB(1, -53) * (double)expected)];
    }, CrossEntropyBound + ", averaged as the losses are; 64 roundings of the averages in double", "L = 1..3, V = 3..8, a model for every set", Domain, Cases);

    /// <summary>The integral over t for alpha = 1 - t^w, w = 1, 2, 3: a polynomial, which five Gauss nodes integrate, against the count form.</summary>
    public static SampledOutcome EverySchedule(On on) => Sample.Check(on, MaskedCase.Any, (c, _) =>
    {
        MaskedCase[] each = ModelOfEverySet(c);
        int length = each[0].Length;
        BigReal[] loss = SubsetBounds.Losses(length, (set, i) => BigReal.Log(each[set].Probabilities(i, withMask: false)[c.X0[i]]));
        double expected = (double)SubsetBounds.ByCount(loss), u = Dtypes.UnitRoundoff(on.DType);
        var rule = new GaussLegendreRule(0, 1, 5);
        return Enumerable.Range(1, 3).Select(power =>
        {
            double received = 0, allowed = 64 * Math.ScaleB(1, -53) * expected;
            for (int k = 0; k < 5; k++)
            {
                (double t, double share) = (rule.Abscissas[k], rule.Weights[k]);
                (double m, double slope) = (Math.Pow(t, power), -power * Math.Pow(t, power - 1));
                foreach (MaskedCase at in each.Skip(1))
                {
                    int n = at.Masked.Count(masked => masked);
                    double probability = share * Math.Pow(m, n) * Math.Pow(1 - m, length - n);
                    received += probability * Compare.Values(MaskedLosses.ContinuousNelbo(
                        at.LogitTensor(on), at.Tokens(on, at.Xt), at.Tokens(on, at.X0), at.Mask, at.Level(on, on.Round(1 - m)), at.Level(on, on.Round(slope)))).Sum();
                    // alpha and its slope are rounded; 1 - alpha passes alpha's rounding on as u/m.
                    allowed += probability * Bounds(at, -slope / m, on).Sum() + probability * -slope / m * (2 * u + u / m) * (double)loss[Set(at)];
                }
            }
            return Compare.Within($"bound, alpha = 1 - t^{power}", expected, received, allowed);
        });
    }, CrossEntropyBound + ", integrated as the losses are; u/(1 - alpha) for the rounded alpha; 64 roundings of the sums in double",
        "L = 1..3, V = 3..8, a model for every set; alpha = 1 - t^w, w = 1..3", Domain, cases: 20);

    static int Set(MaskedCase c) => c.Masked.Select((masked, i) => masked ? 1 << i : 0).Sum();

    /// <summary>Another model for every set of masked positions, the first three at most: the logits, moved on by the set.</summary>
    static MaskedCase[] ModelOfEverySet(MaskedCase c)
    {
        int length = Math.Min(3, c.Length);
        return
        [
            .. Enumerable.Range(0, 1 << length).Select(set => c with
            {
                Logits = [.. Enumerable.Range(0, length).Select(i => c.Logits[i].Select((l, j) => l + (set * 5 + j * 3 + i) % 7 / 4.0).ToArray())],
                X0 = c.X0[..length],
                Masked = [.. Enumerable.Range(0, length).Select(i => (set >> i & 1) != 0)],
            }),
        ];
    }

    static double Reveal(MaskedCase c) => (c.AlphaS - c.AlphaT) / (1 - c.AlphaT);

    static double CrossEntropy(MaskedCase c, int i) => -(double)BigReal.Log(c.Probabilities(i, withMask: false)[c.X0[i]]);

    static double[] Bounds(MaskedCase c, double weight, On on) =>
        [.. Enumerable.Range(0, c.Length).Select(i => c.Masked[i] ? MaskedAccuracy.Term(weight, CrossEntropy(c, i), c.Vocabulary, on.DType) : 0)];

    static double[] Divergences(MaskedCase c, bool withMask)
    {
        if (c.AlphaS == c.AlphaT) return new double[c.Length];
        var kernel = new AbsorbingKernel(c.Vocabulary, c.Mask);
        BigReal alphaS = BigReal.FromDouble(c.AlphaS);
        (BigReal[][] step, BigReal[][] before) = (kernel.Step(1 - BigReal.FromDouble(c.AlphaT) / alphaS), kernel.Cumulative(alphaS));
        return
        [
            .. Enumerable.Range(0, c.Length).Select(i => !c.Masked[i]
                ? 0
                : (double)CategoricalFormulas.StepDivergence(kernel, step, before, c.Probabilities(i, withMask), c.X0[i], c.Mask, c.AlphaS == 1)),
        ];
    }

    /// <summary>d/dh of the divergence of a step from alpha_t - alpha' h, at h = 0: the token is revealed with probability r h, by the model with r h p.</summary>
    static BigReal Slope(MaskedCase c, int i, double dAlpha)
    {
        var alpha = new RealDual<BigReal>(BigReal.FromDouble(c.AlphaT), -BigReal.FromDouble(dAlpha));
        RealDual<BigReal> keep = c.AlphaT == 0 ? RealDual<BigReal>.FromDouble(0) : RealDual<BigReal>.FromDouble(c.AlphaT) / alpha;
        var kernel = new AbsorbingKernel(c.Vocabulary, c.Mask);
        RealDual<BigReal>[] q = CategoricalFormulas.Posterior(kernel.Step(1 - keep), kernel.Cumulative(alpha), c.X0[i], c.Mask);
        // Both laws keep the mask with the same probability; what is left is the revealed token's part, whose logarithm has a limit.
        return q[c.X0[i]].Slope * -BigReal.Log(c.Probabilities(i, withMask: false)[c.X0[i]]);
    }

    static double Derivative(MaskedCase c, int i, int j)
    {
        if (j == c.Mask) return 0;
        RealDual<BigReal>[] logits = [.. c.Logits[i].Select((l, k) => new RealDual<BigReal>(BigReal.FromDouble(l), k == j ? BigReal.One : BigReal.Zero))];
        return (double)(-SubsFormulas.LogProbability(logits, c.X0[i], c.Mask)).Slope;
    }
}
