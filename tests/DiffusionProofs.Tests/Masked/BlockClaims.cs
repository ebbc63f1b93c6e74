using DiffusionProofs.Evidence;
using DiffusionProofs.Masked;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Masked;

[Claim("BD3.1", "Block diffusion with blocks of one token is autoregression, with one block masked diffusion.",
    Source = "Arriola et al., BD3-LM, arXiv:2503.09573, sections 3.1 and 4.1",
    Oracle = "the autoregressive loss from left to right; the masked bound of the whole")]
public class BlockDiffusionEnds
{
    [Identity]
    public IdentityOutcome Blocks_of_one_and_of_all() => Prove.Identity(new Ends(1), new Ends(2), new Ends(3), new Ends(4));

    [Refutes("blocks that see the tokens after them as well")]
    public RefutationOutcome Later_blocks_are_hidden() => Refute.Identity(new Ends(3), new SeesLaterBlocks());

    sealed class SeesLaterBlocks() : Ends(3)
    {
        protected override T Bound<T>(int block, Func<int, int, T> logP) => BlockMistakes.SeesLaterBlocks(3, block, logP);
    }

    class Ends(int length) : IIdentity
    {
        protected virtual T Bound<T>(int block, Func<int, int, T> logP) where T : IField<T> => BlockFormulas.Bound(length, block, logP);

        public IReadOnlyList<string> Variables { get; } = MaskedModel<Rational>.Names(length);
        public string Shapes => $"L = {length}, any model of z_t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var model = new MaskedModel<T>(new VariableReader<T>(values), length);
            yield return (Bound<T>(1, model.LogP), SubsetBounds.Autoregressive([.. Enumerable.Range(0, length)], model.LogP));
            yield return (Bound<T>(length, model.LogP), SubsetBounds.Continuous(model.Losses));
        }
    }
}

[Claim("BD3.2", "With exact conditionals every block size has the same continuous bound, the entropy of the data.",
    Source = "Arriola et al., BD3-LM, arXiv:2503.09573, section 3.1",
    Oracle = "the chain rule for entropies")]
public class BlockSizesWithExactConditionals
{
    [Identity]
    public IdentityOutcome Every_block_size() => Prove.Identity(new Sizes(4), new Sizes(6));

    [Refutes("blocks that see the tokens after them as well")]
    public RefutationOutcome Later_blocks_are_hidden() => Refute.Identity(new Sizes(4), new SeesLaterBlocks());

    sealed class SeesLaterBlocks() : Sizes(4)
    {
        protected override T Bound<T>(int block, Func<int, int, T> logP) => BlockMistakes.SeesLaterBlocks(4, block, logP);
    }

    class Sizes(int length) : IIdentity
    {
        protected virtual T Bound<T>(int block, Func<int, int, T> logP) where T : IField<T> => BlockFormulas.Bound(length, block, logP);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("H", (1 << length) - 1);
        public string Shapes => $"L = {length}, every block size that divides it, any law of sequences";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[] h = [T.Zero, .. x];
            int all = (1 << length) - 1;
            for (int block = 1; block <= length; block++)
                if (length % block == 0)
                    yield return (Bound(block, (set, i) => h[all & ~set] - h[(all & ~set) | 1 << i]), h[all]);
        }
    }
}

[Claim("BD3.3", "With the mask rate even in [beta, omega], the weight (omega - beta)/m integrates to the bound's part between these mask rates.",
    Source = "Arriola et al., BD3-LM, arXiv:2503.09573, clipped schedules",
    Refined = "only the part between the two rates, so it is a bound of the whole only for [0, 1]",
    Oracle = "the bound between two mask rates; the mean over the interval by exact quadrature")]
public class ClippedSchedule
{
    [Identity]
    public IdentityOutcome Mean_over_the_interval() => Prove.Identity(new Clipped(2), new Clipped(4));

    [Refutes("the weight 1/m without the width of the interval", Link = "https://github.com/kuleshov-group/bd3lms/blob/main/diffusion.py")]
    public RefutationOutcome Width_matters() => Refute.Identity(new Clipped(2), new WithoutWidth());

    sealed class WithoutWidth() : Clipped(2)
    {
        protected override T Weight<T>(T maskRate, T lowest, T highest) => MaskedLossMistakes.ClippedWithoutWidth(maskRate, lowest, highest);
    }

    class Clipped(int length) : IIdentity
    {
        protected virtual T Weight<T>(T maskRate, T lowest, T highest) where T : IField<T> => BlockFormulas.ClippedWeight(maskRate, lowest, highest);

        public IReadOnlyList<string> Variables { get; } = MaskedModel<Rational>.Names(length).Scalars("beta", "omega");
        public string Shapes => $"L = {length}, any interval, any model of z_t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] loss = new MaskedModel<T>(read, length).Losses;
            (T beta, T omega) = (read.Scalar(), read.Scalar());
            yield return (
                ExactQuadrature.Integral<T>(length - 1, u =>
                {
                    T m = beta + (omega - beta) * u;
                    return Weight(m, beta, omega) * SubsetBounds.ExpectedLoss(loss, m);
                }),
                SubsetBounds.Continuous(loss, beta, omega));
        }
    }
}

[Claim("BD3.4", "For blocks of one token the weight 1/m gives the autoregressive loss at every mask rate m, with variance l^2 (1 - m)/m a token of loss l: with every token masked it is that loss itself, without variance. m even in [beta, omega] masks (beta + omega)/2 of the tokens, 1/2 in [0, 1].",
    Source = "Arriola et al., BD3-LM, arXiv:2503.09573, sections 3 and 5",
    Refined = "for blocks of one token alone: longer ones need the weight (omega - beta)/m, which says nothing at beta = omega",
    Oracle = "the autoregressive loss; the mean over every set of masked tokens")]
public class BlocksOfOneToken
{
    [Identity]
    public IdentityOutcome Any_mask_rate() => Prove.Identity(new AnyRate(1), new AnyRate(2), new AnyRate(4));

    [Identity]
    public IdentityOutcome Masked_share() => Prove.Identity(new Share(1), new Share(3), new Share(5));

    [Refutes("the weight 1 for mask rates above one half", Link = "https://github.com/kuleshov-group/bd3lms/blob/main/diffusion.py")]
    public RefutationOutcome Weight_of_one() => Refute.Identity(new AnyRate(2), new WeightOfOne());

    [Refutes("all masks as the bound of a longer block")]
    public RefutationOutcome Longer_blocks() => Refute.AtWitness("one or two tokens; losses of the sets {1}, {2}, {1, 2}: 1, 1, 4",
        () => [AllMasks([0, 1])],
        () => [AllMasks([0, 1, 1, 4])]);

    static Decision AllMasks(Rational[] loss) =>
        Decide.Equal("loss of all masks", SubsetBounds.Continuous(loss), BlockFormulas.OneTokenWeight<Rational>(1) * SubsetBounds.ExpectedLoss(loss, 1));

    sealed class WeightOfOne() : AnyRate(2)
    {
        protected override T Weight<T>(T maskRate) => MaskedLossMistakes.WeightOfOne(maskRate);
    }

    class AnyRate(int length) : IIdentity
    {
        protected virtual T Weight<T>(T maskRate) where T : IField<T> => BlockFormulas.OneTokenWeight(maskRate);

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("l", length).Vector("m", length);
        public string Shapes => $"L = {length}, a mask rate for every block, any model of z_t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> values) where T : IField<T>
        {
            var read = new VariableReader<T>(values);
            T[] losses = read.Vector(length), m = read.Vector(length);
            yield return (
                losses.Zip(m, (l, rate) => Weight(rate) * SubsetBounds.ExpectedLoss([T.Zero, l], rate)).Sum(),
                SubsetBounds.Autoregressive([.. Enumerable.Range(0, length)], (_, i) => -losses[i]));
            foreach (var (l, rate) in losses.Zip(m))
                yield return (
                    SubsetBounds.ExpectedLoss([T.Zero, (Weight(rate) * l).Squared()], rate) - SubsetBounds.ExpectedLoss([T.Zero, Weight(rate) * l], rate).Squared(),
                    l.Squared() * (1 - rate) / rate);
        }
    }

    sealed class Share(int length) : IIdentity
    {
        public IReadOnlyList<string> Variables => ["beta", "omega"];
        public string Shapes => $"L = {length}, any interval";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[] shares = [.. Enumerable.Range(0, 1 << length).Select(set => T.From(int.PopCount(set)) / length)];
            yield return (ExactQuadrature.Integral<T>(length, u => SubsetBounds.ExpectedLoss(shares, x[0] + (x[1] - x[0]) * u)), (x[0] + x[1]) / 2);
        }
    }
}
