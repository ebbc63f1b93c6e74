namespace DiffusionProofs.Evidence;

public static partial class Refute
{
    /// <summary>
    /// A mistake in an equality of rational functions: the right one is proven, the mistaken one has a counterexample with two
    /// values. A mistaken statement that divides by zero for all inputs, branches or is undecided, is an error and refutes nothing.
    /// </summary>
    /// <exception cref="ClaimFailedException">The right equality fails, or the mistaken one holds or is not decided.</exception>
    public static RefutationOutcome Identity(IIdentity right, IIdentity mistake) =>
        Refuted(Prove.Identity(right), () => Prove.Identity(mistake), mistake);

    /// <summary>The same for combinations of logarithms.</summary>
    /// <inheritdoc cref="Identity"/>
    public static RefutationOutcome LogIdentity(ILogIdentity right, ILogIdentity mistake) =>
        Refuted(Prove.LogIdentity(right), () => Prove.LogIdentity(mistake), mistake);

    static RefutationOutcome Refuted(IdentityOutcome right, Func<IdentityOutcome> proveMistake, object mistake)
    {
        IdentityRefutedException refuted;
        try
        {
            proveMistake();
            throw new ClaimFailedException($"the mistake is not refuted: {mistake.GetType().Name} holds for {right.Domain}");
        }
        catch (IdentityRefutedException e)
        {
            refuted = e;
        }

        return new()
        {
            Shapes = right.Shapes,
            Domain = $"the witness; the right equality is proven for {right.Domain}",
            Method = WithoutRounding,
            Cases = right.Cases,
            Witness = $"{refuted.Counterexample}: left {refuted.Left}, right {refuted.Right}",
        };
    }
}
