using DiffusionProofs.Categorical;
using DiffusionProofs.Evidence;
using DiffusionProofs.Numbers;
using DiffusionProofs.Tests.EssayClaims;

namespace DiffusionProofs.Tests.Categorical;

[Claim("D3PM.20", "A model's row may be given as probabilities, log-probabilities or logits: the reverse step is the same for every factor of the row.",
    Source = "Austin et al., D3PM, arXiv:2107.03006, eq. 4; asked in https://github.com/cloneofsimo/d3pm/issues/7",
    Oracle = "the row divided by its sum")]
public class RowsUpToAFactor
{
    [Identity]
    public IdentityOutcome Reverse_step() => Prove.Identity(new Scaled(2), new Scaled(3), new Scaled(4));

    [Refutes("that a row may be shifted as well: a constant added to its probabilities")]
    public RefutationOutcome Not_shifted() => Refute.Identity(new Scaled(3), new Shifted());

    sealed class Shifted() : Scaled(3)
    {
        protected override T Changed<T>(T p, T factor) => p + factor;
    }

    class Scaled(int categories) : IIdentity
    {
        protected virtual T Changed<T>(T p, T factor) where T : IField<T> => factor * p;

        public IReadOnlyList<string> Variables { get; } =
            new VariableNames().Matrix("step", categories, categories).Matrix("before", categories, categories).Vector("u", categories).Scalars("c");

        public string Shapes => $"K = {categories}, any matrices, every x_t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var read = new VariableReader<T>(x);
            T[][] step = read.Matrix(categories, categories), before = read.Matrix(categories, categories);
            T[] u = read.Vector(categories);
            T c = read.Scalar(), sum = u.Sum();
            for (int xt = 0; xt < categories; xt++)
            {
                T[] normalised = CategoricalFormulas.Reverse(step, before, [.. u.Select(v => v / sum)], xt);
                T[] received = CategoricalFormulas.Reverse(step, before, [.. u.Select(v => Changed(v, c))], xt);
                for (int j = 0; j < categories; j++) yield return (normalised[j], received[j]);
            }
        }
    }
}

[Claim("D3PM.21", "Indexing a matrix by a category is the product with its one-hot row: the posterior by rows and columns is eq. 3 as it is printed, x_t Q_t^T * x_0 Qbar_{t-1} / (x_0 Qbar_t x_t^T).",
    Source = "Austin et al., D3PM, arXiv:2107.03006, eq. 3; asked in https://github.com/cloneofsimo/d3pm/issues/4",
    Oracle = "the printed form with one-hot rows and transposed matrices")]
public class IndexingIsAProduct
{
    [Identity]
    public IdentityOutcome Posterior() => Prove.Identity(new Printed(2), new Printed(3));

    [Refutes("x_t Q_t, the row of the step, in the place of its column", Link = "https://github.com/microsoft/VQ-Diffusion/issues/20")]
    public RefutationOutcome Row_for_column() => Refute.Identity(new Printed(3), new Row());

    sealed class Row() : Printed(3)
    {
        protected override T[] Likelihood<T>(T[][] step, T[] xt) => LinearAlgebra.Combine(xt, step);
    }

    class Printed(int categories) : IIdentity
    {
        protected virtual T[] Likelihood<T>(T[][] step, T[] xt) where T : IField<T> => LinearAlgebra.Combine(xt, LinearAlgebra.Transpose(step));

        public IReadOnlyList<string> Variables { get; } = new VariableNames().Matrix("step", categories, categories).Matrix("before", categories, categories);
        public string Shapes => $"K = {categories}, any matrices, every x_0 and x_t";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            var read = new VariableReader<T>(x);
            T[][] step = read.Matrix(categories, categories), before = read.Matrix(categories, categories), after = LinearAlgebra.Multiply(before, step);
            T[][] oneHot = LinearAlgebra.Identity<T>(categories);
            for (int x0 = 0; x0 < categories; x0++)
                for (int xt = 0; xt < categories; xt++)
                {
                    T[] likelihood = Likelihood(step, oneHot[xt]), prior = LinearAlgebra.Combine(oneHot[x0], before);
                    T evidence = LinearAlgebra.Dot(LinearAlgebra.Combine(oneHot[x0], after), oneHot[xt]);
                    T[] received = CategoricalFormulas.Posterior(step, before, x0, xt);
                    for (int j = 0; j < categories; j++) yield return (likelihood[j] * prior[j] / evidence, received[j]);
                }
        }
    }
}
