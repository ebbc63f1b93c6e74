using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;
using static DiffusionProofs.Numbers.BigReal;

namespace DiffusionProofs.Tests.Categorical;

[Claim("D3PM.10", "Nearest-neighbour noise exp(rate R), R the generator of the symmetrised graph, is symmetric and doubly stochastic at every rate, and steps add their rates. On the graphs tried it tends to the even law where they are connected, and not on two pairs.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, eqs. 9 and 16, appendix A.4.2",
    Refined = "R's entries off the diagonal are not negative, where the appendix prints not positive",
    Oracle = "the closed forms of a complete graph and of a ring; generators written by hand, the exponential's own series with its remainder bounded, and libtorch's exponential of a matrix")]
public class NeighbourNoise
{
    const string Trust = "balls of sixty digits that overlap are taken for equal";

    static readonly Dictionary<string, int[][]> graphs = new()
    {
        ["a pair"] = [[1], [0]],
        ["all neighbours of all, K = 4"] = Complete(4),
        ["a ring of six"] = [.. Enumerable.Range(0, 6).Select(i => new[] { (i + 1) % 6, (i + 5) % 6 })],
        ["D3PM's four points"] = [[1, 3], [0, 3], [1, 3], [0, 1]],
        ["a star of three"] = [[1], [0], [0], [0]],
        ["two pairs"] = [[1], [0], [3], [2]],
    };

    [Exact]
    public ExactOutcome Doubly_stochastic_with_rates_that_add() => Exact.Rows(
        from graph in graphs from rate in new[] { 0.125, 1.75 } select (graph.Key, Rate: rate), row =>
        {
            int[][] graph = graphs[row.Key];
            BigReal[][] q = Step(graph, row.Rate), next = Step(graph, 0.5), both = Step(graph, row.Rate + 0.5), product = LinearAlgebra.Multiply(q, next);
            Rational[][] generator = NeighbourGenerator.Generator<Rational>(graph);
            return
            [
                .. q.Select((line, i) => Same($"row {i}", 1, line.Sum())),
                .. q.SelectMany((line, i) => line.Select((p, j) => Same($"[{i},{j}] and [{j},{i}]", q[j][i], p))),
                .. both.SelectMany((line, i) => line.Select((p, j) => Same($"two steps, [{i},{j}]", product[i][j], p))),
                .. generator.Select((line, i) => Decide.Equal($"generator's row {i}", (Rational)0, line.Sum())),
                Decide.That("no negative entry of the generator off the diagonal", generator.Index().All(line => line.Item.Index().All(entry => entry.Index == line.Index || entry.Item >= 0)), row.Key),
                Decide.That("the enclosure is tight", q.All(line => line.All(p => CertainlyLess(p.Radius, Exp(-100)))), $"{(double)q[0][0].Radius:R}"),
            ];
        }, "pair, complete graph, ring, D3PM's four points, star, two pairs", "rates 1/8 and 7/4", [Trust]);

    [Exact]
    public ExactOutcome Uneven_graphs() => Exact.Rows(new (string Graph, Rational[][] Generator)[]
    {
        ("D3PM's four points", [[-1, new(1, 2), 0, new(1, 2)], [new(1, 2), new(-5, 4), new(1, 4), new(1, 2)], [0, new(1, 4), new(-1, 2), new(1, 4)], [new(1, 2), new(1, 2), new(1, 4), new(-5, 4)]]),
        ("a star of three", [[-2, 1, new(1, 2), new(1, 2)], [1, -1, 0, 0], [new(1, 2), 0, new(-1, 2), 0], [new(1, 2), 0, 0, new(-1, 2)]]),
    }, row =>
    {
        // The rows' absolute sums are at most 4: past the 41st term less than 2 (1/2)^42/42! is left, 4e-64, and the balls are of sixty digits.
        BigReal[][] step = LinearAlgebra.Scale(FromFraction(1, 8), [.. row.Generator.Select(line => line.Select(v => v.In<BigReal>()).ToArray())]);
        BigReal[][] power = LinearAlgebra.Identity<BigReal>(4), sum = power;
        for (int n = 1; n <= 41; n++) sum = LinearAlgebra.Add(sum, power = LinearAlgebra.Scale(One / n, LinearAlgebra.Multiply(power, step)));
        BigReal allowed = One / From(10).Power(50);
        return
        [
            .. row.Generator.Zip(NeighbourGenerator.Generator<Rational>(graphs[row.Graph]), (expected, received) => Decide.EqualAll("generator's row", expected, received)),
            .. Step(graphs[row.Graph], 0.125).SelectMany((line, i) => line.Select((p, j) => Decide.That($"[{i},{j}]",
                CertainlyLess((p - sum[i][j]).Squared(), allowed.Squared()), $"{(double)p:R}, series {(double)sum[i][j]:R}"))),
        ];
    }, "four points with two neighbours each, a star", "rate 1/8");

    [Exact]
    public ExactOutcome Closed_forms() => Exact.Rows(new[] { 0.375, 3 }, rate =>
    {
        BigReal r = FromDouble(rate), kept = Exp(-r * 4 / 3);
        BigReal[][] complete = Step(graphs["all neighbours of all, K = 4"], rate), uniform = new UniformKernel(4).Step(1 - kept), ring = Step(graphs["a ring of six"], rate);
        return
        [
            .. complete.SelectMany((line, i) => line.Select((p, j) => Same($"complete graph [{i},{j}]", uniform[i][j], p))),
            // The ring's eigenvalues are cos(2 pi m/6) - 1, its eigenvectors waves.
            .. ring[0].Select((p, j) => Same($"ring [0,{j}]",
                Enumerable.Range(0, 6).Select(m => Exp(r * (Cos(2 * m * Pi / 6) - 1)) * Cos(2 * m * j * Pi / 6)).Sum() / 6, p)),
        ];
    }, "K = 4, all neighbours; K = 6, a ring", "rates 3/8 and 3", [Trust]);

    [Exact]
    public ExactOutcome Limits() => Exact.Rows(graphs, graph =>
    {
        int size = graph.Value.Length;
        BigReal[][] q = Step(graph.Value, 150);
        bool connected = graph.Key != "two pairs";
        return q.SelectMany((line, i) => line.Select((p, j) =>
        {
            BigReal limit = connected ? FromFraction(1, size) : i / 2 == j / 2 ? FromFraction(1, 2) : 0;
            return Decide.That($"[{i},{j}]", CertainlyLess((p - limit).Squared(), Exp(-150)), $"{(double)p:R}, limit {(double)limit:R}");
        }));
    }, "the same graphs", "rate 150: within exp(-75), the least eigenvalue of -R that is not 0 being 1/2 on the ring and the star and more on the others");

    [Exact]
    public ExactOutcome Neighbours_of_embeddings() => Exact.Rows(new[] { 0 }, _ =>
    {
        // Nearest by angle: the lengths do not count, and of equally near ones the lower id comes first.
        double[][] embeddings = [[1, 0], [30, 10], [0, 0.5], [-1, 1], [2, 0]];
        return
        [
            .. NeighbourGenerator.Nearest(embeddings, 2).Zip(new int[][] { [4, 1], [0, 4], [3, 1], [2, 1], [0, 1] }, (received, expected) => Decide.EqualAll("neighbours", expected, received)),
        ];
    }, "five embeddings of the plane, two of one direction", "k = 2");

    [Sampled]
    public SampledOutcome On_tensors(On on) => NeighboursOnTensors.Against(graphs, on);

    [Refutes("rows and columns normalised in turn, a hundred times, for a doubly stochastic matrix", Link = "https://github.com/google-research/google-research/blob/master/d3pm/text/diffusion.py")]
    public RefutationOutcome Sinkhorn()
    {
        static IEnumerable<Decision> RowsSumToOne(BigReal[][] q) => q.Select((row, i) => Same($"row {i}", 1, row.Sum()));
        BigReal[][] weights = [[0, 2, 0, 2], [2, 0, 1, 2], [0, 1, 0, 1], [2, 2, 1, 0]];
        return Refute.AtWitness("D3PM's four points with two neighbours",
            () => RowsSumToOne(Step(graphs["D3PM's four points"], 1)), () => RowsSumToOne(CategoricalKernelMistakes.Sinkhorn(weights, 100)));
    }

    [Refutes("the last feature dropped along with the mask's row", Link = "https://github.com/google-research/google-research/blob/master/d3pm/text/diffusion.py")]
    public RefutationOutcome Without_a_feature()
    {
        // Without their third coordinate the first and the last point the same way.
        double[][] embeddings = [[1, 0, 0], [1, 1, 0], [1, 0, 5]];
        static IEnumerable<Decision> AreTheNeighbours(double[][] points) =>
            NeighbourGenerator.Nearest(points, 1).Zip(new int[][] { [1], [0], [0] }, (received, expected) => Decide.EqualAll("neighbours", expected, received));
        return Refute.AtWitness("three embeddings of space", () => AreTheNeighbours(embeddings), () => AreTheNeighbours(CategoricalKernelMistakes.WithoutTheLastFeature(embeddings)));
    }

    [Refutes("that R's entries off the diagonal are not positive", Link = "D3PM, arXiv:2107.03006, appendix A.4.2 as printed")]
    public RefutationOutcome Sign_of_the_generator()
    {
        static IEnumerable<Decision> LeavesToOthers(Rational[][] generator)
        {
            Rational[][] firstOrder = LinearAlgebra.Add(LinearAlgebra.Identity<Rational>(4), LinearAlgebra.Scale(new Rational(1, 8), generator));
            return firstOrder.SelectMany((line, i) => line.Select((p, j) => Decide.That($"a probability [{i},{j}]", p >= 0 && p <= 1, $"{p}")));
        }
        return Refute.AtWitness("D3PM's four points, to first order at rate 1/8",
            () => LeavesToOthers(NeighbourGenerator.Generator<Rational>(graphs["D3PM's four points"])),
            () => LeavesToOthers(CategoricalKernelMistakes.SignAsPrinted<Rational>(graphs["D3PM's four points"])));
    }

    [Refutes("(I + rate R/1024)^1024 for the exponential", Link = "https://github.com/google-research/google-research/blob/master/d3pm/text/diffusion.py")]
    public RefutationOutcome Squared_first_order()
    {
        static IEnumerable<Decision> IsTheClosedForm(BigReal[][] q) => [Same("staying", (1 + Exp(-4)) / 2, q[0][0])];
        return Refute.AtWitness("a pair at rate 2",
            () => IsTheClosedForm(Step(graphs["a pair"], 2)), () => IsTheClosedForm(CategoricalKernelMistakes.SquaredFirstOrder<BigReal>(graphs["a pair"], 2, 10)));
    }

    /// <summary>On one graph rates add; the generators of two graphs need not commute, and then their steps' product is not the exponential of the sum.</summary>
    [Refutes("exp(A) exp(B) = exp(A + B) for the generators of different times", Link = "D3PM, arXiv:2107.03006, appendix A.5, theorem 1 as printed")]
    public RefutationOutcome Generators_that_do_not_commute()
    {
        int[][] graph = graphs["D3PM's four points"], other = graphs["two pairs"];
        static IEnumerable<Decision> IsTheProduct(int[][] first, int[][] next)
        {
            BigReal[][] product = LinearAlgebra.Multiply(Step(first, 0.5), Step(next, 0.5));
            BigReal mean = 4, half = FromFraction(1, 2);
            BigReal[][] generators = LinearAlgebra.Add(NeighbourGenerator.Generator<BigReal>(first), NeighbourGenerator.Generator<BigReal>(next));
            BigReal[][] events = LinearAlgebra.Add(LinearAlgebra.Scale(half, generators), LinearAlgebra.Scale(mean, LinearAlgebra.Identity<BigReal>(4)));
            BigReal[][] both = Uniformisation.Exponential(events, mean, Uniformisation.Terms(4, Digits));
            return both.SelectMany((line, i) => line.Select((p, j) => Same($"[{i},{j}]", p, product[i][j])));
        }
        return Refute.AtWitness("K = 4, rate 1/2 each: one graph twice, and two graphs", () => IsTheProduct(graph, graph), () => IsTheProduct(graph, other));
    }

    [Refutes("I + rate R for the exponential")]
    public RefutationOutcome First_order()
    {
        static IEnumerable<Decision> IsTheClosedForm(BigReal[][] q) => [Same("staying", (1 + Exp(-4)) / 2, q[0][0])];
        return Refute.AtWitness("a pair at rate 2",
            () => IsTheClosedForm(Step(graphs["a pair"], 2)), () => IsTheClosedForm(CategoricalKernelMistakes.FirstOrder<BigReal>(graphs["a pair"], 2)));
    }

    static BigReal[][] Step(int[][] graph, double rate) => NeighbourGenerator.Step(graph, FromDouble(rate), NeighbourGenerator.Terms(graph, rate, Digits));

    static int[][] Complete(int size) => [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Where(j => j != i).ToArray())];

    static Decision Same(string what, BigReal expected, BigReal received) =>
        Decide.That(what, received.Overlaps(expected), $"{(double)received:R}, where {(double)expected:R} is expected");
}
