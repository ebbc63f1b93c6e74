using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;
using FsCheck;
using FsCheck.Fluent;

namespace DiffusionProofs.Tests.Categorical;

[Claim("D3PM.5", "D3PM's bound lies above -log p(x_0) by KL(q(x_1 ... x_T | x_0) || p(x_1 ... x_T | x_0)). For one token with the true reverse steps and q(x_T) as prior it is -log p(x_0) itself, for every x_0, T and noise; with another prior the mean excess is KL(q(x_T) || prior).",
    Source = "Austin et al., D3PM, arXiv:2107.03006, eq. 1",
    Refined = "with the decoder that belongs to the model: the prediction itself and eq. 4 with the empty product are two models with two likelihoods",
    Oracle = "the likelihood and the divergence of the paths' laws, summed over all paths")]
public class BoundOfAChain
{
    [Identity]
    public IdentityOutcome True_reverse_steps() => Prove.LogIdentity(new TrueModel());

    [Identity]
    public IdentityOutcome Gap_of_one_step() => Prove.LogIdentity(new AnyModel(1));

    [Exact]
    public ExactOutcome Gap_of_any_model() => Exact.ForAll(Instances(2, 3), Gap, "K = 2, T = 3, both decoders, every x_0", "any model and noise", 8);

    [Exact]
    public ExactOutcome Gap_of_three_categories() => Exact.ForAll(Instances(3, 2), Gap, "K = 3, T = 2, both decoders, every x_0", "any model and noise", 4);

    [Exact]
    public ExactOutcome True_reverse_steps_of_uniform_noise() => Exact.Rows(new[] { 1, 2, 3, 4 }, steps =>
    {
        LogForm<Rational>[] p0 = [new Rational(6, 10), new Rational(3, 10), new Rational(1, 10)];
        LogForm<Rational>[][][] noise = [.. Enumerable.Range(1, steps).Select(t => new UniformKernel(3).Step<LogForm<Rational>>(new Rational(1, t + 1)))];
        return from decoder in new[] { true, false }
               from x0 in Enumerable.Range(0, 3)
               select Decide.Equal($"bound of {x0}", -LogForm<Rational>.Log(p0[x0]), ChainModel<LogForm<Rational>>.Exact(noise, p0, decoder).Nelbo(x0));
    }, "K = 3, uniform noise, both decoders", "T = 1..4, beta = 1/(t + 1), p = 0.6, 0.3, 0.1");

    [Sampled]
    public SampledOutcome Sum_of_the_terms_on_tensors(On on) => LossesOnTensors.SumOverPaths(on);

    [Sampled]
    public SampledOutcome Terms_on_tensors(On on) => LossesOnTensors.Terms(on);

    [Sampled]
    public SampledOutcome Fifty_thousand_categories(On on) => LargeVocabularyNoise.Losses(on);

    [Refutes("the decoder of eq. 4 as that of the model whose decoder is the prediction", Link = "https://github.com/ehoogeboom/multinomial_diffusion/issues/7")]
    public RefutationOutcome Another_decoder() => Refute.LogIdentity(new TrueModel(), new OtherDecoder());

    [Refutes("a network that is fed x_0 instead of x_t: one that copies its input would have no loss at any step", Link = "https://github.com/cloneofsimo/d3pm/issues/1")]
    public RefutationOutcome Fed_the_data() => Refute.LogIdentity(new TrueModel(), new FedTheData());

    [Refutes("t drawn up to T - 1 alone: the last step left out", Link = "https://github.com/cloneofsimo/d3pm/blob/main/d3pm_runner.py")]
    public RefutationOutcome Without_the_last_step() => Refute.LogIdentity(new TrueModel(), new WithoutTheLastStep());

    static IEnumerable<Decision> Gap(StochasticChain parts)
    {
        int steps = (parts.Steps.Count - 1) / 2;
        LogForm<Rational>[][][] each = [.. parts.Steps.Select(q => q.In<Rational>().Select(row => row.Select(p => new LogForm<Rational>(p)).ToArray()).ToArray())];
        foreach (bool decoder in new[] { true, false })
        {
            ChainModel<LogForm<Rational>> model = new(each[..steps], each[^1][0], each[steps..^1], decoder);
            for (int x0 = 0; x0 < parts.Size; x0++)
                yield return Decide.Equal($"bound of {x0}", model.GapOverPaths(x0) - LogForm<Rational>.Log(model.Likelihood(x0)), model.Nelbo(x0));
        }
    }

    /// <summary>T steps, T predictions, and a matrix whose first row is the prior.</summary>
    static Arbitrary<StochasticChain> Instances(int categories, int steps) =>
        Arb.From(StochasticMatrices.Random(categories).Generator.ArrayOf(2 * steps + 1).Select(parts => new StochasticChain(parts)));

    sealed class FedTheData : TrueModel
    {
        protected override T Nelbo<T>(ChainModel<T> model, int x0) => model.Certain(x0).Nelbo(x0);
    }

    sealed class WithoutTheLastStep : TrueModel
    {
        protected override T Nelbo<T>(ChainModel<T> model, int x0) => model.Nelbo(x0, steps: 1);
    }

    sealed class OtherDecoder : TrueModel
    {
        protected override T Nelbo<T>(ChainModel<T> model, int x0) => model.NelboOfTheOtherDecoder(x0);
    }

    sealed class AnyModel(int length) : ILogIdentity
    {
        public IReadOnlyList<string> Variables { get; } = FormalChain.Names(2, length).Matrix("r", length, 2).Scalars("prior");
        public string Shapes => $"K = 2, T = {length}, any noise, model and prior, both decoders";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            T[][][] steps = FormalChain.Steps(read, 2, length), predicted = [.. read.Matrix(length, 2).Select(rows => rows.Select(p => FormalChain.Row([p])).ToArray())];
            T[] prior = FormalChain.Row([read.Scalar()]);
            foreach (bool decoder in new[] { true, false })
            {
                ChainModel<T> model = new(steps, prior, predicted, decoder);
                for (int x0 = 0; x0 < 2; x0++) yield return (model.GapOverPaths(x0) - T.Log(model.Likelihood(x0)), model.Nelbo(x0));
            }
        }
    }

    class TrueModel : ILogIdentity
    {
        protected virtual T Nelbo<T>(ChainModel<T> model, int x0) where T : ILogField<T> => model.Nelbo(x0);

        public IReadOnlyList<string> Variables { get; } = FormalChain.Names(2, 2).Scalars("p", "prior");
        public string Shapes => "K = 2, T = 2, any noise, law and prior, both decoders";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : ILogField<T>
        {
            var read = new VariableReader<T>(x);
            T[][][] steps = FormalChain.Steps(read, 2, 2);
            T[] p0 = FormalChain.Row([read.Scalar()]), prior = FormalChain.Row([read.Scalar()]), last = LinearAlgebra.Combine(LinearAlgebra.Combine(p0, steps[0]), steps[1]);
            foreach (bool decoder in new[] { true, false })
            {
                var model = ChainModel<T>.Exact(steps, p0, decoder);
                var other = ChainModel<T>.Exact(steps, p0, decoder).With(prior);
                for (int x0 = 0; x0 < 2; x0++) yield return (Nelbo(model, x0), -T.Log(p0[x0]));
                yield return (
                    Enumerable.Range(0, 2).Select(x0 => p0[x0] * (Nelbo(other, x0) + T.Log(p0[x0]))).Sum(),
                    Enumerable.Range(0, 2).Select(j => last[j] * T.Log(last[j] / prior[j])).Sum());
            }
        }
    }
}
