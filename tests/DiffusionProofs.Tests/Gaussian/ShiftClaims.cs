using DiffusionProofs.Evidence;
using DiffusionProofs.Gaussian;
using DiffusionProofs.Mistakes;
using DiffusionProofs.Numbers;

namespace DiffusionProofs.Tests.Gaussian;

[Claim("Shift.1", "A shift of rectified flow's time multiplies the odds t/(1 - t) by k; so shifts compose by multiplication, and one applied twice is the shift by k^2.",
    Source = "Esser et al., arXiv:2403.03206, eq. 23",
    Oracle = "the odds, which determine the time")]
public class ShiftsMultiplyOdds
{
    [Identity]
    public IdentityOutcome Odds_are_multiplied() => Prove.Identity(new Odds());

    [Identity]
    public IdentityOutcome Shifts_compose() => Prove.Identity(new Composition());

    [Refutes("the shift applied twice, where once is asked for", Link = "https://github.com/huggingface/diffusers/issues/13243")]
    public RefutationOutcome Once() => Refute.Identity(new Odds(), new Twice());

    sealed class Twice : Odds
    {
        protected override T Shifted<T>(T t, T k) => ScheduleMistakes.ShiftTwice(t, k);
    }

    class Odds : IIdentity
    {
        public IReadOnlyList<string> Variables => ["t", "k"];
        public string Shapes => "any time and shift";

        protected virtual T Shifted<T>(T t, T k) where T : IField<T> => RectifiedFlow.ShiftedTime(t, k);

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            T shifted = Shifted(x[0], x[1]);
            yield return (shifted / (1 - shifted), x[1] * (x[0] / (1 - x[0])));
        }
    }

    sealed class Composition : IIdentity
    {
        public IReadOnlyList<string> Variables => ["t", "k", "j"];
        public string Shapes => "any time and two shifts";

        public IEnumerable<(T Left, T Right)> Sides<T>(IReadOnlyList<T> x) where T : IField<T>
        {
            (T t, T k, T j) = (x[0], x[1], x[2]);
            yield return (RectifiedFlow.ShiftedTime(RectifiedFlow.ShiftedTime(t, j), k), RectifiedFlow.ShiftedTime(t, k * j));
            yield return (ScheduleMistakes.ShiftTwice(t, k), RectifiedFlow.ShiftedTime(t, k.Squared()));
        }
    }
}
