using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.EssayClaims;

[Claim("E8.a", "BERT with one step: at T = 1 with mask rate b and SUBS, D3PM's L_0 is the masked-language-model loss summed over the masked positions.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, section 4 and appendix A.3",
    Refined = "it is a loss and no bound: the prior's term is 0 only at b = 1, and +infinity below, where x_1 shows tokens that the prior never makes",
    Oracle = "the divergences of D3PM's posterior and reverse model, from matrices, summed over every x_1; the masked-language-model loss by its definition")]
public class E08OneStep
{
    [Identity]
    public IdentityOutcome Loss_of_one_step() => Prove.LogIdentity(new OneStep(4, 4));

    [Sampled]
    public SampledOutcome From_logits(On on) => MaskedLossesOnTensors.OneStep(on);

    [Exact]
    public ExactOutcome Prior_term() => Exact.Rows(new Rational[] { 1, new(15, 100), new(1, 2), new(99, 100) }, b =>
    {
        Rational[] row = new AbsorbingKernel(4, 3).Cumulative(1 - b)[0], prior = new AbsorbingKernel(4, 3).Cumulative<Rational>(0)[0];
        bool finite = row.Zip(prior).All(pair => pair.First.IsZero || !pair.Second.IsZero);
        List<Decision> found = [Decide.Equal("x_1 only where the prior has mass", b == 1, finite)];
        if (finite)
            found.Add(Decide.Equal("KL", default, CategoricalFormulas.KullbackLeibler<LogForm<Rational>>(
                [.. row.Select(p => new LogForm<Rational>(p))], [.. prior.Select(p => new LogForm<Rational>(p))], [3])));
        return found;
    }, "K = 4 with the mask", "b = 1, 0.15, 0.5, 0.99; the prior all masks");

    [Refutes("the loss averaged over the masked positions instead of summed", Link = "https://github.com/kuleshov-group/bd3lms/issues/25")]
    public RefutationOutcome Averaged() => Refute.LogIdentity(new OneStep(2, 3), new Average());

    [Refutes("the loss of every position with all others visible, whatever was masked")]
    public RefutationOutcome Each_alone() => Refute.LogIdentity(new OneStep(2, 3), new EachAlone());

    sealed class Average() : OneStep(2, 3)
    {
        protected override T Loss<T>(T[] loss, T maskRate)
        {
            T[] mean = [.. loss.Select((l, set) => set == 0 ? l : l / int.PopCount(set))];
            return SubsetBounds.ExpectedLoss(mean, maskRate);
        }
    }

    sealed class EachAlone() : OneStep(2, 3)
    {
        protected override T Loss<T>(T[] loss, T maskRate) => maskRate * MaskedLossMistakes.PseudoLogLikelihood(loss);
    }

    class OneStep(int largest, int categories) : ILogIdentity
    {
        protected virtual T Loss<T>(T[] loss, T maskRate) where T : ILogField<T> => SubsetBounds.ExpectedLoss(loss, maskRate);

        public IReadOnlyList<string> Variables { get; } =
            new VariableNames().Scalars("b").Matrix("p", Cells(largest).Count(), categories - 2);

        public string Shapes => $"L = 1..{largest}, K = {categories} with the mask, any mask rate b, any model of x_1";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : ILogField<T>
        {
            var read = new VariableReader<T>(values);
            T b = read.Scalar();
            int mask = categories - 1;
            var rows = Cells(largest).ToDictionary(cell => cell, _ => PredictedRows.WithoutMask(read.Vector(categories - 2)));
            var chain = new AbsorbingChain<T>(categories, mask, [b]);
            for (int length = 1; length <= largest; length++)
            {
                int[] x0 = [.. Enumerable.Range(0, length).Select(i => i % mask)];
                T[] Row(int set, int i) => (set >> i & 1) != 0 ? rows[(set, i)] : MaskedFormulas.Marginal(x0[i], categories, mask, T.One);
                yield return (
                    AbsorbingBounds.Term(chain, 1, x0, Row),
                    Loss(SubsetBounds.Losses(length, (set, i) => T.Log(Row(set, i)[x0[i]])), b));
            }
        }

        static IEnumerable<(int Set, int Position)> Cells(int length) =>
            from set in Enumerable.Range(1, (1 << length) - 1)
            from i in SubsetBounds.Members(set, length)
            select (set, i);
    }
}

[Claim("E8.a2", "BERT's corruption (of the selected positions some masked, some replaced by a random token, some kept) is one step of absorbing-plus-uniform noise with alpha = s p_m and beta = s p_u; its L_0 is BERT's loss over the selected positions plus the losses of the others.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, section 4 and appendix A.2.6; Devlin et al., arXiv:1810.04805, section 3.1",
    Refined = "equal but for the terms of the unselected positions, which BERT leaves out and L_0 has",
    Oracle = "BERT's selection and replacement, enumerated")]
public class E08BertsCorruption
{
    [Identity]
    public IdentityOutcome Selection_then_replacement() => Prove.Identity(new Corruption(1), new Corruption(2));

    [Refutes("that L_0 is BERT's loss over the selected positions alone")]
    public RefutationOutcome Unselected_positions_count() => Refute.Identity(new Corruption(2), new SelectedOnly());

    sealed class SelectedOnly() : Corruption(2)
    {
        protected override T Total<T>(T selected, T others) => selected;
    }

    /// <summary>Two tokens and the mask; the prediction's loss at every x_1 and position is free.</summary>
    class Corruption(int length) : IIdentity
    {
        const int Categories = 3, Mask = 2;

        protected virtual T Total<T>(T selected, T others) where T : IField<T> => selected + others;

        public IReadOnlyList<string> Variables { get; } =
            new VariableNames().Scalars("s", "pm", "pu").Matrix("loss", (int)Math.Pow(Categories, length), length);

        public string Shapes => $"L = {length}, 2 tokens and the mask, any rates, any model of x_1";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            (T s, T masked, T uniform) = (read.Scalar(), read.Scalar(), read.Scalar());
            T[][] loss = read.Matrix((int)Math.Pow(Categories, length), length);
            T kept = 1 - masked - uniform;
            T Replaced(int from, int to) => (to == Mask ? masked : T.Zero) + uniform / Categories + (to == from ? kept : T.Zero);
            // D3PM, A.2.6: alpha 1 e_m^T + beta 1 1^T/K + (1 - alpha - beta) I.
            T Step(int from, int to) => (to == Mask ? s * masked : T.Zero) + s * uniform / Categories + (to == from ? 1 - s * masked - s * uniform : T.Zero);

            T all = T.Zero, selected = T.Zero, others = T.Zero;
            for (int noisy = 0; noisy < loss.Length; noisy++)
            {
                int[] x1 = [.. Enumerable.Range(0, length).Select(i => noisy / (int)Math.Pow(Categories, i) % Categories)];
                int[] x0 = [.. Enumerable.Range(0, length).Select(i => i % Mask)];
                T direct = T.One;
                for (int i = 0; i < length; i++) direct *= Step(x0[i], x1[i]);
                all += direct * loss[noisy].Sum();
                for (int set = 0; set < 1 << length; set++)
                {
                    T probability = T.One;
                    for (int i = 0; i < length; i++)
                        probability *= (set >> i & 1) != 0 ? s * Replaced(x0[i], x1[i]) : (1 - s) * (x0[i] == x1[i] ? T.One : T.Zero);
                    for (int i = 0; i < length; i++)
                        if ((set >> i & 1) != 0) selected += probability * loss[noisy][i];
                        else others += probability * loss[noisy][i];
                }
            }
            yield return (all, Total(selected, others));
        }
    }
}
