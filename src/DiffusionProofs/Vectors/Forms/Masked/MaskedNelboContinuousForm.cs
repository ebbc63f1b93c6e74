using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class MaskedNelboContinuousForm : MaskedNelboForm
{
    public override string Name => "masked.nelbo-continuous";
    public override string Source => "Sahoo et al., MDLM, arXiv:2406.07524, eq. 10";

    protected override (Field First, Field Second) Rates { get; } = (MaskedFields.Alpha("alpha", "[B]"), Field.Real("d_alpha", "[B]").Within(Domain.NotPositive));

    protected override T Term<T>(T logP, T alpha, T dAlpha) => MaskedFormulas.ContinuousIntegrand(logP, alpha, dAlpha);

    protected override torch.Tensor Loss(torch.Tensor logits, torch.Tensor xt, torch.Tensor x0, long mask, torch.Tensor first, torch.Tensor second) =>
        MaskedLosses.ContinuousNelbo(logits, xt, x0, mask, first, second);

    public override void Require(FormInputs inputs) => MaskedPositions.Require(inputs, "alpha");

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("one masked token", Case([[[0.25, -1.5, 0]]], [[2]], [[1]], 2, [0.5], [-1])),
        ("the mask in the middle", Case([[[0.25, -1.5, 0, 1], [1.25, 0.5, -2, 0.75]]], [[1, 3]], [[2, 3]], 1, [0.375], [-0.9990234375])),
        ("the mask first", Case([[[0.25, -1.5, 0], [1.25, 0.5, -2]]], [[0, 0]], [[2, 1]], 0, [0.6875], [-1.5])),
        ("all visible, at alpha = 1 too", Case([[[0.25, -1.5, 0]], [[1.25, 0.5, -2]]], [[0], [1]], [[0], [1]], 2, [0.375, 1], [-1, -0.75])),
        ("alpha = 0: all masked", Case([[[0.25, -1.5, 0], [1.25, 0.5, -2]]], [[2, 2]], [[0, 1]], 2, [0], [-0.625])),
        ("alpha' = 0: no weight", Case([[[0.25, -1.5, 0]]], [[2]], [[1]], 2, [0.375], [0])),
        ("nearly nothing masked: a large weight", Case([[[0.25, -1.5, 0]]], [[2]], [[1]], 2, [0.9999998807907104], [-1.25])),
        ("extreme logits", Case([[[1000, -1000, 3000], [-750, 750.5, 750]]], [[2, 2]], [[1, 1]], 2, [0.375], [-1.5])),
    ];

    protected override (double, double) RandomRates(CaseRandom random) => (random.Scale(0.0625, 0.9375), -random.Scale(0.25, 3));

    protected override IEnumerable<KnownMistake> WeightMistakes =>
    [
        OfTerm("alpha'/(1 - alpha) (-log p): alpha' is negative already, so the bound is", MaskedLossMistakes.NegativeSign),
        OfTerm("the weight is sigma'/(1 - exp(-sigma)) instead of sigma'/expm1(sigma)", (logP, alpha, dAlpha) =>
            MaskedLossMistakes.WeightFromNegativeSigma(1 / alpha, -dAlpha / alpha) * -logP),
        OfTerm("the weight is sigma' = -alpha'/alpha: divided by alpha instead of 1 - alpha", (logP, alpha, dAlpha) =>
            MaskedScheduleMistakes.WeightOverAlpha(alpha, dAlpha) * -logP),
        OfTerm("1/p of the mask rate p = 1 - alpha is dropped", MaskedLossMistakes.WithoutMaskRate),
    ];
}
