using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using DiffusionProofs.Ratio;
using DiffusionProofs.Runtime;
using DiffusionProofs.Tests.EssayClaims;
using TorchSharp;

namespace DiffusionProofs.Tests.Ratio;

[Claim("SEDD.23", "Tau-leaping of one place without order among its categories: Poisson many jumps to each other one, none taken where they are more than one. Category s is then reached with lambda_s e^-lambda, lambda_s tau times the rate and lambda their sum; names of categories do not matter, it is Euler's step but for less than lambda lambda_s in each entry and lambda^2 where it stays, and no entry is below 0 at any of these steps, where one of Euler's is at tau = 2. Jumps that are added up reach categories of rate 0.",
    Source = "Campbell et al., arXiv:2205.14987, section 4.3",
    Refined = "for given rates, V = 2 to 4, lambda from 1/16 to 7",
    Oracle = "numbers of jumps enumerated, where all that is left out has more jumps than one; draws of Poisson numbers")]
public class TauLeaps
{
    const int Most = 12;

    static readonly (double[] Rates, int X)[] places = [([0, 1], 0), ([0.5, 0, 1.25], 1), ([0.25, 0.5, 0], 2), ([1, 0, 0.5, 2], 1)];

    [Identity]
    public IdentityOutcome Names_do_not_matter() => Prove.Identity(new Renamed());

    [Exact]
    public ExactOutcome All_numbers_of_jumps() => Exact.Rows(from place in places from tau in new[] { 0.0625, 0.5, 2 } select (place.Rates, place.X, Tau: tau), row =>
    {
        BigReal[] jumps = Jumps(row.Rates, row.Tau), law = TauLeaping.Rejecting(jumps, row.X), enumerated = Enumerated(jumps, row.X);
        BigReal lambda = TauLeaping.Jumps(jumps, row.X);
        BigReal[] euler = SamplerSteps.Euler([.. row.Rates.Select(_ => row.Rates.Select((_, s) => BigReal.One).ToArray())], [.. row.Rates.Select(BigReal.FromDouble)], row.X, BigReal.FromDouble(row.Tau));
        return (Decision[])
        [
            Balls.Same("sum", BigReal.One, law.Sum()),
            .. law.SelectMany((p, s) => (Decision[])
            [
                Balls.Same($"probability of {s}", enumerated[s], p),
                .. jumps[s].IsExact && jumps[s].ContainsZero && s != row.X ? (Decision[])[Balls.Same($"Euler's at {s}", BigReal.Zero, euler[s])] :
                [
                    Decide.That($"probability of {s} above 0", p.IsCertainlyPositive, $"{(double)p:R}"),
                    Decide.That($"Euler's at {s} apart by less than lambda times {(s == row.X ? "lambda" : "lambda_s")}", Apart(s == row.X ? p - euler[s] : euler[s] - p, lambda * (s == row.X ? lambda : jumps[s])),
                        $"{(double)euler[s]:R}, this {(double)p:R}"),
                ],
            ]),
            .. row.Tau == 2 ? [Decide.That("Euler's is below 0", (-euler[row.X]).IsCertainlyPositive, $"{(double)euler[row.X]:R}")] : Array.Empty<Decision>(),
        ];
    }, "V = 2, 3 and 4", "four rows of rates, tau = 1/16, 1/2 and 2", [Balls.Trust]);

    [Statistical]
    public StatisticalOutcome Drawn()
    {
        const int Batch = 40_000;
        double[] jumps = [0.5, 0, 1.25];
        using var scope = torch.NewDisposeScope();
        using var generator = Seeds.Generator("tau-leaps");
        double[] numbers = torch.poisson(torch.tensor(jumps).expand(Batch, 3).clone(), generator).data<double>().ToArray();
        long[] counts = new long[3];
        foreach (double[] n in numbers.Chunk(3)) counts[n.Sum() == 1 ? Array.IndexOf(n, 1) : 1]++;
        return Statistics.GoodnessOfFit(counts, [.. TauLeaping.Rejecting(Array.ConvertAll(jumps, j => new Float64(j)), 1).Select(p => p.Value)], "V = 3", "one tau-leap from category 1, mean numbers of jumps 1/2 and 5/4");
    }

    [Refutes("jumps added up, the rejection overwritten", Link = "https://github.com/andrew-cr/tauLDR")]
    public RefutationOutcome Added_up() => Wrong((jumps, x) => TauLeapMistakes.Summed(jumps, x, 40));

    [Refutes("jumps to each category rejected by themselves")]
    public RefutationOutcome Each_by_itself() => Wrong(TauLeapMistakes.EachByItself);

    [Refutes("Euler's step in the place of tau-leaping")]
    public RefutationOutcome Eulers() => Wrong((jumps, x) => SamplerSteps.Euler([.. jumps.Select(_ => jumps.Select(_ => BigReal.One).ToArray())], jumps, x, BigReal.One));

    /// <summary>From the mask: token 0 has rate 0, and two jumps to token 1 add up to it.</summary>
    static RefutationOutcome Wrong(Func<BigReal[], int, BigReal[]> leap)
    {
        BigReal[] jumps = Jumps([0, 1, 0, 0.5], 0.5), expected = Enumerated(jumps, 2);
        IEnumerable<Decision> Check(BigReal[] law) => law.Select((p, s) => Balls.Same($"probability of {s}", expected[s], p));
        return Refute.AtWitness("from category 2 of 4, mean numbers of jumps 0 to 0, 1/2 to 1 and 1/4 to 3", () => Check(TauLeaping.Rejecting(jumps, 2)), () => Check(leap(jumps, 2)));
    }

    static BigReal[] Jumps(double[] rates, double tau) => [.. rates.Select(rate => BigReal.FromDouble(rate) * BigReal.FromDouble(tau))];

    static bool Apart(BigReal difference, BigReal most) => difference.IsCertainlyPositive && BigReal.CertainlyLess(difference, most);

    /// <summary>Every table of numbers of jumps up to <see cref="Most"/> each by its probability, and the step that the rule makes of it.</summary>
    static BigReal[] Enumerated(BigReal[] jumps, int x)
    {
        BigReal[] law = [.. jumps.Select(_ => BigReal.Zero)];
        void Add(int s, BigReal probability, int total, int only)
        {
            if (s == jumps.Length) { law[total == 1 ? only : x] += probability; return; }
            if (s == x) { Add(s + 1, probability, total, only); return; }
            BigReal term = BigReal.Exp(-jumps[s]);
            for (int n = 0; n <= Most; n++)
            {
                Add(s + 1, probability * term, total + n, n > 0 ? s : only);
                term = term * jumps[s] / (n + 1);
            }
        }
        Add(0, BigReal.One, 0, x);
        // What is left out stays, having more jumps than one.
        law[x] = law[x] + (1 - law.Sum());
        return law;
    }

    sealed class Renamed : IIdentity
    {
        static readonly int[][] names = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Vector("lambda", 3).Scalars("none");
        public string Shapes => "V = 3, any mean numbers of jumps and probability of none, all names, every x";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T[] jumps = [.. x.Take(3)];
            foreach (int[] name in names)
                for (int from = 0; from < 3; from++)
                {
                    T[] renamed = new T[3];
                    for (int s = 0; s < 3; s++) renamed[name[s]] = jumps[s];
                    T[] law = TauLeaping.Rejecting(jumps, from, x[3]), other = TauLeaping.Rejecting(renamed, name[from], x[3]);
                    for (int s = 0; s < 3; s++) yield return (law[s], other[name[s]]);
                }
        }
    }
}
