using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Categorical;

[Claim("D3PM.30", "Every power B^n of a step, n = 0..m, is a product of the B^(2^k) of the bits of n, from a table of floor(log2 m) + 1 of them: enough for m itself where m is a power of two.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, appendix A.4.2, and code",
    Oracle = "n factors multiplied one after another")]
public class PowersOfAStep
{
    [Identity]
    public IdentityOutcome One_after_another() => Prove.Identity(new Powers(2, 8), new Powers(2, 5), new Powers(3, 4));

    [Exact]
    public ExactOutcome Every_power_up_to_each_greatest() => Exact.ForAll(StochasticMatrices.Any(), matrix =>
    {
        Rational[][] step = matrix.In<Rational>();
        return from most in Enumerable.Range(0, 10)
               let table = MatrixPowers.Table(step, most)
               from n in Enumerable.Range(0, most + 1)
               from row in Enumerable.Range(0, matrix.Size)
               select Decide.EqualAll($"B^{n} of at most {most}, row {row}", OneByOne(step, n)[row], MatrixPowers.Power(table, n)[row]);
    }, "K = 3..5, m = 0..9, n = 0..m", "random, absorbing, and mixed steps", 6);

    [Sampled]
    public SampledOutcome On_tensors(On on) => Sample.Check(on, StochasticMatrices.Any(), (matrix, _) =>
    {
        Rational[][] step = matrix.In<Rational>();
        using DenseTensors dense = DenseTensors.Of(on.Tensor(matrix.Flat, matrix.Size, matrix.Size));
        List<Comparison> found = [];
        foreach (int most in new[] { 0, 1, 2, 7, 8, 16 })
        {
            using var powers = new MatrixPowerTensors(dense, most);
            foreach (int n in new[] { 0, 1, most / 2, most - 1, most }.Where(n => n >= 0 && n <= most).Distinct())
            {
                using DenseTensors power = powers.Power(n);
                double[] expected = [.. OneByOne(step, n).SelectMany(row => row.Select(p => p.ToDouble()))];
                found.Add(Compare.Within($"B^{n} of at most {most}", expected, power.Matrix, i => CategoricalAccuracy.Power(n, 0, matrix.Size, on.DType) * expected[i], on));
            }
        }
        return found;
    }, "CategoricalAccuracy.Power: K u for each of n - 1 products, relative", "K = 3..5, m = 0, 1, 2, 7, 8, 16", "random, absorbing, and mixed steps", 20);

    [Refutes("a table of ceil(log2 m) matrices, which misses m where it is a power of two", Link = "https://github.com/google-research/google-research/blob/master/d3pm/text/diffusion.py")]
    public RefutationOutcome Short_table() => Refute.Identity(new Powers(2, 8), new FromAShortTable());

    sealed class FromAShortTable() : Powers(2, 8)
    {
        protected override T[][] Power<T>(T[][] step, int most, int n) => MatrixPowerMistakes.PowerFromAShortTable(step, most, n);
    }

    class Powers(int categories, int most) : IIdentity
    {
        protected virtual T[][] Power<T>(T[][] step, int most, int n) where T : IField<T> => MatrixPowers.Power(MatrixPowers.Table(step, most), n);

        public IReadOnlyList<string> Variables { get; } = FormalChain.Names(categories, 1);
        public string Shapes => $"K = {categories}, m = {most}, n = 0..m, any row-stochastic step";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[][] step = FormalChain.Steps(new VariableReader<T>(x), categories, 1)[0];
            for (int n = 0; n <= most; n++)
                foreach (var side in OneByOne(step, n).SelectMany(row => row).Zip(Power(step, most, n).SelectMany(row => row))) yield return side;
        }
    }

    static T[][] OneByOne<T>(T[][] step, int n) where T : IField<T> => Enumerable.Repeat(step, n).Aggregate(LinearAlgebra.Identity<T>(step.Length), LinearAlgebra.Multiply);
}
