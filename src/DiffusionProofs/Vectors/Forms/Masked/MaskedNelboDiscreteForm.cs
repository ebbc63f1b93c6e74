using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using TorchSharp;

namespace DiffusionProofs.TestVectors;

sealed class MaskedNelboDiscreteForm : MaskedNelboForm
{
    public override string Name => "masked.nelbo-discrete";
    public override string Source => "Sahoo et al., MDLM, arXiv:2406.07524, eq. 8 (the term of one step)";

    protected override (Field First, Field Second) Rates { get; } = (MaskedFields.Alpha("alpha_s", "[B]"), MaskedFields.Alpha("alpha_t", "[B]"));

    protected override T Term<T>(T logP, T alphaS, T alphaT) => MaskedFormulas.DiscreteTerm(logP, alphaS, alphaT);

    protected override torch.Tensor Loss(torch.Tensor logits, torch.Tensor xt, torch.Tensor x0, long mask, torch.Tensor first, torch.Tensor second) =>
        MaskedLosses.DiscreteNelbo(logits, xt, x0, mask, first, second);

    public override void Require(FormInputs inputs)
    {
        MaskedPositions.Require(inputs, "alpha_t");
        MaskedFields.RequireStep(inputs);
    }

    public override IEnumerable<(string, IReadOnlyDictionary<string, FieldValue>)> EdgeCases() =>
    [
        ("the mask in the middle", Case([[[0.25, -1.5, 0, 1], [1.25, 0.5, -2, 0.75]]], [[1, 3]], [[2, 3]], 1, [0.8125], [0.375])),
        ("the mask first", Case([[[0.25, -1.5, 0], [1.25, 0.5, -2]]], [[0, 0]], [[2, 1]], 0, [0.6875], [0.25])),
        ("s = t: no loss", Case([[[0.25, -1.5, 0]]], [[2]], [[1]], 2, [0.625], [0.625])),
        ("alpha_s = 1: the whole cross-entropy", Case([[[0.25, -1.5, 0]]], [[2]], [[1]], 2, [1], [0.625])),
        ("alpha_t = 0: all masked", Case([[[0.25, -1.5, 0], [1.25, 0.5, -2]]], [[2, 2]], [[0, 1]], 2, [0.125], [0])),
        ("all visible, at alpha_t = 1 too", Case([[[0.25, -1.5, 0]], [[1.25, 0.5, -2]]], [[0], [1]], [[0], [1]], 2, [0.375, 1], [0.25, 1])),
        ("a short step near the data", Case([[[0.25, -1.5, 0]]], [[2]], [[1]], 2, [0.9999998807907104], [0.9999997615814209])),
        ("extreme logits", Case([[[1000, -1000, 3000], [-750, 750.5, 750]]], [[2, 2]], [[1, 1]], 2, [0.8125], [0.375])),
    ];

    protected override (double, double) RandomRates(CaseRandom random) => (random.Scale(0.5625, 0.9375), random.Scale(0.0625, 0.4375));

    protected override IEnumerable<KnownMistake> WeightMistakes =>
    [
        .. MaskedStepMistakes.OfTerm.Select(mistake => OfTerm(mistake.Name, mistake.Term)),
    ];
}
